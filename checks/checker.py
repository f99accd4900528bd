"""Who may run a check, and how its report comes to be: at once, or while the page shows its steps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Protocol

from django.conf import settings

from checks import background, store
from checks.cors.model import Request
from checks.cors.probes import MAX_REQUESTS
from checks.cors.urls import parse, registrable_domain
from checks.database import in_database
from checks.deny_list import DenyList
from checks.limits import BUSY_RETRY_S, Limiter, Quota, Slots, client_key
from checks.models import Report
from checks.probing.addresses import plain_address
from checks.probing.refused import Refused
from checks.probing.robots import Robots
from checks.refusal import Refusal
from checks.running import Probe, Running
from checks.writing import Writer

FIRST_WAIT_S = 1.0
# What a check without diagnostic requests is counted as: a preflight, a request, and the same after a redirect.
_WITHOUT_PROBES = 4


@dataclass(slots=True)
class _Ended:
    how: str = "failed"


class Checks(Protocol):
    """Is told of checks: `started` once one is let in, `ended` with how, in a code of ours."""

    def started(self) -> None: ...
    def ended(self, how: str, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """The collaborators of a check."""

    probe: Probe
    limiter: Limiter
    slots: Slots
    deny_list: DenyList = field(default_factory=DenyList)
    metrics: Checks | None = None
    writer: Writer = field(default_factory=Writer)
    robots: Robots | None = None

    async def check(
        self, request: Request, *, probes: bool, confirm_side_effects: bool, client: str, reuse_s: float = 0
    ) -> Report:
        """Run the whole check and store it; raises Refusal.

        The report of an identical check that began within `reuse_s` seconds is handed out instead: the target is not
        asked again. Such a report brings no deletion token, which only its maker has.
        """
        quota = await self._admit_client(request, confirm_side_effects, client)
        running = Running(self.probe, request, probes, confirm_side_effects)
        if reuse_s and running.report.asked:
            earlier = await in_database(store.latest, running.report.asked, reuse_s)
            if earlier is not None:
                return _handed_out(earlier, quota)
        await self._admit_target(request, probes=probes)
        await asyncio.shield(background.start(self._run(running, client, quota)))
        await self.writer.insert(running.report)
        return _handed_out(running.report, quota)

    async def start(self, request: Request, *, probes: bool, confirm_side_effects: bool, client: str) -> Report:
        """Start a check and wait for about a second; a report that runs on is stored with its steps as they happen.

        Raises Refusal where nothing is sent.
        """
        quota = await self._admit_client(request, confirm_side_effects, client)
        await self._admit_target(request, probes=probes)
        running = Running(self.probe, request, probes, confirm_side_effects)
        work = background.start(self._run(running, client, quota))
        sent = background.start(running.sent.wait())
        await asyncio.wait({work, sent}, return_when=asyncio.FIRST_COMPLETED)
        sent.cancel()
        await asyncio.wait({work}, timeout=FIRST_WAIT_S)
        if work.done():
            work.result()
            await self.writer.insert(running.report)
        else:
            running.describe()
            await self.writer.insert(running.report)
            background.start(running.follow(work))
        return _handed_out(running.report, quota)

    async def _run(self, running: Running, client: str, quota: Quota | None) -> None:
        told = quota.headers if quota else {}
        with self.slots.hold(client_key(client), told), self._counted() as ended:
            try:
                await running.run()
            except Refused as refused:
                ended.how = refused.code
                headers = {"Retry-After": str(BUSY_RETRY_S)} if refused.code == "target_busy" else {}
                raise Refusal(refused.code, refused.detail, refused.field, {**headers, **told}) from refused
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

    async def _admit_client(self, request: Request, confirmed: bool, client: str) -> Quota | None:
        who = client_key(client)
        sentence = "You have run as many checks as one client may."
        quota = await self.limiter.take(settings.CHECK_RATE_LIMITS, "client", who, sentence)
        if confirmed and request.method.upper() not in ("GET", "HEAD"):
            sentence = "You have confirmed as many requests that may change data as one client may."
            await self.limiter.take(settings.CHECK_CONFIRMED_RATE_LIMITS, "confirmed", who, sentence)
        self.deny_list.admit_client(client)
        host = _host(request.url)
        self.deny_list.admit_host(host.strip("[]").rstrip("."))
        if (address := plain_address(host.strip("[]"))) is not None:
            self.deny_list.admit_addresses([address])
        return quota

    async def _admit_target(self, request: Request, *, probes: bool) -> None:
        host = _host(request.url)
        if host:
            sentence = f"{host} has been checked as often as one host may be."
            await self.limiter.take(settings.CHECK_TARGET_RATE_LIMITS, "target", _site_of(host), sentence)
        sentence = "All checks together have sent as many requests as this service may."
        cost = MAX_REQUESTS if probes else _WITHOUT_PROBES
        await self.limiter.take(settings.CHECK_REQUEST_RATE_LIMITS, "requests", "all", sentence, cost=cost)
        if self.robots is not None and await self.robots.forbids(request.url):
            raise Refusal("blocked_host", f"The robots.txt of {host} asks this service to leave this URL alone.", "url")


def _handed_out(report: Report, quota: Quota | None) -> Report:
    vars(report)["quota"] = quota
    return report


def _host(url: str) -> str:
    parsed = parse(url)
    return parsed.hostname if parsed else ""


def _site_of(host: str) -> str:
    """What counts as one target: an address, or a registrable domain with all below it."""
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return registrable_domain(host)
