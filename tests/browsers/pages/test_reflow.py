"""Who enlarges a page four times reads it from top to bottom: nothing needs sideways scrolling but code, in its box."""

from __future__ import annotations

import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds
from .measuring import measured

pytestmark = pytest.mark.browsers

# A window of 1280 pixels at 200 and at 400 per cent.
WIDTHS = (640, 320)


async def narrow(chromium: Chromium) -> list[str]:
    found = []
    for width in WIDTHS:
        await chromium.resize(0, width, 800)
        found += [f"{width} px: {one}" for one in await measured(chromium, f"wide({width})")]
    return found


async def test_no_kind_of_page_scrolls_sideways(chromium: Chromium, site: str, target: Target) -> None:
    found = await kinds.each(chromium, site, target, await kinds.every_kind(site), lambda: narrow(chromium))
    assert not found, found


@pytest.mark.parametrize("name", sorted(kinds.OF_MANY))
async def test_none_of_many_scrolls_sideways(chromium: Chromium, site: str, target: Target, name: str) -> None:
    found = await kinds.each(chromium, site, target, await kinds.many(site, name), lambda: narrow(chromium))
    assert not found, found


async def test_long_lines_of_code_scroll_within_their_box(chromium: Chromium, site: str) -> None:
    await chromium.resize(0, WIDTHS[-1], 800)
    await kinds.opened(chromium, f"{site}/fixes/nginx/")
    box = "(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('pre.code'))"
    scrolled = "((e) => (e.scrollLeft = 50, e.scrollLeft))(document.querySelector('pre.code'))"
    assert [await chromium.evaluate(0, box), await chromium.evaluate(0, scrolled)] == [True, 50]
