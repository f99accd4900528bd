"""New reports on their way into the database: those that come while it is busy go in together.

A thread's turn and a transaction cost more than a row, and SQLite has one writer at a time.
"""

from __future__ import annotations

import asyncio

from checks import background, store
from checks.database import in_database
from checks.models import Report

_Waiting = list[tuple[Report, "asyncio.Future[None]"]]


class Writer:
    """Inserts reports; `insert` returns when its report is stored, and raises what kept it from being."""

    def __init__(self) -> None:
        self._waiting: _Waiting = []
        self._writes = False

    async def insert(self, report: Report) -> None:
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((report, stored))
        if not self._writes:
            self._writes = True
            background.start(self._write())
        await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await _insert(batch)
        finally:
            self._writes = False


async def _insert(batch: _Waiting) -> None:
    try:
        await in_database(store.insert, *(report for report, _ in batch))
    except Exception as error:
        for _, stored in batch:
            if not stored.cancelled():
                stored.set_exception(error)
    else:
        for _, stored in batch:
            if not stored.cancelled():
                stored.set_result(None)
