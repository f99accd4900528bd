"""A person looks for a rule in the running site, and moves about in it on a phone."""

from __future__ import annotations

import pytest

from .chromium import Chromium

pytestmark = pytest.mark.browsers

ROWS = "document.querySelectorAll('#list tr').length"
SAID = "document.querySelector('#hits').textContent"
LINE = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
    "https://me:passw0rd@api.example.com/a?key=s3cr3t&b=c. "
    "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200."
)


@pytest.mark.parametrize("path", ["/rules/", "/lab/", "/rules/console/"])
async def test_rows_follow_what_is_typed_and_the_address_too(chromium: Chromium, site: str, path: str) -> None:
    await chromium.open(0, site + path)
    await chromium.until(0, "document.readyState === 'complete'")
    before = await chromium.evaluate(0, ROWS)
    await chromium.evaluate(0, "document.querySelector('#q').focus()")
    await chromium.until(0, "!!window.htmx")
    await chromium.type(0, "wildcard")
    await chromium.until(0, "location.search === '?q=wildcard'")
    assert 0 < await chromium.evaluate(0, ROWS) < before
    assert "match" in await chromium.evaluate(0, "document.querySelector('#hits[role=status]').textContent")
    assert await chromium.evaluate(0, "document.activeElement.id") == "q"


async def test_a_pasted_line_finds_its_rule_and_stays_out_of_the_address(chromium: Chromium, site: str) -> None:
    await chromium.open(0, f"{site}/rules/")
    await chromium.until(0, "document.readyState === 'complete'")
    await chromium.evaluate(0, "document.querySelector('#q').focus()")
    await chromium.until(0, "!!window.htmx")
    sent = await chromium.watch(0)
    await chromium.type(0, LINE)
    said = await chromium.until(0, f"{SAID}.startsWith('Read as') && {SAID}")
    assert said.startswith("Read as a line of Firefox's console")
    assert await chromium.evaluate(0, "document.querySelector('#list td a').textContent") == "allow-origin-missing"
    assert await chromium.evaluate(0, "location.search") == ""
    (asked,) = [str(request["url"]) for request in sent if "?q=" in str(request)]
    assert "https%3A%2F%2Fapi.example.com%2Fa" in asked
    assert not any(secret in asked for secret in ("s3cr3t", "passw0rd"))


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_the_navigation_and_the_button_stand_in_one_line(chromium: Chromium, site: str, width: int) -> None:
    await chromium.resize(0, width, 844)
    await chromium.open(0, f"{site}/rules/")
    await chromium.until(0, "document.readyState === 'complete' && location.pathname === '/rules/'")
    links = "[...document.querySelectorAll('nav[aria-label=Site] a')]"
    tops = await chromium.evaluate(0, f"{links}.map((link) => link.getBoundingClientRect().top)")
    assert (len(tops), len(set(tops))) == (6, 1)
    word = "const word = document.createRange(); word.selectNodeContents(document.querySelector('.find button'));"
    assert await chromium.evaluate(0, f"(() => {{ {word} return word.getClientRects().length; }})()") == 1
    assert await chromium.evaluate(0, "document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/rules/console/", "/lab/", "/learn/preflight/", "/fixes/nginx/"])
async def test_a_phone_shows_a_page_without_scrolling_sideways(chromium: Chromium, site: str, path: str) -> None:
    await chromium.resize(0, 390, 844)
    await chromium.open(0, site + path)
    await chromium.until(0, f"document.readyState === 'complete' && location.pathname === '{path}'")
    assert await chromium.evaluate(0, "document.documentElement.scrollWidth") <= 390
