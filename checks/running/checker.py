"""Who may run a check, and how its report comes to be: at once, or while the page shows its steps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from checks.admission.limits import Limiter, Quota
from checks.admission.visit import Admission, Visit, may_change_data
from checks.cors.later import Later
from checks.cors.model import Request
from checks.models import Report
from checks.probing.driver import Conversation, Gate
from checks.refusal import Refusal
from checks.reports import background, store
from checks.reports.database import in_database
from checks.reports.writing import Writer
from checks.running.joining import Joining
from checks.running.run import OnOutcomes, OnStep, Running

FIRST_WAIT_S = 1.0
# For the database, where that is not all that a client waits for it.
BRIEFLY_S = 1.0


class Driver(Protocol):
    """Runs a request live; raises Refusal where the target may not be checked."""

    def __call__(
        self,
        request: Request,
        *,
        gate: Gate,
        probes: bool,
        confirm_side_effects: bool,
        on_step: OnStep,
        on_outcomes: OnOutcomes,
    ) -> Awaitable[Conversation]: ...


@dataclass(slots=True)
class _Ended:
    how: str = "failed"


class CheckMetrics(Protocol):
    """Is told of checks: `started` once a client is let in, `ended` with how, in a code of ours."""

    def started(self) -> None: ...
    def ended(self, how: str, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """Runs checks with its collaborators, and gives their reports."""

    drive: Driver
    admission: Admission
    metrics: CheckMetrics | None = None
    writer: Writer = field(default_factory=Writer)
    joining: Joining = field(default_factory=Joining)

    @property
    def limiter(self) -> Limiter:
        """The limiter, which counts for what is not a check, too."""
        return self.admission.limiter

    async def check(
        self,
        request: Request,
        *,
        probes: bool,
        confirm_side_effects: bool,
        client: str,
        reuse_s: float = 0,
        then: tuple[Later, ...] = (),
    ) -> Report:
        """Runs the whole check and stores its report; raises Refusal. `then` is what the page requests later.

        The report of an identical check that began within `reuse_s` seconds is handed out instead, also where that one
        still runs in this process: the target is not asked again. Such a report brings no deletion token, which only
        its maker has.
        """
        visit = await self._let_in(request, client, confirmed=confirm_side_effects)
        running = Running(partial(self.drive, gate=visit), request, probes, confirm_side_effects, then)
        if not reuse_s or not running.report.asked:
            return _handed_out(await self._made(running, visit), visit.quota)

        async def earlier_or_made() -> Report:
            return await _earlier(running.report.asked, reuse_s) or await self._made(running, visit)

        report = await self.joining.report(running.report.asked, reuse_s, earlier_or_made)
        return _handed_out(report, visit.quota)

    async def start(
        self, request: Request, *, probes: bool, confirm_side_effects: bool, client: str, previewed: bool = False
    ) -> Report:
        """Starts a check and waits for about a second; raises Refusal where nothing is sent.

        The report of a check that runs on is stored with its steps as they happen, and its verdict once that stands.
        One that cannot be stored is waited for, since nobody could come back to it.
        """
        visit = await self._let_in(request, client, confirmed=confirm_side_effects)
        running = Running(partial(self.drive, gate=visit), request, probes, confirm_side_effects)
        running.report.previewed = previewed
        work = background.start(self._run(running, visit))
        await _first_wait(running, work)
        if work.done():
            work.result()
            await self.writer.insert(running.report)
            return _handed_out(running.report, visit.quota)
        running.describe()
        if await self.writer.insert(running.report):
            background.start(running.follow(work, self.writer))
        else:
            await asyncio.wait({work})
            work.result()
            await self.writer.insert(running.report, BRIEFLY_S)
        return _handed_out(running.report, visit.quota)

    async def _let_in(self, request: Request, client: str, *, confirmed: bool) -> Visit:
        visit = await self.admission.let_in(request, client, confirmed=confirmed)
        if confirmed and may_change_data(request):
            # It is not sent while its report would likely be lost.
            await in_database(store.reach)
        return visit

    async def _made(self, running: Running, visit: Visit) -> Report:
        await self._run(running, visit)
        await self.writer.insert(running.report)
        return running.report

    async def _run(self, running: Running, visit: Visit) -> None:
        with self._counted() as ended:
            try:
                async with visit:
                    await running.run()
            except Refusal as refusal:
                ended.how = refusal.code
                refusal.headers = {**(visit.quota.headers if visit.quota else {}), **refusal.headers}
                raise
            except asyncio.CancelledError:
                ended.how = "left"
                raise
            ended.how = "done"

    @contextmanager
    def _counted(self) -> Iterator[_Ended]:
        """A check that the metrics are told of: as `failed`, until it is known to have ended otherwise."""
        ended = _Ended()
        started = time.perf_counter()
        if self.metrics is not None:
            self.metrics.started()
        try:
            yield ended
        finally:
            if self.metrics is not None:
                self.metrics.ended(ended.how, time.perf_counter() - started)


async def _first_wait(running: Running, work: asyncio.Task[None]) -> None:
    """Waits for about a second after the first request, or until the check is over; one whose client leaves meanwhile
    is broken off, since nobody was told of its report."""
    work.add_done_callback(lambda _: running.sent.set())
    try:
        await running.sent.wait()
        await asyncio.wait({work}, timeout=FIRST_WAIT_S)
    except asyncio.CancelledError:
        work.cancel()
        raise


async def _earlier(asked: str, within_s: float) -> Report | None:
    """The report of an identical check; none as well where the database does not give it at once."""
    try:
        async with asyncio.timeout(BRIEFLY_S):
            return await in_database(store.latest, asked, within_s)
    except (Refusal, TimeoutError):
        return None


def _handed_out(report: Report, quota: Quota | None) -> Report:
    vars(report)["rate_limit"] = quota.headers if quota else {}
    return report
