"""A connection that stands and a request that is never answered: what hangs is the application, not the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.cors.journey import Journey, once
from checks.cors.model import Evidence, Exchange, Failure, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Reply, Severity, advice

_SILENT = Reply(silent=True)
_EXPLAINS = ("request-failed",)


@dataclass(frozen=True, slots=True)
class Silence:
    """The exchange in which nothing came back, with its number, and how long that was waited for."""

    number: int
    exchange: Exchange
    seconds: float

    def evidence(self, **args: str) -> Evidence:
        words = {"method": self.exchange.request.method, "seconds": f"{round(self.seconds, 1):g}", **args}
        return Evidence(self.number, field="failure", value="timeout", args=tuple(words.items()))


@once
def silence(journey: Journey) -> Silence | None:
    """The request of a browser's own that was sent and never answered; None where it was not even sent, or something
    came back."""
    for number, exchange in enumerate(journey.exchanges):
        answer = exchange.answer
        if exchange.probe is None and isinstance(answer, Failure) and answer.silent_s is not None:
            return Silence(number, exchange, answer.silent_s)
    return None


def _others(journey: Journey) -> str:
    """What became of the check's other requests, as the end of a sentence."""
    others = (*journey.responses, *journey.probes.values())
    if others:
        asked = others[0].exchange.request
        return f"; {'the preflight' if asked.is_preflight else f'a {asked.method} of this check'} got a response"
    asked_too = [exchange.request.method for exchange in journey.exchanges if exchange.probe]
    return f"; a {asked_too[0]} of the same URL got no response either" if asked_too else ""


def _is_preflight_alone(journey: Journey) -> bool:
    found = silence(journey)
    return found is not None and found.exchange.request.is_preflight and "simple-request" in journey.probes


@advice(
    "preflight-never-answered",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    when=_is_preflight_alone,
    title="The server accepts OPTIONS requests but never responds",
    label="connected and sent, then nothing in {seconds} s; a GET of the same URL returned {status}",
    remedy="Check every handler or middleware that OPTIONS reaches: each must respond or pass the request on.",
    spec="cors-preflight-fetch",
    mdn="Guides/CORS",
    broken=Example((Hop(x.READABLE, _SILENT),), {"method": "PUT"}),
    right=x.put(x.PUT_ALLOWED),
    explains=_EXPLAINS,
)
def preflight_never_answered(journey: Journey) -> Iterator[Finding]:
    """
    The server responds to a GET of this URL, and the preflight reached it over an open connection, so neither the
    network nor an IP firewall is the cause. A middleware returns without responding and without calling the next one
    (`next()` in Express, `await next()` in Koa, `await call_next(request)` in Starlette), a handler written for POST
    waits for a body, or a filter in front silently drops OPTIONS. The browser waits for minutes and prints nothing
    meanwhile.
    """
    found = silence(journey)
    if found is not None and _is_preflight_alone(journey):
        status = str(journey.probes["simple-request"].response.status)
        yield Finding("preflight-never-answered", (found.evidence(status=status),))


@advice(
    "request-never-answered",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    when=silence,
    title="The server accepts the request but never responds",
    label="connected and sent {method}, then nothing in {seconds} s{more}",
    remedy="Check what handles the request: a middleware that neither responds nor passes it on, or work that never "
    "ends.",
    spec="concept-network-error",
    mdn="Guides/CORS/Errors/CORSDidNotSucceed",
    broken=x.simple(_SILENT),
    right=x.simple(x.READABLE),
    explains=_EXPLAINS,
)
def request_never_answered(journey: Journey) -> Iterator[Finding]:
    """
    The connection was accepted, so the name, port and firewall are right. A middleware or handler neither responds nor
    passes the request on, waits for a database or another service, or every worker is busy, as when a single-worker
    server calls itself. A program paused in a debugger, and a port where another protocol waits for the client to
    speak, look the same. A browser waits for minutes, prints nothing meanwhile, and then reports the same as for CORS.
    """
    found = silence(journey)
    if found is None or _is_preflight_alone(journey):
        return
    yield Finding("request-never-answered", (found.evidence(more=_others(journey)),))
