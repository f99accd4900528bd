"""The first screen of a report, measured in a real Chromium: what a person reads before they scroll."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.tools.loopback import Target, http

from .chromium import Chromium

pytestmark = pytest.mark.browsers

PAGE = "http://app.example.com"
SCREENS = ((1280, 800), (390, 844))
SERVER = ("Server", "nginx/1.28.0")
MINE = ("Access-Control-Allow-Origin", PAGE)

# Where each part ends, in CSS pixels from the top of the page; null where there is none.
ENDS = """Object.fromEntries(Object.entries({
  verdict: "h1.verdict", safety: "main > div > p > .word", decides: "pre.evidence mark", fix: ".to-fix",
  why: ".next .small", console: "ul.browsers", evidence: ".finding.error .evidence", conversation: "figure",
  exchanges: "details.exchange",
}).map(([name, selector]) => {
  const found = document.querySelector(selector);
  return [name, found && Math.round(found.getBoundingClientRect().bottom + scrollY)];
}))"""


def origin_of(head: str) -> str:
    return next((line[8:] for line in head.split("\r\n") if line.lower().startswith("origin: ")), "")


@dataclass(frozen=True)
class Kind:
    """A kind of report: what the server sends, what the headline says, and which parts there are to see."""

    answer: Callable[[str], bytes]
    headline: str
    parts: tuple[str, ...]
    asked: dict[str, Any] = field(default_factory=dict)


KINDS = {
    "blocked": Kind(
        lambda head: http(200, SERVER),
        "Blocked: the response has no Access-Control-Allow-Origin",
        ("safety", "decides", "fix", "why"),
    ),
    "blocked at the preflight": Kind(
        lambda head: http(204, SERVER) if head.startswith("OPTIONS") else http(200, SERVER, MINE),
        "Blocked: the preflight's response has no Access-Control-Allow-Origin",
        ("safety", "decides", "fix", "why"),
        {"method": "PUT"},
    ),
    "allowed and safe": Kind(lambda head: http(200, SERVER, MINE), "Allowed, and safe", ("safety", "decides")),
    "allowed with caution": Kind(
        lambda head: http(200, SERVER, ("Access-Control-Allow-Origin", origin_of(head) or PAGE)),
        "Allowed, with caution: any origin is reflected",
        ("safety", "decides", "fix", "why"),
    ),
    "dangerous": Kind(
        lambda head: http(
            200,
            SERVER,
            ("Access-Control-Allow-Origin", origin_of(head) or PAGE),
            ("Access-Control-Allow-Credentials", "true"),
        ),
        "Works, but dangerous: any site may read it with the user's cookies",
        ("safety", "decides", "fix", "why"),
        {"credentials": "include"},
    ),
    "browsers differ": Kind(
        lambda head: http(204, SERVER, MINE, ("Access-Control-Allow-Methods", "PUT")),
        "Browsers differ: Chromium and Safari block this; Firefox lets it through",
        ("safety",),
        {"method": "PUT", "body": "x", "body_kind": "stream", "confirm_side_effects": True},
    ),
    "preflight only": Kind(
        lambda head: http(204, SERVER, MINE, ("Access-Control-Allow-Methods", "PUT")),
        "Preflight passes",
        ("safety", "decides"),
        {"method": "PUT"},
    ),
    "no response": Kind(lambda head: b"", "No response: the server closed the connection", ("safety",)),
    "not proven": Kind(
        lambda head: http(403, ("Server", "cloudflare"), ("cf-mitigated", "challenge")),
        "Not proven: probably a bot protection service",
        ("safety", "decides"),
    ),
}


async def report(site: str, target: Target, kind: Kind) -> str:
    """The address of the report of a check."""
    target.answer, target.closes = kind.answer, kind.headline.startswith("No response")
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        body = {"url": f"{target.url}/items", "origin": PAGE, **kind.asked}
        made = await client.post(f"{site}/api/v1/checks", json=body)
    assert made.status_code == 201, made.text
    return f"{site}/r/{made.json()['id']}/"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_the_first_screen_holds_the_verdict_its_cause_its_safety_and_the_way_to_the_fix(
    chromium: Chromium, site: str, target: Target, kind: Kind
) -> None:
    address = await report(site, target, kind)
    for width, height in SCREENS:
        await chromium.resize(0, width, height)
        await chromium.open(0, address)
        headline = await chromium.until(
            0, "document.readyState === 'complete' && document.querySelector('h1')?.innerText"
        )
        assert headline.startswith(kind.headline)
        ends = await chromium.evaluate(0, ENDS)
        seen = {name for name, end in ends.items() if end is not None and end <= height}
        assert {"verdict", *kind.parts} <= seen, ends
        if "fix" in kind.parts:
            words = await chromium.evaluate(0, "document.querySelector('.next').innerText")
            assert "nginx" in words.partition("because")[0]
            assert words.endswith("because a response says Server: nginx/1.28.0.")
        order = [ends[name] for name in ("console", "evidence", "conversation", "exchanges") if ends[name] is not None]
        assert order == sorted(order)


async def test_the_link_at_the_top_lands_on_the_fix_of_the_server_that_was_seen(
    chromium: Chromium, site: str, target: Target
) -> None:
    await chromium.resize(0, *SCREENS[0])
    await chromium.open(0, await report(site, target, KINDS["blocked"]))
    await chromium.until(0, "document.readyState === 'complete' && !!document.querySelector('.to-fix')")
    await chromium.evaluate(0, "document.querySelector('.to-fix').click()")
    copy = "document.querySelector('#panel .copy').getBoundingClientRect()"
    await chromium.until(0, f"(() => {{ const at = {copy}; return at.top >= 0 && at.bottom <= innerHeight; }})()")
    assert "add_header" in await chromium.evaluate(0, "document.querySelector('#panel #code').innerText")


async def test_the_keyboard_comes_to_the_fix_without_passing_all_that_stands_before_it(
    chromium: Chromium, site: str, target: Target
) -> None:
    await chromium.open(0, await report(site, target, KINDS["blocked"]))
    await chromium.until(0, "document.readyState === 'complete' && !!document.querySelector('.to-fix')")
    focused = "document.activeElement.innerText"
    await chromium.press(0, "Tab")
    assert await chromium.evaluate(0, focused) == "Skip to content"
    await chromium.press(0, "Tab")
    assert await chromium.evaluate(0, focused) == "Skip to the fix"
    await chromium.press(0, "Enter")
    await chromium.until(0, "location.hash === '#panel'")
    await chromium.press(0, "Tab")
    assert await chromium.evaluate(0, focused) == "Copy"
