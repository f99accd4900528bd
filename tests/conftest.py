"""What all tests share: a database whose threads end before it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checks.database import close_threads
from tests.unproven import pytest_terminal_summary  # noqa: F401 - a hook


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    yield
    close_threads()
