"""A check while it runs, and the report that it becomes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from checks.cors.document import request_json
from checks.cors.judge import conclude
from checks.cors.model import HttpRequest, Request
from checks.inputs.json_text import dump
from checks.models import Report
from checks.probing.driver import Conversation
from checks.reports.digest import digest
from checks.reports.facts import report_facts
from checks.reports.writing import Writer, complete
from checks.secrets.redaction import redact

STEPS_EVERY_S = 0.3

_logger = logging.getLogger(__name__)

OnStep = Callable[[HttpRequest], None]


class Drive(Protocol):
    """Runs a request live; raises Refusal where the target may not be checked."""

    def __call__(
        self, request: Request, *, probes: bool, confirm_side_effects: bool, on_step: OnStep
    ) -> Awaitable[Conversation]: ...


class Running:
    """Runs one check and makes its report."""

    def __init__(self, drive: Drive, request: Request, probes: bool, confirmed: bool) -> None:
        self.drive = drive
        self.request = request
        self.probes = probes
        self.confirmed = confirmed
        self.steps: list[HttpRequest] = []
        self.sent = asyncio.Event()
        self.report = Report.begin()
        self.report.asked = digest(request, probes=probes, confirm_side_effects=confirmed)

    async def run(self) -> None:
        """Sends the live requests and judges their answers; raises Refusal where nothing is sent."""
        conversation = await self.drive(
            self.request, probes=self.probes, confirm_side_effects=self.confirmed, on_step=self._step
        )
        judgement = conclude(self.request, conversation.outcomes, conversation.probes)
        facts = report_facts(judgement, probes=self.probes, confirm_side_effects=self.confirmed)
        complete(self.report, facts)

    async def follow(self, work: asyncio.Task[None], writer: Writer) -> None:
        """Stores the steps while the work goes on, and its outcome at the end."""
        stored = len(self.steps)
        while not work.done():
            await asyncio.wait({work}, timeout=STEPS_EVERY_S)
            if len(self.steps) != stored:
                stored = len(self.steps)
                self.describe()
                await writer.add_steps(self.report)
        error = work.exception()
        if error is not None:
            _logger.error("The check of report %s failed", self.report.pk, exc_info=error)
            self.report.state = Report.State.INTERRUPTED
        await writer.finish(self.report)

    def _step(self, request: HttpRequest) -> None:
        self.steps.append(request)
        self.sent.set()

    def describe(self) -> None:
        """Puts into the report what can be said of it before it is done."""
        steps = [{"purpose": step.purpose, "method": step.method, "url": step.url} for step in self.steps]
        shown = redact({"request": request_json(self.request), "steps": steps})
        self.report.request_json, self.report.steps_json = dump(shown["request"]), dump(shown["steps"])
