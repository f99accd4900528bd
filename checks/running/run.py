"""A check while it runs, and the report that it becomes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from checks.cors.document import request_json
from checks.cors.judge import conclude
from checks.cors.later import Later
from checks.cors.model import Exchange, HttpRequest, Outcome, Request
from checks.inputs.json_text import dump
from checks.models import Report
from checks.probing.driver import Conversation
from checks.reports.digest import digest
from checks.reports.facts import report_facts
from checks.reports.writing import Writer, complete, foreshow
from checks.secrets.redaction import redact

STEPS_EVERY_S = 0.3

_logger = logging.getLogger(__name__)

OnStep = Callable[[HttpRequest], None]
OnOutcomes = Callable[[Mapping[str, Outcome]], None]


class Drive(Protocol):
    """Runs a request live; raises Refusal where the target may not be checked."""

    def __call__(
        self,
        request: Request,
        *,
        probes: bool,
        confirm_side_effects: bool,
        on_step: OnStep,
        on_outcomes: OnOutcomes,
    ) -> Awaitable[Conversation]: ...


class Running:
    """Runs one check and makes its report."""

    def __init__(
        self, drive: Drive, request: Request, probes: bool, confirmed: bool, then: tuple[Later, ...] = ()
    ) -> None:
        self.drive = drive
        self.request = request
        self.probes = probes
        self.confirmed = confirmed
        self.then = then
        self.steps: list[HttpRequest] = []
        self.outcomes: Mapping[str, Outcome] | None = None
        self.sent = asyncio.Event()
        self.report = Report.begin()
        self.report.asked = digest(request, probes=probes, confirm_side_effects=confirmed, then=then)

    async def run(self) -> None:
        """Sends the live requests and judges their answers; raises Refusal where nothing is sent."""
        conversation = await self.drive(
            self.request,
            probes=self.probes,
            confirm_side_effects=self.confirmed,
            on_step=self._step,
            on_outcomes=self._ended,
        )
        complete(self.report, self._facts(conversation.outcomes, conversation.probes))

    async def follow(self, work: asyncio.Task[None], writer: Writer) -> None:
        """Stores the steps and the verdict while the work goes on, and its outcome at the end."""
        stored = self._progress()
        while not work.done():
            await asyncio.wait({work}, timeout=STEPS_EVERY_S)
            if self._progress() != stored and not work.done():
                stored = self._progress()
                self.describe()
                await writer.add_progress(self.report)
        error = work.exception()
        if error is not None:
            _logger.error("The check of report %s failed", self.report.pk, exc_info=error)
            self.report.state = Report.State.INTERRUPTED
        await writer.finish(self.report)

    def _step(self, request: HttpRequest) -> None:
        self.steps.append(request)
        self.sent.set()

    def _ended(self, outcomes: Mapping[str, Outcome]) -> None:
        self.outcomes = outcomes

    def _progress(self) -> tuple[int, bool]:
        return len(self.steps), self.outcomes is not None

    def _facts(self, outcomes: Mapping[str, Outcome], probes: Sequence[Exchange]) -> dict[str, Any]:
        judgement = conclude(self.request, outcomes, probes)
        return report_facts(judgement, probes=self.probes, confirm_side_effects=self.confirmed, then=self.then)

    def describe(self) -> None:
        """Puts into the report what can be said of it before it is done."""
        steps = [{"purpose": step.purpose, "method": step.method, "url": step.url} for step in self.steps]
        shown = redact({"request": request_json(self.request), "steps": steps})
        self.report.request_json, self.report.steps_json = dump(shown["request"]), dump(shown["steps"])
        if self.outcomes is not None and not self.report.facts_json:
            self._foreshow(self.outcomes)

    def _foreshow(self, outcomes: Mapping[str, Outcome]) -> None:
        """Whatever becomes of it, the report itself is to come."""
        try:
            foreshow(self.report, self._facts(outcomes, ()))
        except Exception:
            _logger.exception("The verdict of report %s could not be shown before its end", self.report.pk)
