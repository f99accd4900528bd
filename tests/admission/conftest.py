"""What the tests of admission share: hosts to check."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.admission.internet import Internet
from tests.probing.targets import serve


@pytest.fixture
async def internet() -> AsyncIterator[Internet]:
    """An internet of its own for each test."""
    found = Internet()
    async with serve(found) as served:
        found.port = served.port
        yield found
