"""A check from beginning to end: limits, the live requests, the judgement, redaction, storage.

Pages and API both call `check` or `start`, and render what `document_of` says about the report.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from checks import background, store
from checks.bounds import bounded
from checks.cors.document import facts as facts_of
from checks.cors.document import request_json
from checks.cors.judge import conclude
from checks.cors.model import HttpRequest, Outcome, Request
from checks.cors.policy import PolicyError, policy_for
from checks.cors.urls import parse, registrable_domain
from checks.database import in_database
from checks.deny_list import DenyList
from checks.limits import Limiter, Quota, Slots, client_key, storage
from checks.models import Report, dump
from checks.probing.driver import Conversation, Prober, run, user_agent
from checks.probing.guard import Guard
from checks.probing.refused import Refused
from checks.probing.target import DEFAULT_PORTS
from checks.redaction import redact
from checks.refusal import Refusal
from checks.report_document import document_of
from corschecker.environment import is_local

__all__ = ["Refusal", "Service", "check", "document_of", "find", "start"]

_logger = logging.getLogger(__name__)

FIRST_WAIT_S = 1.0
STEPS_EVERY_S = 0.3
UNBOUNDED = sys.maxsize

OnStep = Callable[[HttpRequest], None]


class Probe(Protocol):
    """Runs a request live; raises Refused where the target may not be checked."""

    def __call__(
        self, request: Request, *, probes: bool, confirm_side_effects: bool, on_step: OnStep
    ) -> Awaitable[Conversation]: ...


@dataclass(frozen=True, slots=True)
class Service:
    """The collaborators of a check."""

    probe: Probe
    limiter: Limiter
    slots: Slots
    deny_list: DenyList = field(default_factory=DenyList)

    async def check(self, request: Request, *, probes: bool, confirm_side_effects: bool, client: str) -> Report:
        """Run the whole check and store it; raises Refusal."""
        quota = await self._admit(request, confirm_side_effects, client)
        running = _Running(self, request, probes, confirm_side_effects, client)
        await asyncio.shield(background.start(running.run()))
        await in_database(store.insert, running.report)
        return running.handed_out(quota)

    async def start(self, request: Request, *, probes: bool, confirm_side_effects: bool, client: str) -> Report:
        """Start a check and wait for about a second; a report that runs on is stored with its steps as they happen.

        Raises Refusal where nothing is sent.
        """
        quota = await self._admit(request, confirm_side_effects, client)
        running = _Running(self, request, probes, confirm_side_effects, client)
        work = background.start(running.run())
        sent = background.start(running.sent.wait())
        await asyncio.wait({work, sent}, return_when=asyncio.FIRST_COMPLETED)
        sent.cancel()
        await asyncio.wait({work}, timeout=FIRST_WAIT_S)
        if work.done():
            work.result()
            await in_database(store.insert, running.report)
        else:
            running.describe()
            await in_database(store.insert, running.report)
            background.start(running.follow(work))
        return running.handed_out(quota)

    async def _admit(self, request: Request, confirmed: bool, client: str) -> Quota | None:
        who = client_key(client)
        sentence = "You have run as many checks as one client may."
        quota = await self.limiter.take(settings.CHECK_RATE_LIMITS, "client", who, sentence)
        if confirmed and request.method.upper() not in ("GET", "HEAD"):
            sentence = "You have confirmed as many requests that may change data as one client may."
            await self.limiter.take(settings.CHECK_CONFIRMED_RATE_LIMITS, "confirmed", who, sentence)
        host = _host(request.url)
        self.deny_list.admit(host, client)
        if host:
            sentence = f"{host} has been checked as often as one host may be."
            await self.limiter.take(settings.CHECK_TARGET_RATE_LIMITS, "target", _site_of(host), sentence)
        return quota


class _Running:
    """A check while it runs, with the report that it becomes."""

    def __init__(self, service: Service, request: Request, probes: bool, confirmed: bool, client: str) -> None:
        self.service = service
        self.request = request
        self.probes = probes
        self.confirmed = confirmed
        self.client = client
        self.steps: list[HttpRequest] = []
        self.sent = asyncio.Event()
        self.report = Report.begin()

    async def run(self) -> None:
        with self.service.slots.hold(client_key(self.client)):
            try:
                conversation = await self.service.probe(
                    self.request, probes=self.probes, confirm_side_effects=self.confirmed, on_step=self._step
                )
            except Refused as refused:
                raise _refusal(refused) from refused
        self.report.facts_json = dump(bounded(redact(self._facts(conversation))))
        self.report.state = Report.State.DONE

    async def follow(self, work: asyncio.Task[None]) -> None:
        """Store the steps while the work goes on, and its outcome at the end."""
        stored = len(self.steps)
        while not work.done():
            await asyncio.wait({work}, timeout=STEPS_EVERY_S)
            if len(self.steps) != stored:
                stored = len(self.steps)
                self.describe()
                await in_database(store.set_steps, self.report)
        error = work.exception()
        if error is not None:
            _logger.error("The check of report %s failed", self.report.pk, exc_info=error)
            self.report.state = Report.State.INTERRUPTED
        await in_database(store.finish, self.report)

    def handed_out(self, quota: Quota | None) -> Report:
        vars(self.report)["quota"] = quota
        return self.report

    def _step(self, request: HttpRequest) -> None:
        self.steps.append(request)
        self.sent.set()

    def describe(self) -> None:
        """Put into the report what can be said of it before it is done."""
        steps = [{"purpose": step.purpose, "method": step.method, "url": step.url} for step in self.steps]
        shown = redact({"request": request_json(self.request), "steps": steps})
        self.report.request_json, self.report.steps_json = dump(shown["request"]), dump(shown["steps"])

    def _facts(self, conversation: Conversation) -> dict[str, Any]:
        facts = facts_of(conclude(self.request, _timed(conversation), conversation.probes))
        facts["options"] = {"probes": self.probes, "confirm_side_effects": self.confirmed}
        try:
            policy = policy_for(self.request, conversation.exchanges)
        except PolicyError:
            # Nothing that can be pasted lets this request through: an origin or name outside the alphabet.
            facts["policy"] = None
        else:
            facts["policy"] = policy.as_dict()
        return facts


def _timed(conversation: Conversation) -> dict[str, Outcome]:
    """The outcomes with the exchanges as they went over the wire, which know how long each took."""
    sent = {exchange.request: exchange for exchange in conversation.exchanges}
    return {
        name: replace(outcome, exchanges=tuple(sent[exchange.request] for exchange in outcome.exchanges))
        for name, outcome in conversation.outcomes.items()
    }


def _refusal(refused: Refused) -> Refusal:
    headers = {"Retry-After": "5"} if refused.code == "target_busy" else {}
    return Refusal(refused.code, refused.detail, refused.field, headers)


def _host(url: str) -> str:
    parsed = parse(url)
    return parsed.hostname if parsed else ""


def _site_of(host: str) -> str:
    """What counts as one target: an address, or a registrable domain with all below it."""
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return registrable_domain(host)


async def check(request: Request, *, probes: bool, confirm_side_effects: bool, client: str) -> Report:
    return await default().check(request, probes=probes, confirm_side_effects=confirm_side_effects, client=client)


async def start(request: Request, *, probes: bool, confirm_side_effects: bool, client: str) -> Report:
    return await default().start(request, probes=probes, confirm_side_effects=confirm_side_effects, client=client)


async def reach_limits() -> None:
    """Raises where the store of limits does not answer."""
    await default().limiter.reach()


async def reach_database() -> None:
    """Raises where the database does not answer, or lacks a migration."""
    await in_database(store.find, "")


async def find(report_id: str) -> Report | None:
    """The report, or None alike for unknown, expired and deleted ones."""
    return await in_database(store.find, report_id)


@cache
def default() -> Service:
    """The service of this process, from its settings."""
    prober = live_prober()

    async def probe(request: Request, *, probes: bool, confirm_side_effects: bool, on_step: OnStep) -> Conversation:
        return await run(request, prober, probes=probes, confirm_side_effects=confirm_side_effects, on_step=on_step)

    limiter = Limiter(storage(settings.REDIS_URL), settings.SECRET_KEY)
    return Service(probe, limiter, Slots(settings.CHECK_MAX_RUNNING_PER_CLIENT), DenyList(settings.DENY_LIST_FILE))


def live_prober() -> Prober:
    extra = settings.CHECK_EXTRA_PORTS
    guard = Guard(
        ports=None if extra is None else DEFAULT_PORTS | extra,
        allow=settings.CHECK_ALLOW_PRIVATE_CIDRS,
        own_hosts=own_hosts(settings.ALLOWED_HOSTS, settings.LAB_ORIGIN),
    )
    return Prober(
        guard,
        user_agent=user_agent(settings.SITE_ORIGIN or f"https://{settings.ALLOWED_HOSTS[0]}"),
        deadline_s=settings.CHECK_DEADLINE_S,
        max_checks=settings.CHECK_MAX_RUNNING or UNBOUNDED,
        max_per_host=settings.CHECK_MAX_RUNNING_PER_TARGET or UNBOUNDED,
    )


def own_hosts(hosts: list[str], lab_origin: str) -> list[str]:
    """The public hosts of this service, which does not check itself; the lab is there to be checked."""
    lab = urlsplit(lab_origin).hostname
    return [host for host in hosts if host != lab and not host.startswith(".") and not is_local(host)]
