"""A check that takes its time: it is stored while it runs, with the steps as they happen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from limits import parse_many

from checks.admission.limits import Limiter, storage
from checks.admission.slots import ALL, Slots
from checks.admission.visit import Admission
from checks.cors.judge import drive
from checks.cors.model import BROWSER_NAMES, HttpResponse, Outcome, Request
from checks.models import Report
from checks.probing.addresses import IPAddress
from checks.probing.client import Client
from checks.probing.driver import Conversation, Gate
from checks.probing.guard import Guard
from checks.refusal import Refusal
from checks.reports import background, store
from checks.reports.database import in_database
from checks.reports.document import document_of
from checks.running.checker import Service
from checks.running.run import OnOutcomes, OnStep
from checks.running.service import own_hosts, reached_at
from tests.probing.targets import tasks_started

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://cors.example.org"
REQUEST = Request("https://api.example.com/?token=s3cret-s3cret", "https://app.example.com")


class SlowServer:
    """A driver whose one request is answered when `answered` is set, and whose name resolves to `address` when
    `resolves` is."""

    def __init__(
        self, refused: Refusal | None = None, error: Exception | None = None, address: str = "93.184.215.14"
    ) -> None:
        self.address = ip_address(address)
        self.resolves = asyncio.Event()
        self.resolves.set()
        self.resolving = asyncio.Event()
        self.sent = asyncio.Event()
        self.answered = asyncio.Event()
        self.judged = False
        self.refused = refused
        self.error = error

    async def resolve(self, host: str) -> list[IPAddress]:
        self.resolving.set()
        await self.resolves.wait()
        return [self.address]

    async def drive(
        self,
        request: Request,
        *,
        gate: Gate,
        probes: bool,
        confirm_side_effects: bool,
        on_step: OnStep,
        on_outcomes: OnOutcomes,
    ) -> Conversation:
        async with Client(Guard(resolve=self.resolve)) as client:
            await gate.admit(request.url, client)
        if self.refused is not None:
            raise self.refused
        outcomes = {name: _timed(drive(request, name, lambda _: HttpResponse(200))) for name in BROWSER_NAMES}
        sent = {exchange.request: exchange for outcome in outcomes.values() for exchange in outcome.exchanges}
        for http in sent:
            on_step(http)
        if self.judged:
            on_outcomes(outcomes)
        self.sent.set()
        await self.answered.wait()
        if self.error is not None:
            raise self.error
        return Conversation(outcomes, tuple(sent.values()))


def _timed(outcome: Outcome) -> Outcome:
    return replace(outcome, exchanges=tuple(replace(exchange, elapsed_ms=7) for exchange in outcome.exchanges))


def service(server: SlowServer, slots: Slots | None = None) -> Service:
    return Service(server.drive, Admission(Limiter(storage(""), "key"), slots or Slots()))


async def start(server: SlowServer, slots: Slots | None = None) -> Report:
    return await service(server, slots).start(REQUEST, probes=True, confirm_side_effects=False, client="192.0.2.1")


async def leave(client: asyncio.Task[Report]) -> None:
    client.cancel()
    with pytest.raises(asyncio.CancelledError):
        await client


async def stored(report: Report) -> Report:
    found = await in_database(store.find, report.pk)
    assert found is not None
    return found


async def test_a_quick_check_is_done_when_it_is_handed_out() -> None:
    server = SlowServer()
    server.answered.set()
    report = await start(server)
    assert (await stored(report)).status == Report.State.DONE
    assert document_of(report, SITE)["verdict"] == "blocked"
    assert document_of(report, SITE)["exchanges"][0]["elapsed_ms"] == 7


async def test_a_slow_check_shows_its_steps_and_then_its_outcome() -> None:
    server = SlowServer()
    report = await start(server)
    assert (await stored(report)).status == Report.State.RUNNING
    await asyncio.sleep(0.1)
    running = await stored(report)
    assert running.steps == [{"purpose": "main", "method": "GET", "url": "https://api.example.com/?token=[redacted]"}]
    document = document_of(running, SITE)
    assert document["state"] == "running"
    assert "verdict" not in document
    server.answered.set()
    await background.finish()
    done = await stored(report)
    assert done.status == Report.State.DONE
    assert "s3cret" not in done.facts_json + done.steps_json + done.request_json


async def test_the_verdict_of_a_slow_check_is_shown_while_its_diagnostic_requests_run() -> None:
    server = SlowServer()
    server.judged = True
    report = await start(server)
    document = document_of(await stored(report), SITE)
    assert (document["state"], document["verdict"], document["safety"]) == ("running", "blocked", "unknown")
    assert [step["purpose"] for step in document["steps"]] == ["main"]
    assert "s3cret" not in (await stored(report)).facts_json
    server.answered.set()
    await background.finish()
    document = document_of(await stored(report), SITE)
    assert (document["state"], document["verdict"], document["exchanges"][0]["elapsed_ms"]) == ("done", "blocked", 7)


async def test_a_check_that_fails_is_told_to_have_been_interrupted() -> None:
    server = SlowServer(error=RuntimeError("a fault of ours"))
    report = await start(server)
    server.answered.set()
    await background.finish()
    assert (await stored(report)).status == Report.State.INTERRUPTED


async def test_a_check_whose_worker_died_is_told_to_have_been_interrupted() -> None:
    server = SlowServer()
    report = await start(server)
    found = await stored(report)
    found.created_at = timezone.now() - timedelta(seconds=settings.CHECK_DEADLINE_S + 11)
    assert found.status == Report.State.INTERRUPTED
    server.answered.set()
    await background.finish()


async def test_a_refused_target_stores_nothing_and_names_the_field() -> None:
    server = SlowServer(refused=Refusal("blocked_port", "Port 22 is not checked here.", "url"))
    with pytest.raises(Refusal) as caught:
        await start(server)
    assert (caught.value.code, caught.value.field, caught.value.status) == ("blocked_port", "url", 422)
    assert await in_database(Report.objects.count) == 0


async def test_a_client_cannot_run_more_checks_at_once_than_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "CHECK_RATE_LIMITS", parse_many("5/minute"))
    server = SlowServer()
    slots = Slots(per_client=1)
    await start(server, slots)
    with pytest.raises(Refusal) as caught:
        await start(server, slots)
    assert (caught.value.code, caught.value.retry_after) == ("rate_limited", 5)
    assert caught.value.headers["RateLimit-Policy"] == "5;w=60"
    server.answered.set()
    await background.finish()


async def test_a_report_that_is_deleted_while_it_runs_stays_deleted() -> None:
    server = SlowServer()
    report = await start(server)
    assert report.delete_token
    assert await in_database(store.delete, report.pk, report.delete_token) is True
    server.answered.set()
    await background.finish()
    assert await in_database(Report.objects.count) == 0


@pytest.mark.parametrize("address", ["93.184.215.14", "10.0.0.1"])
@pytest.mark.parametrize("asked", ["start", "check"])
async def test_a_client_that_leaves_while_the_name_resolves_leaves_nothing_behind(asked: str, address: str) -> None:
    server = SlowServer(address=address)
    server.resolves.clear()
    slots = Slots(in_all=1, per_client=1, per_target=1)
    serving = service(server, slots)
    with tasks_started() as started:
        ask = getattr(serving, asked)(REQUEST, probes=True, confirm_side_effects=False, client="192.0.2.1")
        client = asyncio.create_task(ask)
    await server.resolving.wait()
    await leave(client)
    server.resolves.set()
    await asyncio.wait_for(background.finish(), 5)
    assert [task for task in started if not task.done()] == []
    assert await in_database(Report.objects.count) == 0
    await slots.places().take(ALL, ("client", "192.0.2.1"), ("target", "api.example.com"))


@pytest.mark.parametrize("asked", ["start", "check"])
async def test_a_client_that_leaves_before_it_is_told_of_its_report_breaks_the_check_off(asked: str) -> None:
    server, told = SlowServer(), Told()
    serving = Service(server.drive, Admission(Limiter(storage(""), "key"), Slots(per_client=1)), told)
    ask = getattr(serving, asked)(REQUEST, probes=True, confirm_side_effects=False, client="192.0.2.1")
    client = asyncio.create_task(ask)
    await server.sent.wait()
    await leave(client)
    await asyncio.wait_for(background.finish(), 5)
    assert told.ends == ["left"]
    server.answered.set()
    await serving.check(REQUEST, probes=True, confirm_side_effects=False, client="192.0.2.1")
    assert told.ends == ["left", "done"]


class Told:
    """Metrics that remember how checks ended."""

    def __init__(self) -> None:
        self.ends: list[str] = []

    def started(self) -> None:
        pass

    def ended(self, how: str, seconds: float) -> None:
        self.ends.append(how)


def test_the_service_does_not_check_itself_but_its_lab() -> None:
    hosts = ["cors.example.org", "lab.example.org", ".example.org", "localhost"]
    assert own_hosts(hosts, "https://lab.example.org") == ["cors.example.org"]


def test_servers_are_told_where_the_page_about_us_is(settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.LAB_ORIGIN = ["127.0.0.1", "localhost"], "http://localhost:8077"
    settings.DEVELOPMENT = True
    assert reached_at() == "http://localhost:8077"
    settings.DEVELOPMENT, settings.HTTPS = False, True
    settings.ALLOWED_HOSTS = ["cors.example.org", "www.example.org"]
    assert reached_at() == "https://cors.example.org"
    settings.SITE_ORIGIN = "https://www.example.org"
    assert reached_at() == "https://www.example.org"
