"""Who reads by ear, by key or with little contrast finds nothing in their way: axe looks at each kind of page."""

from __future__ import annotations

import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds, measuring

pytestmark = pytest.mark.browsers


async def test_axe_finds_nothing_on_any_kind_of_page(chromium: Chromium, site: str, target: Target) -> None:
    found = await kinds.each(
        chromium, site, target, await kinds.every_kind(site), lambda: measuring.violations(chromium)
    )
    assert not found, found
