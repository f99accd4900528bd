"""What all tests share: a database whose threads end before it does, and properties that no clock can fail."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from checks.apps import without_thread_hops
from checks.reports.database import close_threads
from tests.tools.loopback import Target
from tests.unproven import pytest_terminal_summary  # noqa: F401 - a hook

# A machine that is busy with something else makes any example slow.
settings.register_profile("any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any speed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers for each core: half of the time, a test waits for a server or a browser."""
    return 2 * len(os.sched_getaffinity(0))


# Files that take long as a whole: with the others after them, no worker is left alone with one at the end.
LONG = (
    *("tests/test_caches.py", "tests/browsers/", "tests/planted/", "tests/secrets/", "tests/corschecker/"),
    *("tests/reports/test_unkept.py", "tests/pages/test_paste_limits.py", "tests/terminal/test_ending.py"),
    *("tests/fixes/", "tests/inputs/test_corpus.py", "tests/growth/", "tests/mutants/", "tests/api/"),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the long files first, where no order was asked for."""
    if not config.pluginmanager.hasplugin("randomly"):
        items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    yield
    close_threads()


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
