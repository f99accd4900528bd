"""The one way of reports into the database: redacted, bounded, and at no cost to whoever waits for one.

A thread's turn and a transaction cost more than a row, and SQLite has one writer at a time: new reports that come while
the database is busy go in together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from checks.models import Report
from checks.refusal import Refusal
from checks.reports import background, store
from checks.reports.bounds import bounded_json
from checks.reports.database import WAIT_S, into_database
from checks.reports.held import Held
from checks.secrets.redaction import redact

# Between two tries to store an outcome: together less than a server that stops waits for its tasks.
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)

_logger = logging.getLogger(__name__)
_Waiting = list[tuple[Report, "asyncio.Future[None]"]]


def foreshow(report: Report, facts: dict[str, Any]) -> None:
    """Put into a report what stands while its check goes on, as it is stored."""
    report.facts_json = bounded_json(redact(facts))


def complete(report: Report, facts: dict[str, Any]) -> None:
    """Put into a report what was found, as it is stored."""
    foreshow(report, facts)
    report.state = Report.State.DONE


class Writer:
    """Stores reports, and never raises: a report that is not stored says so with `kept`."""

    def __init__(self, pauses_s: tuple[float, ...] = PAUSES_S) -> None:
        self.held = Held()
        self._pauses_s = pauses_s
        self._waiting: _Waiting = []
        self._writes = False

    async def insert(self, report: Report, wait_s: float = WAIT_S) -> bool:
        """Whether the new report was stored within `wait_s` seconds; afterwards it is not."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((report, stored))
        if not self._writes:
            self._writes = True
            background.start(self._write())
        try:
            async with asyncio.timeout(wait_s):
                await stored
        except Exception:
            report.kept = False
        else:
            report.kept = True
        return report.kept

    async def add_progress(self, report: Report) -> None:
        """Store the steps so far and what stands already, where that can be done."""
        await _stored(store.set_progress, report)

    async def finish(self, report: Report) -> None:
        """Store the outcome; while that cannot be done it is tried again, and the report is held."""
        for pause in (*self._pauses_s, None):
            if await _stored(store.finish, report):
                self.held.release(report.pk)
                return
            self.held.hold(report)
            if pause is not None:
                await asyncio.sleep(pause)

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await _insert(batch)
        finally:
            self._writes = False


async def _insert(batch: _Waiting) -> None:
    def insert() -> None:
        wanted = [(report, stored) for report, stored in batch if not stored.done()]
        store.insert(*(report for report, _ in wanted))
        store.take_back(*(report for report, stored in wanted if stored.done()))

    try:
        await into_database(insert)
    except Exception as error:
        _tell_bugs(error)
        for _, stored in batch:
            if not stored.done():
                stored.set_exception(error)
    else:
        for _, stored in batch:
            if not stored.done():
                stored.set_result(None)


async def _stored(write: Callable[[Report], None], report: Report) -> bool:
    try:
        await into_database(write, report)
    except Exception as error:
        _tell_bugs(error)
        return False
    return True


def _tell_bugs(error: Exception) -> None:
    """Of a refusal the log has heard already."""
    if not isinstance(error, Refusal):
        _logger.error("A report could not be written", exc_info=error)
