"""The running site, and a Chromium to use it with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.fixes.needs import require

from .chromium import Chromium, find
from .lines import Lines
from .site import served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("site")) as origin:
        yield origin


@pytest.fixture
async def chromium() -> AsyncIterator[Chromium]:
    program = find()
    require(program, "Chromium is not installed: the site was not used in a real browser")
    assert program is not None
    async with Chromium(program, Lines(), tabs=1) as started:
        yield started
