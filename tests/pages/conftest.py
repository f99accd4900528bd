"""What several pages are tried with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from checks.running import readers
from tests.tools.hostile_work import Swapped, forever


@pytest.fixture
async def never_read(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Whatever is pasted or looked for, the reading of it never ends."""
    hanging = Swapped(forever)
    monkeypatch.setattr(readers, "default", lambda: hanging)
    yield
    await hanging.close()
