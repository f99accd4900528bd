"""The running site, with time for pages of checks that still run to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browsers.site import served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("site"), CHECK_DEADLINE_S="120") as origin:
        yield origin
