"""The report: from the form to the verdict, while a check runs, and after it is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.test import AsyncClient
from django.utils import timezone

from checks.inputs.json_text import dump
from checks.models import Report
from tests.tools.loopback import Target, http
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "http://app.example.com"
ALLOWED = ("Access-Control-Allow-Origin", PAGE)


async def check(client: AsyncClient, target: Target, **fields: Any) -> str:
    """The report's path."""
    response = await client.post("/", {"url": f"{target.url}/items", "origin": PAGE} | fields)
    assert response.status_code == 303
    path: str = response["Location"]
    return path


async def show(client: AsyncClient, path: str) -> Page:
    for _ in range(100):
        response = await client.get(path)
        page = Page(response.content.decode())
        if page.one("h1").text != "Checking":
            return page
        await asyncio.sleep(0.05)
    raise AssertionError("the check never ended")


def unfinished(method: str) -> Report:
    request = {"url": "https://api.example.com/", "origin": PAGE, "method": method, "headers": []}
    return Report(delete_token_hash="", request_json=dump(request))


async def test_a_person_learns_that_a_request_is_blocked_and_why(async_client: AsyncClient, target: Target) -> None:
    page = await show(async_client, await check(async_client, target))
    assert page.one("h1").text.startswith("Blocked: ")
    assert page.one("h1").text.endswith("has no Access-Control-Allow-Origin header")
    console = [line.text for line in page.all("pre", class_="console")]
    assert console[0] == (
        f"Access to fetch at '{target.url}/items' from origin '{PAGE}' has been blocked by CORS policy: "
        "No 'Access-Control-Allow-Origin' header is present on the requested resource."
    )
    decides, evidence = page.all("pre", class_="evidence")[:2]
    assert decides.text.split("\n")[:2] == ["Main request: status 200", "Access-Control-Allow-Origin: not sent"]
    assert evidence.text == (
        f"--> main request: GET {target.url}/items, status 200\n"
        "  Access-Control-Allow-Origin: not sent\n"
        "                               ^^^^^^^^ the header is missing; the page's origin is http://app.example.com"
    )
    assert page.one("a", href="/rules/allow-origin-missing/").text == "allow-origin-missing"


async def test_the_configuration_of_the_server_that_an_answer_names_is_shown_with_the_reason(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = lambda head: http(200, ("Server", "nginx/1.28.0"))
    page = await show(async_client, await check(async_client, target))
    assert page.one("p", class_="next").text == (
        "Fix for nginx as a reverse proxy because a response says Server: nginx/1.28.0."
    )
    assert PAGE in page.one("pre", id="code").text
    assert {a.text for a in page.all("a", **{"aria-current": "true"}) if "fix/" in (a.attributes["href"] or "")} == {
        "nginx as a reverse proxy"
    }


async def test_a_cookie_names_the_server_although_its_value_is_not_kept(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = lambda head: http(200, ("Set-Cookie", "laravel_session=0f8fad5bd9cb469fa165708; Path=/"))
    page = await show(async_client, await check(async_client, target))
    said = page.one("p", class_="next").text
    assert said == "Fix for Laravel because a response sets the cookie laravel_session."
    assert "0f8fad5bd9cb469fa165708" not in page.one("body").text


@pytest.mark.parametrize(
    ("server", "told", "offered"),
    [
        (
            "cloudflare",
            "that is Cloudflare, a CDN",
            {"nginx as a reverse proxy", "Express with the cors package"},
        ),
        ("gunicorn", "A response says Server: gunicorn", {"FastAPI or Starlette", "Flask"}),
        ("unheard-of", "No response names the server", {"nginx as a reverse proxy", "Express with the cors package"}),
    ],
)
async def test_no_configuration_is_shown_where_the_server_is_not_known_but_a_choice(
    async_client: AsyncClient, target: Target, server: str, told: str, offered: set[str]
) -> None:
    target.answer = lambda head: http(200, ("Server", server))
    path = await check(async_client, target)
    page = await show(async_client, path)
    assert told in page.one("p", class_="because").text
    assert page.all("pre", id="code") == []
    visible = [
        a for a in page.all("a", **{"data-into": "panel"}) if not any(parent.tag == "details" for parent in a.parents)
    ]
    assert offered <= {a.text for a in visible}
    assert all((a.attributes["href"] or "").startswith(f"{path}fix/") for a in visible)
    (more,) = [parent for parent in page.one("form", id="policy").parents if parent.tag == "details"]
    assert "hidden" in more.attributes


async def test_a_person_learns_that_a_request_is_allowed(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(200, ALLOWED)
    page = await show(async_client, await check(async_client, target))
    assert page.one("h1").text == "Allowed"
    assert page.all("pre", class_="console") == []
    assert "http://app.example.com read the response" in page.one("p", class_="lede").text


async def test_a_put_is_held_back_without_the_tick(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(204, ALLOWED, ("Access-Control-Allow-Methods", "PUT"))
    page = await show(async_client, await check(async_client, target, method="PUT"))
    assert page.one("h1").text == "Preflight passes"
    assert set(target.methods) == {"OPTIONS"}


async def test_a_report_tells_how_long_each_browser_reuses_the_preflight(
    async_client: AsyncClient, target: Target
) -> None:
    age = ("Access-Control-Max-Age", "1200")
    target.answer = lambda head: http(204, ALLOWED, ("Access-Control-Allow-Methods", "PUT"), age)
    page = await show(async_client, await check(async_client, target, method="PUT"))
    told = page.one("dl", id="reuse")
    rows = [e.text for e in page.elements if e.tag in ("dt", "dd") and told in e.parents]
    assert rows == [
        "Chromium and Firefox",
        "20 minutes: as set by Access-Control-Max-Age",
        "Safari",
        "10 minutes: the limit in Safari, although Access-Control-Max-Age says 1200",
    ]


async def test_a_put_is_sent_with_the_tick(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(204, ALLOWED, ("Access-Control-Allow-Methods", "PUT"))
    page = await show(async_client, await check(async_client, target, method="PUT", confirm_side_effects="on"))
    assert page.one("h1").text == "Allowed"
    assert "PUT" in target.methods


async def test_a_server_that_hangs_up_is_not_blamed_on_cors(async_client: AsyncClient, target: Target) -> None:
    target.answer, target.closes = lambda head: b"", True
    page = await show(async_client, await check(async_client, target))
    assert page.one("h1").text.startswith("No response: the server closed the connection")
    assert "so this is not CORS" in page.one("p", class_="lede").text


async def test_the_deletion_token_is_shown_once_and_deletes(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    first = await show(async_client, path)
    token = first.one("input", name="token").attributes["value"]
    assert (await show(async_client, path)).all("input", name="token") == []
    assert (await async_client.post(f"{path}delete", {"token": "wrong"})).status_code == 403
    assert (await async_client.post(f"{path}delete", {"token": token})).status_code == 200
    assert (await async_client.get(path)).status_code == 404


async def test_a_stranger_with_the_link_is_not_shown_the_token(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    assert (await show(AsyncClient(), path)).all("input", name="token") == []


async def test_a_report_is_neither_stored_nor_indexed(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    await show(async_client, path)
    response = await async_client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert Page(response.content.decode()).one("meta", name="robots").attributes["content"] == "noindex"


async def test_editing_fills_the_form_with_the_same_request(async_client: AsyncClient, target: Target) -> None:
    fields = {"method": "PUT", "headers": "X-A: 1\nX-B: 2", "credentials": "include", "initiator": "xmlhttprequest"}
    fields |= {"body_kind": "blob", "upload_listener": "on", "embedder_policy": "require-corp"}
    fields |= {"content_security_policy": "connect-src *", "target_address_space": "loopback", "hsts": "on"}
    fields |= {"address_space": "local", "local_network_access": "granted"}
    page = await show(async_client, await check(async_client, target, **fields))
    (edit,) = [link for link in page.all("a") if link.text == "Edit this request"]
    form = Page((await async_client.get(edit.attributes["href"] or "")).content.decode())
    assert form.one("input", name="url").attributes["value"] == f"{target.url}/items"
    assert form.one("input", name="method").attributes["value"] == "PUT"
    assert form.one("textarea", name="headers").text.strip() == "X-A: 1\nX-B: 2"
    chosen = [option.attributes["value"] for option in form.all("option") if "selected" in option.attributes]
    first = ["xmlhttprequest", "include", "cors", "follow", "default", "", "blob", "require-corp"]
    assert chosen == [*first, "local", "loopback", "granted"]
    assert form.one("textarea", name="content_security_policy").text.strip() == "connect-src *"
    assert "checked" in form.one("input", name="hsts").attributes
    assert "checked" in form.one("input", name="upload_listener").attributes


async def test_checking_again_never_repeats_the_consent(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(204, ALLOWED, ("Access-Control-Allow-Methods", "PUT"))
    page = await show(
        async_client, await check(async_client, target, method="PUT", confirm_side_effects="on", probes="on")
    )
    again = {e.attributes["name"]: e.attributes["value"] for e in page.all("input", type="hidden")}
    again.pop("csrfmiddlewaretoken")
    again.pop("token")
    assert again == {"url": f"{target.url}/items", "origin": PAGE, "method": "PUT", "probes": "on"}


async def test_without_the_secret_that_was_removed_the_form_comes_before_a_second_check(
    async_client: AsyncClient, target: Target
) -> None:
    page = await show(async_client, await check(async_client, target, headers="Authorization: Bearer s3cret-t0ken"))
    assert "s3cret" not in page.one("html").text
    assert "put it back where it says [redacted]" in page.one("main").text
    assert [button.text for button in page.all("button") if button.text == "Check again"] == []


async def test_each_server_has_its_fix_at_an_address_of_its_own(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    report = await show(async_client, path)
    link = next(link for link in report.all("a") if (link.attributes["href"] or "").endswith("/fix/nginx"))
    page = Page((await async_client.get(link.attributes["href"] or "")).content.decode())
    assert "add_header" in page.one("pre", id="code").text
    assert (await async_client.get(f"{path}fix/no-such-server")).status_code == 404


async def test_a_running_check_shows_its_steps_and_comes_back(async_client: AsyncClient) -> None:
    report = unfinished("PUT")
    report.steps_json = dump([{"purpose": "preflight", "method": "OPTIONS", "url": "https://api.example.com/"}])
    await report.asave()
    page = Page((await async_client.get(f"/r/{report.pk}/")).content.decode())
    assert [step.text for step in page.all("li")] == [
        "Asking for permission (preflight): OPTIONS https://api.example.com/ waiting for the response"
    ]
    assert page.one("meta", http_equiv="refresh").attributes["content"] == "2"
    assert page.one("p", id="step").text == "Asking for permission (preflight)"
    asked = str(page.one("div", id="progress").attributes["hx-get"])
    # Nothing is said twice: a page that knows all the steps is told nothing.
    assert (await async_client.get(asked, headers={"HX-Request": "true"})).status_code == 204
    steps = [{"purpose": name, "method": "PUT", "url": "https://api.example.com/"} for name in ("preflight", "main")]
    await Report.objects.filter(pk=report.pk).aupdate(steps_json=dump(steps))
    polled = Page((await async_client.get(asked, headers={"HX-Request": "true"})).content.decode())
    assert polled.one("div", id="progress").attributes["hx-get"] == f"/r/{report.pk}/?steps=2"
    said = polled.one("p", id="step")
    assert (said.text, said.attributes["hx-swap-oob"]) == ("Sending the request", "innerHTML")


async def test_the_verdict_is_shown_while_diagnostic_requests_run_and_the_page_comes_back_at_the_end(
    async_client: AsyncClient, target: Target
) -> None:
    path = await check(async_client, target, probes="on")
    report = await Report.objects.aget(pk=path.split("/")[2])
    report.state = Report.State.RUNNING
    await report.asave()
    page = await show(async_client, path)
    assert page.one("h1").text.startswith("Blocked: ")
    assert page.one("h1").text.endswith("has no Access-Control-Allow-Origin header")
    assert page.all("p", role="status")[0].text.startswith("The verdict stands.")
    assert "Delete this report" in page.one("main").text
    assert "Safe" not in [word.text for word in page.all("span", class_="word good")]
    waiting = {"HX-Request": "true", "HX-Target": "probing"}
    assert (await async_client.get(path, headers=waiting)).status_code == 204
    # The page of the steps shows the verdict as soon as there is one.
    polled = await async_client.get(path, headers={"HX-Request": "true", "HX-Target": "progress"})
    assert polled["HX-Refresh"] == "true"
    badge = f"/api/v1/checks/{report.pk}/badge.svg"
    assert (await async_client.get(badge)).status_code == 404
    report.state = Report.State.DONE
    await report.asave()
    assert (await async_client.get(path, headers=waiting))["HX-Refresh"] == "true"
    assert (await async_client.get(badge)).status_code == 200
    assert (await async_client.get("/r/deleted/", headers=waiting))["HX-Refresh"] == "true"
    assert "Delete this report" in (await show(async_client, path)).one("main").text


async def test_a_check_that_was_interrupted_after_its_verdict_keeps_it(
    async_client: AsyncClient, target: Target
) -> None:
    path = await check(async_client, target, probes="on")
    report = await Report.objects.aget(pk=path.split("/")[2])
    report.state = Report.State.INTERRUPTED
    await report.asave()
    page = await show(async_client, path)
    assert page.one("h1").text.startswith("Blocked: ")
    assert page.one("h1").text.endswith("has no Access-Control-Allow-Origin header")
    assert "This check was interrupted" in page.one("main").text


async def test_polling_a_finished_check_reloads_the_page(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    await show(async_client, path)
    polled = await async_client.get(path, headers={"HX-Request": "true"})
    assert polled["HX-Refresh"] == "true"


async def test_an_interrupted_check_says_so_and_what_was_sent(async_client: AsyncClient) -> None:
    report = unfinished("GET")
    report.steps_json = dump([{"purpose": "main", "method": "GET", "url": "https://api.example.com/"}])
    report.created_at = timezone.now() - timedelta(hours=1)
    await report.asave()
    page = Page((await async_client.get(f"/r/{report.pk}/")).content.decode())
    assert page.one("h1").text == "This check was interrupted"
    assert [step.text for step in page.all("li")] == ["main request: GET https://api.example.com/"]


async def test_unknown_and_expired_reports_are_told_alike(async_client: AsyncClient) -> None:
    expired = unfinished("GET")
    expired.expires_at = timezone.now() - timedelta(days=1)
    await expired.asave()
    answers = [await async_client.get(path) for path in (f"/r/{expired.pk}/", "/r/never-was/")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


async def test_the_cookie_with_the_deletion_token_is_taken_back_where_it_was_set(
    async_client: AsyncClient, target: Target
) -> None:
    made = await async_client.post("/", {"url": f"{target.url}/items", "origin": PAGE})
    path = made["Location"]
    assert made.cookies["delete_token"]["path"] == path
    await show(AsyncClient(), path)
    shown = await async_client.get(path)
    taken_back = shown.cookies["delete_token"]
    assert (taken_back["path"], taken_back["max-age"], taken_back.value) == (path, 0, "")
