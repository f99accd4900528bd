"""Identical checks at once: one of them runs, and the others are handed its report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from checks.models import Report
from checks.reports import background


@dataclass(slots=True)
class _Shared:
    """A check with those who wait for its report."""

    work: asyncio.Task[Report]
    began: float = field(default_factory=time.monotonic)
    waiting: int = 0

    @property
    def has_report(self) -> bool:
        return self.work.done() and not self.work.cancelled() and self.work.exception() is None


class Joining:
    """The checks of this process that an identical one may join, by what makes them identical."""

    def __init__(self) -> None:
        self._shared: dict[str, _Shared] = {}

    async def report(self, asked: str, within_s: float, make: Callable[[], Coroutine[Any, Any, Report]]) -> Report:
        """Gives the report of an identical check that runs and began within so many seconds, without its deletion
        token; where there is none, what `make` gives. Raises what `make` raises.

        A check goes on while anyone waits for it, whoever began it. Of one that fails nobody else hears.
        """
        while (other := self._shared.get(asked)) is not None and time.monotonic() - other.began < within_s:
            await self._wait(asked, other)
            if other.has_report:
                return _without_token(other.work.result())
        own = self._shared[asked] = _Shared(background.start_shared(make()))
        own.work.add_done_callback(lambda _: self._forget(asked, own))
        await self._wait(asked, own)
        return own.work.result()

    async def _wait(self, asked: str, shared: _Shared) -> None:
        shared.waiting += 1
        try:
            await asyncio.wait({shared.work})
        finally:
            shared.waiting -= 1
            if not shared.waiting and not shared.work.done():
                self._forget(asked, shared)
                shared.work.cancel()

    def _forget(self, asked: str, shared: _Shared) -> None:
        if self._shared.get(asked) is shared:
            del self._shared[asked]


def _without_token(report: Report) -> Report:
    others = copy(report)
    vars(others).pop("delete_token", None)
    return others
