"""From what is on the clipboard to the verdict and the copied fix, by keyboard: how many keys and Tabs it takes."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from tests.tools.loopback import Target, http

from .chromium import Chromium

pytestmark = pytest.mark.browsers

RULE = "allow-origin-missing"
READ = "document.querySelector('section.understood h2')?.innerText"
FOCUSED = "(document.activeElement.innerText || document.activeElement.name || '').trim()"
CHECKED = "location.pathname.startsWith('/r/') && document.querySelector('ul.browsers')?.innerText"
MAX_KEYS, MAX_TABS = 3, 4


@dataclass
class Hands:
    """A person at the keyboard, who counts."""

    chromium: Chromium
    keys: int = 0
    tabs: int = 0

    async def enter(self) -> None:
        self.keys += 1
        await self.chromium.press(0, "Enter")

    async def tab_to(self, selector: str) -> None:
        """Tabs until the focus is on it."""
        while not await self.chromium.evaluate(0, f"!!document.activeElement.closest({json.dumps(selector)})"):
            assert self.tabs < MAX_TABS, f"more than {MAX_TABS} Tabs before {selector}"
            self.tabs += 1
            await self.chromium.press(0, "Tab")


def lab(site: str) -> str:
    return site.replace("127.0.0.1", "localhost") + f"/lab/{RULE}/broken"


def curl(site: str) -> str:
    return f"curl '{lab(site)}' \\\n  -H 'accept: */*' \\\n  -H 'origin: {site}' \\\n  -H 'user-agent: Mozilla/5.0'"


async def front(chromium: Chromium, site: str) -> None:
    """The front page, with all that comes after it."""
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete' && !!document.querySelector('script[src*=\"box\"]')")
    loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('box'))"
    await chromium.until(0, loaded)


async def focus(chromium: Chromium, name: str) -> None:
    await chromium.evaluate(0, f"document.querySelector('[name={name}]').focus()")


@pytest.mark.parametrize("into", ["the box", "the page"])
async def test_a_pasted_curl_is_read_as_it_arrives_and_one_key_checks_it(
    chromium: Chromium, site: str, into: str
) -> None:
    hands = Hands(chromium)
    await front(chromium, site)
    if into == "the box":
        await focus(chromium, "paste")
    await chromium.paste(0, curl(site))
    assert await chromium.until(0, READ) == "Read as a curl command (bash)"
    await chromium.until(0, f"{FOCUSED} === 'Check'")
    await hands.enter()
    assert "Chromium blocked" in await chromium.until(0, CHECKED)
    assert (hands.keys, hands.tabs) == (1, 0)


async def test_from_a_pasted_curl_to_the_copied_fix_it_takes_three_keys_and_four_tabs_at_most(
    chromium: Chromium, site: str, target: Target
) -> None:
    """The server says which one it is; the page and its clipboard are all that the hands use."""
    target.answer = lambda head: http(200, ("Server", "nginx/1.28.0"))
    hands = Hands(chromium)
    await front(chromium, site)
    await chromium.paste(0, f"curl '{target.url}/items' \\\n  -H 'origin: https://app.example.com'")
    await chromium.until(0, f"{FOCUSED} === 'Check'")
    await hands.enter()
    await chromium.until(0, f"{CHECKED} && document.readyState === 'complete' && !document.querySelector('#probing')")
    await hands.tab_to("a[href='#panel']")
    await hands.enter()
    await hands.tab_to("#panel .copy")
    await hands.enter()
    await chromium.until(0, f"{FOCUSED} === 'Copied'")
    copied = await chromium.evaluate(0, "navigator.clipboard.readText()")
    assert copied == await chromium.evaluate(0, "document.querySelector('#panel #code').textContent")
    assert "add_header Access-Control-Allow-Origin" in copied
    assert hands.keys <= MAX_KEYS
    assert hands.tabs <= MAX_TABS


async def test_the_header_lines_of_a_response_wait_for_one_field_and_enter_judges_them(
    chromium: Chromium, site: str
) -> None:
    await front(chromium, site)
    await focus(chromium, "paste")
    await chromium.paste(0, "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n")
    assert await chromium.until(0, f"{FOCUSED} === 'url' && {FOCUSED}")
    await chromium.type(0, "https://api.example.com/items")
    await focus(chromium, "origin")
    await chromium.type(0, "https://app.example.com")
    await chromium.press(0, "Enter")
    assert "Chromium allowed" in await chromium.until(0, CHECKED)


async def test_enter_after_a_typed_line_checks_and_in_a_longer_text_it_begins_a_line(
    chromium: Chromium, site: str
) -> None:
    await front(chromium, site)
    await focus(chromium, "paste")
    await chromium.type(0, f"curl {lab(site)} \\")
    await chromium.press(0, "Enter")
    await chromium.type(0, f" -H 'origin: {site}'")
    assert "\n" in await chromium.evaluate(0, "document.querySelector('[name=paste]').value")
    await chromium.press_ctrl_enter(0)
    assert "Chromium blocked" in await chromium.until(0, CHECKED)

    await front(chromium, site)
    await focus(chromium, "paste")
    await chromium.type(0, f"curl {lab(site)} -H 'origin: {site}'")
    await chromium.press(0, "Enter")
    assert "Chromium blocked" in await chromium.until(0, CHECKED)


async def test_what_is_missing_has_the_focus_and_enter_in_it_checks(chromium: Chromium, site: str) -> None:
    await front(chromium, site)
    await chromium.paste(0, lab(site))
    assert await chromium.until(0, f"{FOCUSED} === 'origin' && {FOCUSED}")
    assert await chromium.evaluate(0, "document.querySelector('form details').open") is False
    await chromium.type(0, site)
    await chromium.press(0, "Enter")
    assert "Chromium blocked" in await chromium.until(0, CHECKED)


async def test_a_text_that_is_dropped_on_the_box_is_read(chromium: Chromium, site: str) -> None:
    await front(chromium, site)
    await chromium.drop(0, curl(site), "#id_paste")
    assert await chromium.until(0, READ) == "Read as a curl command (bash)"


async def test_a_fact_opens_the_fold_at_its_field(chromium: Chromium, site: str) -> None:
    await front(chromium, site)
    await chromium.paste(0, curl(site))
    await chromium.until(0, READ)
    await chromium.evaluate(0, "document.querySelector('.facts a[href=\"#id_method\"]').click()")
    assert await chromium.until(0, "document.querySelector('#id_method').checkVisibility()")


async def test_without_a_line_the_page_says_so_and_keeps_what_was_typed(chromium: Chromium, site: str) -> None:
    await front(chromium, site)
    await focus(chromium, "paste")
    await chromium.until(0, "!!window.htmx")
    await chromium.line(0, offline=True)
    await chromium.paste(0, curl(site))
    told = await chromium.until(0, "document.querySelector('#turned_away').innerText")
    assert told == "No connection: nothing was sent, and what you typed is still here."
    assert lab(site) in await chromium.evaluate(0, "document.querySelector('[name=paste]').value")
    await chromium.line(0)
    await chromium.evaluate(0, "document.querySelector(\"[formaction='/paste']\").click()")
    assert await chromium.until(0, READ)
    assert await chromium.evaluate(0, "document.querySelector('#turned_away').innerText") == ""


async def test_on_a_slow_line_the_form_says_that_it_is_at_work(chromium: Chromium, site: str) -> None:
    await front(chromium, site)
    await focus(chromium, "paste")
    await chromium.until(0, "!!window.htmx")
    await chromium.line(0, latency_ms=1500)
    await chromium.paste(0, curl(site))
    busy = "document.querySelector('form.check[aria-busy=true] [formaction=\"/paste\"]')?.innerText"
    assert await chromium.until(0, busy) == "Reading…"
    assert await chromium.until(0, READ)
    assert await chromium.evaluate(0, "document.querySelector('form.check').ariaBusy") is None
