"""What the tests of the web side share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from checks.apps import without_thread_hops
from tests.web.loopback import Target


@pytest.fixture
async def target() -> AsyncIterator[Target]:
    """A server on loopback for a check to reach."""
    found = Target()
    server = await asyncio.start_server(found.talk, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest.fixture(autouse=True)
def as_production_starts() -> None:
    """Django's test client leaves its receivers of signals behind, which the next test's server would run."""
    without_thread_hops()
