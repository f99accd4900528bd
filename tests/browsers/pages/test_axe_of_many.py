"""axe looks at the page of every rule and of every server."""

from __future__ import annotations

import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds, measuring

pytestmark = pytest.mark.browsers


@pytest.mark.parametrize("name", sorted(kinds.OF_MANY))
async def test_axe_finds_nothing_on_any_of_them(chromium: Chromium, site: str, target: Target, name: str) -> None:
    found = await kinds.each(
        chromium, site, target, await kinds.many(site, name), lambda: measuring.violations(chromium)
    )
    assert not found, found
