"""The box that takes anything: it shows what it understood, fills in the form, and judges pasted answers unsent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import AsyncClient

from checks.cors.rules import RULES
from checks.models import Report
from tests.tools.loopback import Target
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

CURL = """curl 'https://api.example.com/items' -X 'PUT' -H 'content-type: application/json' \\
  -H 'authorization: Bearer s3cret-token-value' -H 'origin: https://app.example.com' -H 'cookie: sid=abc123'"""
LINE = (
    "Access to fetch at 'https://api.example.com/items' from origin 'https://app.example.com' has been blocked by CORS "
    "policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
)
HEADS = """HTTP/1.1 200 OK
Access-Control-Allow-Origin: *
"""
ASKED = {"url": "https://intranet.test/items", "origin": "https://app.example.com", "method": "GET"}


async def paste(client: AsyncClient, text: str) -> tuple[int, Page]:
    response = await client.post("/paste", {"paste": text})
    return response.status_code, Page(response.content.decode())


def value(page: Page, name: str) -> Any:
    return page.one("input", name=name).attributes.get("value")


async def test_a_copied_curl_fills_the_form_without_its_secrets(async_client: AsyncClient) -> None:
    status, page = await paste(async_client, CURL)
    assert status == 200
    assert (value(page, "url"), value(page, "origin"), value(page, "method")) == (
        "https://api.example.com/items",
        "https://app.example.com",
        "PUT",
    )
    headers = page.one("textarea", name="headers").text.strip()
    assert headers == "content-type: application/json\nauthorization: Bearer x0xxxx-xxxxx-xxxxx"
    told = page.one("section", aria_label="What was understood").text
    assert "Read as a curl command (bash)" in told
    assert "s3cret" not in told
    assert await Report.objects.acount() == 0


async def test_a_console_line_leads_to_its_rule(async_client: AsyncClient) -> None:
    _, page = await paste(async_client, LINE)
    assert page.one("a", href="/rules/allow-origin-missing/").text
    assert value(page, "url") == "https://api.example.com/items"


async def test_what_cannot_be_read_stays_in_the_box_with_a_sentence(async_client: AsyncClient) -> None:
    status, page = await paste(async_client, "curl 'https://api.example.com")
    assert status == 422
    assert page.one("textarea", name="paste").text.strip() == "curl 'https://api.example.com"
    assert "is not closed" in page.one("ul", id="id_paste_error").text


async def test_a_har_offers_its_requests_the_blocked_ones_first(async_client: AsyncClient) -> None:
    entries = [
        entry("https://api.example.com/good", [("Access-Control-Allow-Origin", "*")]),
        entry("https://api.example.com/bad", []),
    ]
    _, page = await paste(async_client, json.dumps({"log": {"version": "1.2", "entries": entries}}))
    assert value(page, "url") == "https://api.example.com/bad"
    buttons = page.all("button", name="chosen")
    assert [button.text for button in buttons] == [
        "GET https://api.example.com/bad",
        "GET https://api.example.com/good",
    ]
    for chosen, last in (("1", "good"), ("0", "bad")):
        others = page.one("textarea", name="others").text
        response = await async_client.post("/paste", {"chosen": chosen, "others": others, "paste": "typed since"})
        page = Page(response.content.decode())
        assert value(page, "url") == f"https://api.example.com/{last}"
        assert page.one("textarea", name="paste").text.strip() == "typed since"


async def test_the_request_that_is_shown_is_marked_among_all(async_client: AsyncClient) -> None:
    entries = [entry(f"https://api.example.com/{name}", []) for name in ("a", "b", "c")]
    _, page = await paste(async_client, json.dumps({"log": {"version": "1.2", "entries": entries}}))
    for chosen in ("0", "2"):
        response = await async_client.post(
            "/paste", {"chosen": chosen, "others": page.one("textarea", name="others").text}
        )
        page = Page(response.content.decode())
        assert page.one("button", aria_current="true").attributes["value"] == chosen


async def test_a_line_leads_to_the_configuration_that_allows_the_request(async_client: AsyncClient) -> None:
    _, page = await paste(async_client, LINE + "\nserver {\n  listen 80;\n  location / { }\n}\n")
    (link,) = (link for link in page.all("a") if link.text == "Configuration that allows it")
    response = await async_client.get(link.attributes["href"] or "")
    assert response.status_code == 200
    fix = Page(response.content.decode())
    assert fix.one("h1").text.startswith("CORS in nginx")
    assert "https://app.example.com" in fix.one("textarea", name="origins").text


@pytest.mark.parametrize(
    "text",
    [
        "GET https://api.example.com/items net::ERR_CONNECTION_REFUSED",
        "curl -i https://api.example.com/ -H 'Origin: https://app.example.com'\nHTTP/1.1 200 OK\n"
        "Access-Control-Allow-Origin: *\n",
        LINE.replace("'https://app.example.com'", "'null'"),
    ],
)
async def test_where_no_configuration_mends_it_none_is_offered(async_client: AsyncClient, text: str) -> None:
    status, page = await paste(async_client, text)
    assert status == 200
    assert [link for link in page.all("a") if link.text == "Configuration that allows it"] == []


async def test_what_pasted_answers_show_comes_first_and_says_what_to_do(async_client: AsyncClient) -> None:
    _, page = await paste(async_client, f"{LINE}\n\nHTTP/1.1 504 Gateway Timeout\nContent-Type: text/html\n")
    told = page.one("section", aria_label="What was understood").text
    assert told.index("Blocked") < told.index("The text means")
    assert RULES["gateway-error"].remedy in " ".join(told.split())
    assert len(page.all("button", formaction="/paste/judge")) == 2


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (HEADS, ["method", "url", "origin"]),
        ("curl https://api.example.com/items", ["origin"]),
        ("No 'Access-Control-Allow-Origin' header is present on the requested resource.", ["url", "origin"]),
        ("server {\n  listen 80;\n  location / { }\n}\n", ["url", "origin"]),
        (LINE, []),
    ],
)
async def test_what_is_missing_is_asked_for_beside_the_button_and_nothing_stands_twice(
    async_client: AsyncClient, text: str, asked: list[str]
) -> None:
    _, page = await paste(async_client, text)
    told = page.one("section", aria_label="What was understood")
    assert [
        e.attributes["name"] for e in page.all("input") if told in e.parents and e.attributes["type"] != "checkbox"
    ] == asked
    facts = {link.attributes["href"] for link in page.all("a") if told in link.parents}
    assert facts.isdisjoint(f"#id_{name}" for name in asked)
    (primary,) = page.all("button", "go")
    focused = [e.attributes["name"] for e in page.elements if "autofocus" in e.attributes and e is not primary]
    assert focused == [name for name in asked if name != "method"][:1]
    assert ("autofocus" in primary.attributes) == (not asked)
    assert "open" not in page.one("details").attributes


async def test_a_pasted_response_is_shown_with_what_decides_and_leads_to_its_judgement(
    async_client: AsyncClient,
) -> None:
    _, page = await paste(async_client, HEADS + "Content-Type: text/plain\nVary: Origin\n")
    told = page.one("section", aria_label="What was understood").text
    assert "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nVary: Origin" in told
    assert "Content-Type" not in page.one("dl").text
    assert "A guess" not in told
    assert page.one("button", "go").attributes["formaction"] == "/paste/judge"
    _, bare = await paste(async_client, "HTTP/1.1 404 Not Found\nServer: nginx\n")
    assert "HTTP/1.1 404 Not Found\nno Access-Control-* header" in bare.one("section", "understood").text


async def test_a_line_without_a_url_leads_to_its_rule(async_client: AsyncClient) -> None:
    text = "... Response to preflight request doesn't pass access control check ..."
    _, page = await paste(async_client, text)
    assert page.one("p", "meant").text
    assert [link for link in page.all("a") if page.one("p", "meant") in link.parents]


async def test_a_recording_without_any_answer_is_not_called_judged(async_client: AsyncClient) -> None:
    failed = entry("https://api.example.com/items", [])
    failed["response"]["status"] = 0
    har = json.dumps({"log": {"version": "1.2", "creator": {"name": "Firefox"}, "entries": [failed]}})
    line = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
    _, page = await paste(
        async_client, f"{har}\n{line}https://api.example.com/items. (Reason: CORS request did not succeed)."
    )
    told = page.one("section", aria_label="What was understood").text
    assert "By the pasted" not in told
    assert "It may also be this" not in told
    assert RULES["redirect-loop"].title in told


async def test_lines_that_were_not_used_share_their_reason(async_client: AsyncClient) -> None:
    _, page = await paste(async_client, f"I see this:\n{LINE}\n\nWhat can I do?\n")
    told = page.one("section", aria_label="What was understood").text
    assert told.count("It has no request, response or browser") == 1
    assert "I see this:" in told
    assert "What can I do?" in told


@pytest.mark.parametrize("several", [True, False])
async def test_check_does_not_pass_over_a_choice_or_a_pasted_response_in_the_box(
    async_client: AsyncClient, several: bool
) -> None:
    entries = [entry(f"https://api.example.com/{name}", []) for name in "ab"]
    text = json.dumps({"log": {"version": "1.2", "entries": entries}}) if several else HEADS
    page = Page((await async_client.post("/", ASKED | {"paste": text})).content.decode())
    assert len(page.all("button", name="chosen")) == (2 if several else 0)
    assert page.one("button", "go").attributes["formaction"] == "/paste/judge"
    assert not await Report.objects.aexists()


@pytest.mark.parametrize("others", ["", "[]", "{}", "[1]", '[{"request": {"url": "https://a.test/"}}]', "{"])
async def test_a_damaged_list_of_requests_is_refused(async_client: AsyncClient, others: str) -> None:
    response = await async_client.post("/paste", {"chosen": "0", "others": others})
    assert response.status_code == 422
    assert "Paste the text again." in response.content.decode()


def entry(url: str, headers: list[tuple[str, str]]) -> dict[str, Any]:
    sent = [{"name": "Origin", "value": "https://app.example.com"}]
    answered = [{"name": name, "value": text} for name, text in headers]
    return {
        "request": {"method": "GET", "url": url, "headers": sent},
        "response": {"status": 200, "headers": answered},
    }


async def test_pasted_answers_are_judged_and_marked(async_client: AsyncClient) -> None:
    _, page = await paste(async_client, HEADS)
    answers = page.one("textarea", name="answers").text.strip()
    response = await async_client.post("/paste/judge", ASKED | {"answers": answers})
    assert response.status_code == 303
    shown = Page((await async_client.get(response.headers["Location"])).content.decode())
    assert shown.one("h1").text == "Allowed"
    assert "From what you pasted" in shown.one("main").text
    report = await Report.objects.aget()
    assert report.facts is not None
    assert report.facts["source"] == "pasted"


async def test_without_its_preflight_a_pasted_answer_is_judged_and_the_report_says_so(
    async_client: AsyncClient,
) -> None:
    _, page = await paste(async_client, HEADS)
    answers = page.one("textarea", name="answers").text.strip()
    response = await async_client.post("/paste/judge", ASKED | {"method": "DELETE", "answers": answers})
    assert response.status_code == 303
    shown = Page((await async_client.get(response.headers["Location"])).content.decode())
    assert shown.one("h1").text == "Allowed"
    assert "The preflight is not in the recording." in shown.one("main").text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("", "There is no pasted response to judge. Paste response headers, or a HAR."),
        ("[]", "There is no pasted response to judge. Paste response headers, or a HAR."),
        ("{", "The body is not JSON: "),
        ('[{"status": "x"}]', "responses[0].status must be a whole number, such as 200."),
        ("[3]", "responses[0] must have one of status, failure and raw."),
        ('[{"raw": "☃"}]', "responses[0].raw must be bytes as Latin-1 text: no character above U+00FF."),
    ],
)
async def test_answers_that_are_none_are_refused(async_client: AsyncClient, answers: str, sentence: str) -> None:
    response = await async_client.post("/paste/judge", ASKED | {"answers": answers})
    assert response.status_code == 400
    assert sentence in Page(response.content.decode()).one("div", role="alert").text
    assert await Report.objects.acount() == 0


async def test_foreign_text_stays_text(async_client: AsyncClient) -> None:
    _, page = await paste(
        async_client, "curl 'https://api.example.com/<script>alert(1)</script>' -H 'X-A: <img src=x>'"
    )
    assert not [element for element in page.all("img") if element.attributes.get("src") == "x"]
    assert {script.attributes.get("src") is None for script in page.all("script")} == {False}


async def test_a_refused_fragment_loses_nothing_that_was_typed(async_client: AsyncClient) -> None:
    typed = {"paste": "curl 'https://api.example.com", "url": "https://a.test/", "origin": "https://b.test"}
    page = Page((await async_client.post("/paste", typed)).content.decode())
    assert (value(page, "url"), value(page, "origin")) == ("https://a.test/", "https://b.test")


EVERYTHING = {
    "url": "https://a.test/",
    "origin": "https://b.test",
    "method": "PUT",
    "headers": "X-A: 1",
    "credentials": "include",
    "mode": "no-cors",
    "redirect": "manual",
    "initiator": "xmlhttprequest",
    "cache": "no-store",
    "referrer_policy": "origin",
    "body_kind": "blob",
    "content_security_policy": "default-src 'self'",
    "hsts": "on",
    "confirm_side_effects": "on",
}
"""A form that is filled in, with probes not ticked."""


def filled(page: Page) -> dict[str, str]:
    """What the page's form would send, without its token."""
    sent = {}
    for element in page.elements:
        name = element.attributes.get("name") or ""
        kind = element.attributes.get("type")
        if element.tag == "textarea":
            sent[name] = element.text.strip()
        elif element.tag == "input" and kind not in ("hidden", "file"):
            if kind != "checkbox" or "checked" in element.attributes:
                sent[name] = "on" if kind == "checkbox" else element.attributes.get("value") or ""
        elif element.tag == "option" and "selected" in element.attributes:
            sent[element.parents[-1].attributes["name"] or ""] = element.attributes["value"] or ""
    return {name: text for name, text in sent.items() if text}


@pytest.mark.parametrize("path", ["/", "/paste", "/paste/judge"])
async def test_whichever_button_is_pressed_what_was_typed_stays(async_client: AsyncClient, path: str) -> None:
    """The box holds what cannot be read, and the form what cannot be sent."""
    typed = EVERYTHING | {"url": "a.test", "paste": "curl 'https://api.example.com", "answers": "[{}]"}
    response = await async_client.post(path, typed)
    assert response.status_code == 422
    assert filled(Page(response.content.decode())) == typed


async def test_a_fragment_replaces_the_request_and_nothing_else(async_client: AsyncClient) -> None:
    response = await async_client.post("/paste", EVERYTHING | {"paste": "curl https://api.example.com/ -d x"})
    kept = {name: EVERYTHING[name] for name in ("origin", "content_security_policy", "hsts")}
    assert filled(Page(response.content.decode())) == kept | {
        "url": "https://api.example.com/",
        "method": "POST",
        "headers": "Content-Type: application/x-www-form-urlencoded",
        "body_kind": "text",
        "credentials": "same-origin",
        "mode": "cors",
        "redirect": "follow",
        "initiator": "fetch",
        "cache": "default",
    }


async def test_every_option_of_a_copied_fetch_is_read_or_said_to_be_left_out(async_client: AsyncClient) -> None:
    options = 'cache: "no-store", referrerPolicy: "no-referrer", keepalive: true, priority: "low"'
    _, page = await paste(async_client, f'fetch("https://a.test/", {{{options}}})')
    assert {"cache": "no-store", "referrer_policy": "no-referrer"}.items() <= filled(page).items()
    told = page.one("section", aria_label="What was understood").text
    assert "Left out: CORS does not depend on priority." in told
    assert "keepalive lets the request outlive the page" in told


async def test_every_field_that_was_understood_leads_to_where_it_can_be_changed(async_client: AsyncClient) -> None:
    options = 'method: "PUT", body: "x", cache: "reload", mode: "no-cors", redirect: "error", headers: {"X-A": "1"}'
    _, page = await paste(async_client, f'fetch("https://a.test/", {{{options}}})')
    links = [link.attributes["href"] for link in page.all("a") if (link.attributes["href"] or "").startswith("#id_")]
    ids = {element.attributes.get("id") for element in page.elements if element.tag in ("input", "select", "textarea")}
    assert set(links) == {
        f"#id_{name}" for name in ("url", "method", "headers", "mode", "redirect", "cache", "body_kind")
    }
    assert {(link or "").removeprefix("#") for link in links} <= ids


async def test_a_pasted_answer_leaves_the_request_as_it_was_typed(async_client: AsyncClient) -> None:
    page = Page((await async_client.post("/paste", EVERYTHING | {"paste": HEADS})).content.decode())
    answers = page.one("textarea", name="answers").text
    assert filled(page) == EVERYTHING | {"answers": answers.strip()}


async def test_htmx_gets_the_form_alone_and_the_focus_goes_to_the_next_step(async_client: AsyncClient) -> None:
    for text, status, focused in ((CURL, 200, "button"), ("curl 'https://api.example.com", 422, "textarea")):
        response = await async_client.post("/paste", {"paste": text}, headers={"HX-Request": "true"})
        page = Page(response.content.decode())
        assert response.status_code == status
        assert page.all("h1") == []
        assert [element.tag for element in page.elements if "autofocus" in element.attributes] == [focused]
        said = [element.text for element in page.all("p", id="said", hx_swap_oob="innerHTML")]
        read = "Read as a curl command (bash). PUT https://api.example.com/items from https://app.example.com."
        assert said == ([read] if status == 200 else [])


async def test_a_fragment_without_an_origin_keeps_the_typed_one(async_client: AsyncClient) -> None:
    typed = {"paste": "curl https://api.example.com/", "url": "https://a.test/", "origin": "https://b.test"}
    page = Page((await async_client.post("/paste", typed)).content.decode())
    assert (value(page, "url"), value(page, "origin")) == ("https://api.example.com/", "https://b.test")


async def test_a_long_paste_comes_with_its_token_and_is_read(async_client: AsyncClient) -> None:
    """As browsers send it: the token is in the form, among all that was pasted."""
    strict = AsyncClient(enforce_csrf_checks=True)
    page = Page((await strict.get("/")).content.decode())
    form = page.one("form", action="/")
    assert form.attributes["enctype"] == "multipart/form-data"
    token = page.one("input", name="csrfmiddlewaretoken").attributes["value"]
    text = "curl https://api.example.com/ -H 'X-A: 1' " + " " * 100_000
    statuses = [
        (await strict.post("/paste", {"paste": text, "csrfmiddlewaretoken": given})).status_code
        for given in (token, "x" * 64)
    ]
    assert statuses == [200, 403]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/paste", "/paste/judge"])
async def test_pages_of_other_origins_cannot_fill_the_box(async_client: AsyncClient, path: str, site: str) -> None:
    fields = ASKED | {"paste": HEADS, "answers": json.dumps([{"status": 200, "headers": []}])}
    response = await async_client.post(path, fields, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert await Report.objects.acount() == 0


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_our_own_pages_and_the_address_bar_may(async_client: AsyncClient, site: str) -> None:
    response = await async_client.post("/paste", {"paste": CURL}, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 200


async def test_what_names_another_method_sends_nothing_that_was_agreed_to_for_the_one_before(
    async_client: AsyncClient, target: Target
) -> None:
    typed = {"url": target.url, "origin": "http://app.example.com", "method": "DELETE", "confirm_side_effects": "on"}
    await async_client.post("/", typed | {"paste": f"curl -X GET {target.url}"})
    assert set(target.methods) == {"GET"}
    target.heads.clear()
    await async_client.post("/", typed | {"paste": f"curl -X PUT {target.url}"})
    assert "PUT" not in target.methods


async def test_what_was_pasted_after_a_response_is_read_and_not_judged_by_it(async_client: AsyncClient) -> None:
    answers = '[{"url": "https://api.example.com/x", "preflight": false, "status": 200, "headers": []}]'
    fields = {"url": "https://api.example.com/x", "origin": "https://app.example.com", "answers": answers}
    page = await async_client.post("/paste/judge", fields | {"paste": "curl https://other.example.com/y"})
    assert page.status_code == 200
    assert "https://other.example.com/y" in page.content.decode()
