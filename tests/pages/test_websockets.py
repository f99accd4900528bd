"""A WebSocket from the form to the report, by the API and by the terminal's words."""

from __future__ import annotations

import re

import pytest
from django.test import AsyncClient

from checks.cors.websocket import accept_of
from checks.wording.plain import text
from checks.wording.style import Style
from tests.pages.test_report import check, show
from tests.tools.loopback import Target, http

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "http://app.example.com"


def opening(head: str) -> bytes:
    key = re.search(r"(?i)sec-websocket-key: (\S+)", head)
    accept = accept_of(key[1] if key else "")
    return http(101, ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept))


def listing(head: str) -> bytes:
    return opening(head) if PAGE in head else http(403)


def url_of(target: Target) -> str:
    return f"{target.url.replace('http:', 'ws:')}/live"


async def test_the_form_takes_the_url_of_a_websocket_and_the_report_speaks_of_one(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = listing
    page = await show(async_client, await check(async_client, target, url=url_of(target), probes="on"))
    assert page.one("h1").text == "Allowed, and safe"
    assert "all open the WebSocket of" in page.one("p", class_="lede").text
    words = page.one("main").text
    assert "by a WebSocket" in words
    assert "The server opens the WebSocket for this page and refuses unknown pages." in words
    assert "The WebSocket is open: page and server may send." in words
    assert [
        str(link.attributes["href"]).rpartition("/")[2]
        for link in page.all("a")
        if "/export/" in (link.attributes.get("href") or "")
    ] == [
        "curl",
        "har",
        "markdown",
    ]
    assert page.all("h2", id="fix") == []
    assert "Access-Control" not in words


async def test_a_refused_page_reads_why_and_what_else_connects(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(403) if PAGE in head else opening(head)
    page = await show(async_client, await check(async_client, target, url=url_of(target), probes="on"))
    assert page.one("h1").text == "Blocked: the server refuses this page's origin for its WebSocket"
    assert page.one("a", href="/rules/websocket-origin-refused/").text == "websocket-origin-refused"


async def test_the_api_tells_the_same_and_the_terminal_says_it(async_client: AsyncClient, target: Target) -> None:
    target.answer = opening
    body = {"url": url_of(target), "origin": PAGE}
    response = await async_client.post("/api/v1/checks", body, content_type="application/json")
    document = response.json()
    assert (response.status_code, document["verdict"], document["safety"]) == (201, "allowed", "caution")
    assert (document["request"]["initiator"], document["policy"], document["fixes"]) == ("websocket", None, [])
    assert [exchange["probe"] for exchange in document["exchanges"]] == [None, "socket-stranger", "socket-no-origin"]
    assert "A page of any site can open this WebSocket" in text(document, Style(False))


async def test_answers_of_a_handshake_are_judged_without_sending_it(async_client: AsyncClient) -> None:
    answer = {"url": "wss://api.example.org/live", "status": 403, "headers": []}
    body = {
        "request": {"url": "wss://api.example.org/live", "origin": "https://app.example.com"},
        "responses": [answer],
    }
    response = await async_client.post("/api/v1/evaluate", body, content_type="application/json")
    told = response.json()
    assert {browser["rule"] for browser in told["browsers"].values()} == {"websocket-refused"}
    explicit = body | {"request": body["request"] | {"initiator": "fetch"}}  # type: ignore[operator]
    told = (await async_client.post("/api/v1/evaluate", explicit, content_type="application/json")).json()
    assert {browser["rule"] for browser in told["browsers"].values()} == {"url-not-http"}


async def test_the_plan_says_that_no_preflight_goes_first(async_client: AsyncClient) -> None:
    response = await async_client.post("/plan", {"url": "wss://api.example.org/live", "origin": PAGE})
    assert "only the server's own list decides" in response.content.decode()
