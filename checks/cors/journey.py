"""The finished conversation that advice rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from checks.cors import http_head, urls
from checks.cors.browsers import CHROMIUM
from checks.cors.model import Answer, Exchange, Failure, HttpResponse, Outcome, Request
from checks.cors.plan import is_cross_origin
from checks.cors.secret_names import SECRET_NAME


def response_of(answer: Answer) -> HttpResponse | None:
    """The answer as Chromium reads it, None where none came."""
    read = http_head.read_answer(answer, CHROMIUM.head)
    return read if isinstance(read, HttpResponse) else None


def own_of(exchanges: Sequence[Exchange]) -> Exchange | None:
    """The exchange that diagnostic requests vary: the last answer to a safe request of the page at the target's own
    site; where that would have needed a secret, or there is none, the answer to the preflight."""
    first = urls.parse(exchanges[0].request.url) if exchanges else None
    preflight = next((e for e in exchanges if e.request.purpose == "preflight" and response_of(e.answer)), None)
    for exchange in reversed(exchanges):
        request, url = exchange.request, urls.parse(exchange.request.url)
        if exchange.probe or request.is_preflight or request.method not in ("GET", "HEAD"):
            continue
        if first is None or url is None or not response_of(exchange.answer) or request.get("origin") == "null":
            continue
        if urls.registrable_domain(url.hostname) != urls.registrable_domain(first.hostname):
            continue
        secret = any(SECRET_NAME.search(name) for name, _ in request.headers)
        return preflight if secret and preflight is not None else exchange
    return preflight


def is_told_by_get(preflight: HttpResponse, simple: HttpResponse | None) -> bool:
    """Whether a plain GET has the CORS headers that the preflight lacks, so that it shows who may read an answer."""
    name = "access-control-allow-origin"
    return simple is not None and simple.get(name) is not None and preflight.get(name) is None


T = TypeVar("T")


class Answered(NamedTuple):
    """An exchange that was answered, with its number and its response as Chromium reads it."""

    number: int
    exchange: Exchange
    response: HttpResponse


def failure_of(answer: Answer) -> Failure | None:
    """Why there is no response as Chromium reads it."""
    read = http_head.read_answer(answer, CHROMIUM.head)
    return read if isinstance(read, Failure) else None


@dataclass(frozen=True)
class Journey:
    """A request, what each browser made of it, and the distinct exchanges, numbered in order of first sending;
    `known` holds what `once` has found out."""

    request: Request
    outcomes: Mapping[str, Outcome]
    exchanges: tuple[Exchange, ...]
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def credentials(self) -> bool:
        return self.request.credentials == "include"

    @cached_property
    def responses(self) -> tuple[Answered, ...]:
        """What was answered, without the diagnostic requests: number, exchange and response."""
        answered = []
        for number, exchange in enumerate(self.exchanges):
            response = response_of(exchange.answer)
            if response is not None and exchange.probe is None:
                answered.append(Answered(number, exchange, response))
        return tuple(answered)

    def preflights(self) -> Iterator[Answered]:
        return (item for item in self.responses if item.exchange.request.is_preflight)

    def mains(self) -> Iterator[Answered]:
        return (item for item in self.responses if not item.exchange.request.is_preflight)

    @cached_property
    def last(self) -> Answered | None:
        """The answer that a page would read: the last that is no preflight and no followed redirect."""
        mains = list(self.mains())
        return mains[-1] if mains else None

    @cached_property
    def passed_preflights(self) -> tuple[Answered, ...]:
        """The preflights after which some browser went on to the request itself."""
        passed = [
            exchange
            for outcome in self.outcomes.values()
            for exchange, after in pairwise(outcome.exchanges)
            if exchange.request.is_preflight and not after.request.is_preflight
        ]
        return tuple(item for item in self.preflights() if item.exchange in passed)

    @cached_property
    def read(self) -> Answered | None:
        """The answer that some browser hands to the page because CORS allows it, None where none does."""
        for outcome in self.outcomes.values():
            if outcome.outcome == "allowed" and outcome.exchanges and self.is_cors:
                last = outcome.exchanges[-1]
                return next((item for item in self.mains() if item.exchange == last), None)
        return None

    @cached_property
    def is_cors(self) -> bool:
        """Whether CORS decides: mode cors, and some URL on the way has another origin than the page's."""
        if self.request.mode != "cors" or self.request.is_websocket:
            return False
        if is_cross_origin(self.request):
            return True
        sent = (urls.parse(item.exchange.request.url) for item in self.mains())
        return any(url is not None and url.origin != self.request.origin for url in sent)

    @cached_property
    def probes(self) -> Mapping[str, Answered]:
        """The diagnostic requests that were answered, by their names."""
        answered = {}
        for number, exchange in enumerate(self.exchanges):
            response = response_of(exchange.answer)
            if response is not None and exchange.probe is not None:
                answered[exchange.probe] = Answered(number, exchange, response)
        return answered

    @cached_property
    def own(self) -> Answered | None:
        """The answer to the page's own origin that diagnostic answers are held against."""
        if "page-origin" in self.probes:
            return self.probes["page-origin"]
        exchange = own_of([exchange for exchange in self.exchanges if exchange.probe is None])
        response = response_of(exchange.answer) if exchange is not None else None
        if exchange is None or response is None:
            return None
        simple = self.probes.get("simple-request")
        if simple is not None and is_told_by_get(response, simple.response):
            return simple
        return Answered(self.exchanges.index(exchange), exchange, response)

    @property
    def allowed(self) -> bool:
        return any(outcome.outcome == "allowed" for outcome in self.outcomes.values())


def is_probed(journey: Journey) -> bool:
    """Whether any diagnostic request was answered."""
    return bool(journey.probes)


def is_read(journey: Journey) -> bool:
    """Whether some browser hands an answer to the page because CORS allows it."""
    return journey.read is not None


def once(ask: Callable[[Journey], T]) -> Callable[[Journey], T]:
    """For what several rules ask of a journey: it is found out the first time only."""

    @wraps(ask)
    def answer(journey: Journey) -> T:
        if ask not in journey.known:
            journey.known[ask] = ask(journey)
        found: T = journey.known[ask]
        return found

    return answer
