"""The live answerer of `checks.cors.flow`: the three browsers of a check at once, each distinct request sent once."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from base64 import b64encode
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol

from checks import __version__
from checks.cors.browsers import BROWSERS, Browser
from checks.cors.flow import fetch as fetch_flow
from checks.cors.model import Answer, Exchange, Failure, HttpRequest, Outcome, Request
from checks.probing.client import Client
from checks.probing.diagnostics import Diagnosis, ended
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.target import Target
from checks.refusal import Refusal

Flow = Generator[HttpRequest, Answer, Outcome]
Fetch = Callable[[Request, Browser], Flow]
OnMain = Callable[[Sequence[Exchange], HttpRequest], None]

_SAFE = frozenset({"GET", "HEAD"})
_NOT_CONFIRMED = Failure(
    "not_sent",
    "The request was not sent, because it may change data on the server. Confirm it to send it.",
)
_OTHER_ORIGIN = Failure(
    "not_sent",
    "The redirect leads to another origin; a request that may change data is not repeated there.",
)


def _socket_key() -> str:
    """The key of all handshakes of one check, so that browsers whose requests are alike share them."""
    return b64encode(secrets.token_bytes(16)).decode("ascii")


def user_agent(site: str) -> str:
    """Who asks, and where that is explained: `site` is the origin of this service."""
    return f"corschecker/{__version__} (+{site}/bot; user-triggered CORS check)"


class Conversation(NamedTuple):
    """What each browser made of the request, every distinct request with its answer, in the order sent, and the
    diagnostic requests beside them."""

    outcomes: dict[str, Outcome]
    exchanges: tuple[Exchange, ...]
    probes: tuple[Exchange, ...] = ()


class Gate(Protocol):
    """Asked before a check sends anything: `admit` judges where requests go, `count` is told of each that goes out.

    Both raise `Refusal`. That ends a check which has sent nothing yet; a request within one fails of it.
    """

    async def admit(self, url: str, client: Client) -> None: ...
    async def count(self) -> None: ...


class _Open:
    """Lets all go that the guard does."""

    async def admit(self, url: str, client: Client) -> None:
        await client.admit(client.judge(url))

    async def count(self) -> None:
        pass


class Prober:
    """What a process needs to run checks: its way to the network, and its name.

    `deadline_s` bounds a whole check and `probes_s` its diagnostic requests, and `max_requests` the distinct requests
    of one check.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        user_agent: str,
        deadline_s: float = 15.0,
        probes_s: float = 6.0,
        max_requests: int = 24,
        context: ssl.SSLContext | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.guard = guard
        self.deadline_s = deadline_s
        self.probes_s = probes_s
        self.max_requests = max_requests
        self._context = context
        self._limits = limits or Limits()
        # What a browser sends on every request, the same for all of them.
        self._common = (("User-Agent", user_agent), ("Accept-Encoding", "identity"), ("Accept-Language", "en"))

    def client(self) -> Client:
        return Client(self.guard, self._context, self._limits, self._common)


async def run(
    request: Request,
    prober: Prober,
    *,
    gate: Gate | None = None,
    probes: bool = False,
    confirm_side_effects: bool = False,
    on_step: Callable[[HttpRequest], None] | None = None,
    on_outcomes: Callable[[Mapping[str, Outcome]], None] | None = None,
    fetch: Fetch | None = None,
    browsers: Mapping[str, Browser] = BROWSERS,
) -> Conversation:
    """Runs the check of a request; raises `Refusal` before anything is sent where the target may not be checked.

    `gate` judges the URL of every request beside the guard. `on_step` is called with each request as it goes out.
    With `probes` the diagnostic requests follow; `on_outcomes` is told what the browsers do before they end. A request
    that may change data goes out only with `confirm_side_effects`; else it is answered with the failure `not_sent`.
    """
    deadline = asyncio.get_running_loop().time() + prober.deadline_s
    gate = gate or _Open()
    async with prober.client() as client:
        await gate.admit(request.url, client)
        home = _origin(client.judge(request.url))
        check = _Run(home, prober, client, gate, deadline, confirm_side_effects, on_step)
        begin = fetch or partial(fetch_flow, socket_key=_socket_key())
        flows = {name: begin(request, browser) for name, browser in browsers.items()}
        if not probes:
            return await check.drive(flows)
        diagnosis = Diagnosis(request, check.send)
        try:
            conversation = await check.drive(flows, on_main=diagnosis.go_early)
            if on_outcomes is not None:
                on_outcomes(conversation.outcomes)
            check.end_within(prober.probes_s)
            return conversation._replace(probes=await diagnosis.finish(conversation.exchanges))
        finally:
            await diagnosis.end()


class _Run:
    """One check: flows that wait, and a task for each distinct request that they wait for."""

    def __init__(
        self,
        home: tuple[str, str, int],
        prober: Prober,
        client: Client,
        gate: Gate,
        deadline: float,
        confirmed: bool,
        on_step: Callable[[HttpRequest], None] | None,
    ) -> None:
        self._home = home
        self._prober = prober
        self._client = client
        self._gate = gate
        self._deadline = deadline
        self._confirmed = confirmed
        self._on_step = on_step
        self._on_main: OnMain | None = None
        self._loop = asyncio.get_running_loop()
        self._outcomes: dict[str, Outcome] = {}
        self._exchanges: dict[HttpRequest, Exchange | None] = {}
        self._waiting: dict[HttpRequest, list[tuple[str, Flow]]] = {}
        self._unsent: list[tuple[HttpRequest, int]] = []
        self._tasks: set[asyncio.Task[Exchange]] = set()

    def end_within(self, seconds: float) -> None:
        """Brings the deadline forward: the verdict is there, and must not wait long for what strangers are told."""
        self._deadline = min(self._deadline, self._loop.time() + seconds)

    async def drive(self, flows: Mapping[str, Flow], on_main: OnMain | None = None) -> Conversation:
        """Runs the flows to their ends; `on_main` is told of each main request that goes out, and of what was answered
        before it."""
        self._on_main = on_main
        try:
            for name, flow in flows.items():
                self._advance(name, flow, None)
            while self._unsent or self._tasks:
                for exchange in await self._some_exchanges():
                    self._answered(exchange)
        finally:
            await ended(self._tasks)
        answered = self._answers()
        outcomes = {name: _timed(self._outcomes[name], answered) for name in flows}
        return Conversation(outcomes, tuple(answered.values()))

    async def _some_exchanges(self) -> list[Exchange]:
        """Sends what the flows wait for, and gives what is answered first."""
        unsent, self._unsent = self._unsent, []
        if len(unsent) == 1 and not self._tasks:
            # As a rule the browsers wait for the same request, which needs no task of its own.
            return [await self._exchange(*unsent[0])]
        self._tasks |= {self._loop.create_task(self._exchange(request, number)) for request, number in unsent}
        done, self._tasks = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        return [task.result() for task in done]

    def _answers(self) -> dict[HttpRequest, Exchange]:
        return {request: exchange for request, exchange in self._exchanges.items() if exchange is not None}

    def _answered(self, exchange: Exchange) -> None:
        self._exchanges[exchange.request] = exchange
        for name, flow in self._waiting.pop(exchange.request):
            self._advance(name, flow, exchange.answer)

    def _advance(self, name: str, flow: Flow, answer: Answer | None) -> None:
        """Runs a flow until it ends or needs an answer that is not there yet."""
        try:
            step = next(flow) if answer is None else flow.send(answer)
            while (known := self._exchanges.get(step)) is not None:
                step = flow.send(known.answer)
        except StopIteration as stop:
            self._outcomes[name] = stop.value
            return
        if step not in self._waiting:
            self._waiting[step] = []
            self._exchanges[step] = None
            self._unsent.append((step, len(self._exchanges)))
        self._waiting[step].append((name, flow))

    async def _exchange(self, request: HttpRequest, number: int) -> Exchange:
        unsent = self._reason_not_to_send(request, number)
        if unsent is not None:
            return Exchange(request, unsent)
        if self._on_main is not None and request.purpose == "main":
            self._on_main(tuple(self._answers().values()), request)
        return await self.send(request)

    async def send(self, request: HttpRequest) -> Exchange:
        """Sends a request within the check's deadline, where the gate lets it go."""
        started = self._loop.time()
        try:
            async with asyncio.timeout_at(self._deadline):
                await self._gate.admit(request.url, self._client)
                await self._gate.count()
                if self._on_step is not None:
                    self._on_step(request)
                started = self._loop.time()
                answer: Answer = await self._client.send(request)
        except Refusal as refused:
            return Exchange(request, refused.as_failure())
        except TimeoutError:
            detail = "The server did not respond within the time that a check may take."
            answer = Failure("timeout", detail, "ERR_TIMED_OUT")
        return Exchange(request, answer, round((self._loop.time() - started) * 1000))

    def _reason_not_to_send(self, request: HttpRequest, number: int) -> Failure | None:
        if number > self._prober.max_requests:
            detail = (
                f"The check would need more than {self._prober.max_requests} requests: the server redirects on and on."
            )
            return Failure("too_many_redirects", detail, "ERR_TOO_MANY_REDIRECTS")
        if request.is_preflight or request.method in _SAFE:
            return None
        if not self._confirmed:
            return _NOT_CONFIRMED
        try:
            crosses = _origin(self._client.judge(request.url)) != self._home
        except Refusal:
            return None  # Sending it says why not.
        return _OTHER_ORIGIN if crosses else None


def _timed(outcome: Outcome, answered: Mapping[HttpRequest, Exchange]) -> Outcome:
    """The outcome with the exchanges as they were timed: the flow knows no clock."""
    return replace(outcome, exchanges=tuple(answered[exchange.request] for exchange in outcome.exchanges))


def _origin(target: Target) -> tuple[str, str, int]:
    return target.scheme, target.host, target.port
