"""Whatever the database does, whoever asked for a check is given its report, and is told where it was not kept.

Each test counts the statements of a way through the site and then goes that way again with a fault at each of them.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from traceback import walk_tb
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import AsyncClient

from checks.models import Report
from checks.refusal import Refusal
from checks.reports import background
from checks.reports.database import into_database
from checks.reports.document import NOT_KEPT
from checks.reports.writing import Writer
from checks.running import service
from tests.tools.faults import faults
from tests.tools.loopback import Target, http
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = "http://app.example.com"
NOTICE = "This report was not kept"
# Goes a way, and says at which address the report is to be found afterwards where it could not be read at once.
Way = Callable[[AsyncClient, Target], Awaitable[str | None]]


@pytest.fixture(autouse=True)
async def hurried(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The service with a writer that tries again at once."""
    made = replace(service.default(), writer=Writer(pauses_s=(0, 0)))
    monkeypatch.setattr(service, "default", lambda: made)
    yield
    await background.finish()


async def check_by_api(client: AsyncClient, target: Target, **more: Any) -> HttpResponse:
    body = {"url": target.url, "origin": ORIGIN, "probes": False, **more}
    return await client.post("/api/v1/checks", json.dumps(body), content_type="application/json")


async def check_by_form(client: AsyncClient, target: Target, **more: str) -> HttpResponse:
    return await client.post("/", {"url": target.url, "origin": ORIGIN, "method": "GET"} | more)


async def judge_paste(client: AsyncClient) -> HttpResponse:
    answers = json.dumps([{"status": 200, "headers": [["X-Served-By", "pasted"]], "preflight": False}])
    fields = {"url": "https://api.example.com/items", "origin": ORIGIN, "method": "GET", "answers": answers}
    return await client.post("/paste/judge", fields)


def assert_no_dead_links(page: Page) -> None:
    """Nothing on the page leads below /r/ or to a report of the API."""
    links = [e.attributes.get(name) or "" for e in page.elements for name in ("href", "action", "hx-get")]
    assert [link for link in links if link.startswith(("/r/", "fix/", "export/")) or "/api/v1/checks/" in link] == []
    assert [e for e in page.elements if "data-into" in e.attributes] == []


def assert_unavailable(response: HttpResponse) -> None:
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


async def read_report(client: AsyncClient, response: HttpResponse) -> str | None:
    """The answer to the form is the report's page, or leads to it."""
    path = response.get("Location")
    if response.status_code == 303:
        response = await client.get(path)
        if response.status_code == 503:
            assert_unavailable(response)
            return path
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert page.one("h1").text.startswith("Blocked: ")
    notices = [notice.text for notice in page.all("div", class_="unkept")]
    assert path or notices
    if notices:
        assert NOTICE in notices[0]
        assert_no_dead_links(page)
        # Nor does the browser list what has no address.
        assert "data-word" not in page.one("main").attributes
    return None


async def by_api(client: AsyncClient, target: Target) -> str | None:
    response = await check_by_api(client, target)
    document = response.json()
    assert (response.status_code, document["verdict"]) == (201, "blocked")
    assert document["fixes"]
    places = [document[name] for name in ("id", "report_url", "api_url", "expires_at", "delete_token")]
    if document["kept"]:
        assert None not in places
        assert response["Location"] == document["api_url"]
        assert "note" not in document
    else:
        assert places == [None] * 5
        assert "Location" not in response
        assert document["note"] == NOT_KEPT
    return document["api_url"]  # type: ignore[no-any-return]


async def by_the_line_of_a_script(client: AsyncClient, target: Target) -> str | None:
    query = {"url": target.url, "origin": ORIGIN, "probes": "false"}
    response = await client.get("/api/v1/check", query, headers={"Accept": "text/plain"})
    assert response.status_code == 200
    assert "allow-origin-missing" in response.content.decode()
    last = response.content.decode().splitlines()[-1]
    assert last == "Report: not kept, so it has no address" or last.startswith("Report: http://testserver/r/")
    return response.get("Content-Location")


async def by_form(client: AsyncClient, target: Target) -> str | None:
    return await read_report(client, await check_by_form(client, target))


async def by_paste(client: AsyncClient, target: Target) -> str | None:
    return await read_report(client, await judge_paste(client))


async def by_a_page_that_polls(client: AsyncClient, target: Target) -> str | None:
    """The target takes its time: for the preflight until the page has been seen to run, and then for the request."""
    allowed = (("Access-Control-Allow-Origin", ORIGIN), ("Access-Control-Allow-Headers", "x-a"))
    target.answer = lambda head: http(200, *(allowed if head.startswith("OPTIONS") else ()))
    preflight, request = asyncio.Event(), asyncio.Event()
    target.waits = preflight
    asked = asyncio.create_task(check_by_form(client, target, headers="X-A: 1"))
    # The form itself waits for a second; a busy machine makes that longer.
    await asyncio.wait({asked}, timeout=4)
    if not asked.done():
        preflight.set()
        return await read_report(client, await asked)
    response = await asked
    assert response.status_code == 303
    polled = await client.get(response["Location"], headers={"HX-Request": "true"})
    assert polled.status_code == 503 or 'id="progress"' in polled.content.decode()
    target.waits = request
    preflight.set()
    await asyncio.sleep(0.5)
    request.set()
    await background.finish()
    return await read_report(client, response)


# With the kinds of statements on each.
WORDS: dict[Way, list[str]] = {
    by_api: ["INSERT", "SELECT"],
    by_the_line_of_a_script: ["INSERT", "SELECT"],
    by_form: ["INSERT", "SELECT"],
    by_paste: ["INSERT", "SELECT"],
    by_a_page_that_polls: ["INSERT", "UPDATE", "SELECT"],
}


async def statements(way: Way, target: Target) -> list[str]:
    with faults() as found:
        await way(AsyncClient(), target)
        await background.finish()
    return found.statements


@pytest.mark.parametrize("outage", [False, True], ids=["one call fails", "all calls from one on fail"])
@pytest.mark.parametrize("way", WORDS, ids=lambda way: way.__name__)
async def test_a_database_that_fails_costs_nobody_a_report(
    target: Target, settings: Any, way: Way, outage: bool
) -> None:
    settings.CHECK_REUSE_S = 60
    expected = await statements(way, target)
    assert [word for word in ("INSERT", "UPDATE", "SELECT") if any(word in sql for sql in expected)] == WORDS[way]
    for failing in range(1, len(expected) + 1):
        await Report.objects.all().adelete()
        with faults(lambda call, at=failing: call >= at if outage else call == at) as found:  # type: ignore[misc]
            place = await way(AsyncClient(), target)
            await background.finish()
        assert len(found.statements) >= failing
        if place is not None:
            found_again = await AsyncClient().get(place)
            assert (found_again.status_code, b"blocked" in found_again.content.lower()) == (200, True)


@pytest.mark.parametrize("outage", [False, True], ids=["one call fails", "all calls from one on fail"])
async def test_what_may_change_data_is_sent_with_a_report_or_not_at_all(target: Target, outage: bool) -> None:
    allowed = (("Access-Control-Allow-Origin", ORIGIN), ("Access-Control-Allow-Methods", "DELETE"))
    target.answer = lambda head: http(200, *allowed)
    sent = []
    expected = await statements(confirmed, target)
    for failing in range(1, len(expected) + 1):
        target.heads.clear()
        with faults(lambda call, at=failing: call >= at if outage else call == at):  # type: ignore[misc]
            await confirmed(AsyncClient(), target)
        sent.append(bool(target.heads))
    assert (sent[0], sent[-1]) == (False, True)


async def confirmed(client: AsyncClient, target: Target) -> str | None:
    response = await check_by_api(client, target, method="DELETE", confirm_side_effects=True)
    if response.status_code == 503:
        assert_unavailable(response)
        assert (response.json()["code"], target.heads) == ("storage_unavailable", [])
    else:
        assert (response.status_code, response.json()["verdict"]) == (201, "allowed")
        assert target.methods == ["OPTIONS", "DELETE"]
    return None


async def test_a_confirmed_form_is_kept_as_it_was_typed_while_the_database_is_away(
    async_client: AsyncClient, target: Target
) -> None:
    with faults(lambda call: True):
        response = await check_by_form(async_client, target, method="DELETE", confirm_side_effects="on")
    assert_unavailable(response)
    page = Page(response.content.decode())
    assert page.one("div", role="alert").text == (
        "Nothing was sent. The database is not responding. Try again in a few seconds."
    )
    assert page.one("input", name="url").attributes["value"] == target.url
    assert "checked" in page.one("input", name="confirm_side_effects").attributes
    assert target.heads == []


async def test_what_only_reads_says_that_it_cannot_and_when_to_come_back(
    async_client: AsyncClient, target: Target
) -> None:
    made = (await check_by_api(async_client, target)).json()
    path, api = f"/r/{made['id']}/", f"/api/v1/checks/{made['id']}"
    token = {"Authorization": f"Bearer {made['delete_token']}"}
    with faults(lambda call: True):
        for shown in (path, f"{path}fix/nginx", f"{path}export/curl"):
            response = await async_client.get(shown)
            assert_unavailable(response)
            page = Page(response.content.decode())
            assert page.one("h1").text == "Reports are unavailable"
            assert page.one("a", href=shown).text == "reload now"
            assert response["Cache-Control"] == "no-store"
        assert_unavailable(await async_client.post(f"{path}delete", {"token": made["delete_token"]}))
        for problem in (
            await async_client.get(api),
            await async_client.get(f"{api}/badge.svg"),
            await async_client.delete(api, headers=token),
        ):
            assert_unavailable(problem)
            assert problem["Content-Type"] == "application/problem+json"
            assert problem.json()["code"] == "storage_unavailable"
        for other in ("/", "/rules/", "/fixes/", "/learn/", "/api", "/api/v1/rules"):
            assert (await async_client.get(other)).status_code == 200
    assert (await async_client.get(path)).status_code == 200
    assert (await async_client.delete(api, headers=token)).status_code == 204


async def test_a_report_that_is_held_is_gone_once_it_is_deleted(async_client: AsyncClient, target: Target) -> None:
    target.waits = asyncio.Event()
    response = await check_by_form(async_client, target)
    path, token = response["Location"], response.cookies["delete_token"].value
    with faults(lambda call: True):
        target.waits.set()
        await background.finish()
        assert NOTICE in (await async_client.get(path)).content.decode()
    assert NOTICE in (await async_client.get(path)).content.decode()
    assert (await async_client.post(f"{path}delete", {"token": token})).status_code == 200
    assert (await async_client.get(path)).status_code == 404
    with faults(lambda call: True):
        assert_unavailable(await async_client.get(path))


async def test_a_lock_is_waited_for_a_few_seconds_and_then_the_report_is_handed_over(
    async_client: AsyncClient, target: Target
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all that write")
    earlier = (await check_by_api(async_client, target)).json()
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(check_by_api(async_client, target, origin="http://other.example.com"))
        # Whoever reads does not wait for those who write, not even where a connection is yet to be made.
        with faults() as found:
            assert (await async_client.get(f"/r/{earlier['id']}/")).status_code == 200
            assert not waiting.done()
        assert [word for word in ("SELECT", "INSERT") if any(word in sql for sql in found.statements)] == ["SELECT"]
        document = (await waiting).json()
        assert (document["kept"], document["verdict"], other.in_transaction) == (False, "blocked", True)
        other.execute("ROLLBACK")
    assert (await check_by_api(async_client, target)).json()["kept"]
    assert await Report.objects.acount() == 2


async def test_what_failed_in_the_database_leaves_no_cursor_to_the_event_loop() -> None:
    def fail() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    with pytest.raises(Refusal) as caught:
        await into_database(fail)
    error: BaseException | None = caught.value
    held = []
    while error is not None:
        frames = [frame for frame, _ in walk_tb(error.__traceback__)]
        held += [value for frame in frames for value in frame.f_locals.values() if hasattr(value, "fetchone")]
        error = error.__cause__
    assert held == []


async def test_an_unkept_report_can_be_gone_back_to_without_a_second_check(
    async_client: AsyncClient, target: Target
) -> None:
    with faults(lambda call: True):
        response = await check_by_form(async_client, target)
    assert "no-store" not in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert "delete_token" not in response.cookies
    page = Page(response.content.decode())
    assert [link.attributes.get("target") for link in page.all("a", href="/fixes/vite/")] == ["_blank"]
    links = [link.attributes["href"] or "" for link in page.all("a", target="_blank")]
    other = await async_client.get(next(link for link in links if link.startswith("/fixes/nginx/?")))
    assert ORIGIN in Page(other.content.decode()).one("pre", id="code").text
    assert "Report: not kept, so it has no address" in page.one("pre", id="markdown").text
