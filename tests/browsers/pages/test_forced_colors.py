"""Who has the system choose all colours still sees which bytes decide, the shapes, and where the focus is."""

from __future__ import annotations

import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds
from .measuring import measured

pytestmark = pytest.mark.browsers


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_kind_of_page_hides_anything_in_forced_colours(
    chromium: Chromium, site: str, target: Target, scheme: str
) -> None:
    await chromium.media(0, forced_colors="active", prefers_color_scheme=scheme)

    visits = await kinds.every_kind(site)
    found = await kinds.each(chromium, site, target, visits, lambda: measured(chromium, "faint()"))
    assert not found, found


@pytest.mark.parametrize("kind", ["blocked", "preflight blocked", "dangerous", "differs"])
async def test_the_bytes_that_decide_are_seen(chromium: Chromium, site: str, target: Target, kind: str) -> None:
    await chromium.media(0, forced_colors="active")
    await kinds.opened(chromium, await kinds.report(site, target, kind))
    marked = await measured(chromium, "marked()")
    assert marked
    assert min(marked) >= 4.5


@pytest.mark.parametrize("forced", ["active", "none"])
async def test_the_focus_is_seen_wherever_it_goes(chromium: Chromium, site: str, target: Target, forced: str) -> None:
    await chromium.media(0, forced_colors=forced)
    await kinds.opened(chromium, await kinds.report(site, target, "blocked"))
    stops = []
    for _ in range(40):
        await chromium.press(0, "Tab")
        stops.append(await measured(chromium, "focused()"))
    assert len({name for name, _ in stops}) > 5
    assert [name for name, is_visible in stops if not is_visible] == []
