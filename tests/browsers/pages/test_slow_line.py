"""On a slow line nothing that someone reads jumps, and what takes its time says so."""

from __future__ import annotations

import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds

pytestmark = pytest.mark.browsers

KBIT_S = 400
LATENCY_MS = 400
# https://web.dev/articles/cls: below 0.1 is good.
MOST_SHIFT = 0.05
COUNT_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
# What was painted last is counted once the next frame is there.
SHIFTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.shifted), 100)))"
IN_SIGHT = """(({ top, bottom, width }) => top >= 0 && bottom <= innerHeight && width > 0)(
  document.querySelector("h1").getBoundingClientRect())"""


@pytest.mark.parametrize("width", [1280, 390])
async def test_nothing_jumps(chromium: Chromium, site: str, target: Target, width: int) -> None:
    pages = [f"{site}{path}" for path in ("/", "/fixes/nginx/", "/learn/preflight/", "/rules/", "/lab/", "/api")]
    pages += [await kinds.report(site, target, kind) for kind in ("blocked", "dangerous", "differs")]
    await chromium.resize(0, width, 800)
    await chromium.at_start(0, COUNT_SHIFTS)
    await chromium.line(0, kbit_s=KBIT_S, latency_ms=LATENCY_MS)
    found = {}
    for page in pages:
        await kinds.opened(chromium, page)
        found[page] = (await chromium.evaluate(0, SHIFTED), await chromium.evaluate(0, IN_SIGHT))
    assert {page: told for page, told in found.items() if told[0] > MOST_SHIFT or not told[1]} == {}


async def test_the_fix_for_another_server_says_that_it_is_on_its_way(
    chromium: Chromium, site: str, target: Target
) -> None:
    await kinds.opened(chromium, await kinds.report(site, target, "blocked"))
    await chromium.line(0, kbit_s=KBIT_S, latency_ms=LATENCY_MS)
    click = "document.querySelector('a[href$=\"/fix/caddy\"]').click()"
    assert await chromium.evaluate(0, f"{click}, document.querySelector('#panel').ariaBusy") == "true"
    await chromium.until(0, "document.querySelector('#panel').ariaBusy === null")
    assert "Caddy" in await chromium.evaluate(0, "document.querySelector('#panel').innerText")


async def test_reading_what_was_pasted_says_that_it_goes_on(chromium: Chromium, site: str) -> None:
    await kinds.opened(chromium, f"{site}/")
    await chromium.evaluate(0, "document.querySelector('[name=paste]').focus()")
    await chromium.until(0, "!!window.htmx")
    await chromium.type(0, kinds.CURL)
    await chromium.line(0, kbit_s=KBIT_S, latency_ms=LATENCY_MS)
    await chromium.evaluate(0, "document.querySelector('[formaction=\"/paste\"]').click()")
    await chromium.until(0, "document.querySelector('form.check').ariaBusy === 'true'")
    await chromium.until(0, "!!document.querySelector('section.understood')")
    assert await chromium.evaluate(0, "document.querySelector('form.check').ariaBusy") is None
