"""A person uses a report of the running site."""

from __future__ import annotations

import pytest

from .chromium import Chromium

pytestmark = pytest.mark.browsers

SHOWN = "document.querySelector('#panel #code')?.innerText"


async def report(chromium: Chromium, site: str) -> None:
    """Checks a server of the lab that sends no CORS headers."""
    lab = site.replace("127.0.0.1", "localhost") + "/lab/allow-origin-missing/broken"
    await chromium.open(0, f"{site}/?url={lab}&origin={site}")
    await chromium.until(0, "!!document.querySelector('button.go')")
    await chromium.evaluate(0, "document.querySelector('button.go').click()")
    await chromium.until(0, "!!document.querySelector('ul.browsers') && document.readyState === 'complete'")


async def test_taking_the_request_along_leaves_the_fix_as_it_is(chromium: Chromium, site: str) -> None:
    await report(chromium, site)
    await chromium.evaluate(0, "document.querySelector('a[href$=\"/fix/nginx\"]').click()")
    await chromium.until(0, f"{SHOWN}.includes('add_header')")
    await chromium.evaluate(0, "document.querySelector('a[href$=\"/export/axios\"]').click()")
    await chromium.until(0, "document.querySelector('#exported #export-text')?.innerText.includes('axios')")
    current = "[...document.querySelectorAll('a[aria-current][data-into]')].map((link) => link.textContent)"
    assert set(await chromium.evaluate(0, current)) == {"nginx as a reverse proxy", "axios"}
    # The form of the policy still asks for the server that is shown.
    await chromium.evaluate(
        0,
        "(() => { const origins = document.querySelector('#policy [name=origins]');"
        " origins.value += '\\nhttps://more.example.com';"
        " origins.dispatchEvent(new Event('input', { bubbles: true })); })()",
    )
    await chromium.until(0, f"{SHOWN}.includes('more.example.com')")
    assert "add_header" in await chromium.evaluate(0, SHOWN)
