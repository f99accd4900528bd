"""Finished reports whose outcome the database does not take: this process holds them for a while.

Whoever waits for such a report is shown it from here; its row still says that the check runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from checks.models import Report

# Of at most `bounds.MAX_REPORT` each.
MOST = 64
FOR_S = 300.0


class Held:
    """Reports by id, the oldest of which go; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reports: dict[str, tuple[float, Report]] = {}

    def hold(self, report: Report) -> None:
        report.kept = False
        self._reports.setdefault(report.pk, (self._clock() + FOR_S, report))
        self._let_go()

    def release(self, report_id: str) -> None:
        """The report is stored, or deleted."""
        _, report = self._reports.pop(report_id, (0, None))
        if report is not None:
            report.kept = True

    def get(self, report_id: str) -> Report | None:
        self._let_go()
        _, report = self._reports.get(report_id, (0, None))
        return report

    def _let_go(self) -> None:
        for report_id, (until, _) in list(self._reports.items()):
            if len(self._reports) > MOST or until < self._clock():
                del self._reports[report_id]
