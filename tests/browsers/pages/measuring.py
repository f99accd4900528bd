"""Measures the page that is open, by a script of ours and by axe-core.

https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browsers.chromium import Chromium
from tests.fixes.needs import missing_is_loud, node_modules

PINNED = Path(__file__).with_name("node")
SCRIPT = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
# The rules of axe whose answer changes with the scheme, and with the width.
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["target-size", "scrollable-region-focusable"]
ALL: list[str] = []
APPEARANCES = (
    ("light", 1280, ALL),
    ("dark", 1280, COLOURS),
    ("dark", 390, COLOURS),
    ("light", 390, COLOURS + PLACES),
)


async def measured(chromium: Chromium, call: str) -> Any:
    """What a function of `measure.js` gives, such as `wide(320)`."""
    return await chromium.evaluate(0, f"{SCRIPT};measure.{call}")


async def violations(chromium: Chromium) -> list[str]:
    """What axe finds in both schemes on a screen and on a phone, with everything unfolded: by all of its rules once,
    and where scheme or width change, by those that look at colours or places."""
    await chromium.evaluate(0, f"{_axe()};0")
    found = []
    for scheme, width, rules in APPEARANCES:
        await chromium.resize(0, width, 800)
        await chromium.media(0, prefers_color_scheme=scheme)
        found += [f"{scheme}, {width} px: {one}" for one in await measured(chromium, f"axe({rules})")]
    return found


def _axe() -> str:
    with missing_is_loud("That axe finds nothing"):
        return (node_modules("axe", PINNED) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    raise AssertionError("a test that misses something has ended")
