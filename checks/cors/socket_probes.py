"""The questions about a WebSocket: whom its server lets connect, beside the page. Each is a handshake that is closed at
once, without a cookie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.cors import urls, websocket
from checks.cors.journey import response_of
from checks.cors.model import Exchange
from checks.cors.variations import Probe, Rounds, as_probe, with_fields, without_field

STRANGER, NO_ORIGIN = "socket-stranger", "socket-no-origin"
OWN_ORIGIN, NULL_ORIGIN = "socket-own-origin", "socket-null-origin"
BARE_URL = "socket-bare-url"
ASKS: dict[str, str] = {
    STRANGER: "Does it open the WebSocket for a page of an unknown origin?",
    NO_ORIGIN: "Does it open the WebSocket without an Origin, as for a program that is not a browser?",
    OWN_ORIGIN: "Does it open the WebSocket for its own pages? If so, it refuses the page's origin.",
    BARE_URL: "Does it open the WebSocket for the page without the URL's secrets, which the other test requests "
    "leave out?",
    NULL_ORIGIN: "Does it open the WebSocket for the origin null, which any site can use?",
}


def rounds(exchanges: Sequence[Exchange], label: str) -> Rounds:
    """As `checks.cors.probes.rounds`, of a WebSocket."""
    own = next((e for e in reversed(exchanges) if response_of(e.answer) is not None), None)
    if own is None:
        return
    answers = yield tuple(_first(own, label))
    if _opens(own) and not any(_opens(exchange) for exchange in answers if exchange.probe == STRANGER):
        yield (Probe(NULL_ORIGIN, as_probe(with_fields(own.request, ("Origin", "null")))),)


def _first(own: Exchange, label: str) -> Iterator[Probe]:
    yield Probe(STRANGER, as_probe(with_fields(own.request, ("Origin", f"https://{label}.example"))))
    yield Probe(NO_ORIGIN, as_probe(without_field(own.request, "origin")))
    bare = as_probe(own.request)
    if bare.url != own.request.url and _opens(own):
        yield Probe(BARE_URL, bare)
    target = urls.parse(urls.as_http(own.request.url))
    if target is not None and target.origin != own.request.get("origin") and not _opens(own):
        yield Probe(OWN_ORIGIN, as_probe(with_fields(own.request, ("Origin", target.origin))))


def _opens(exchange: Exchange) -> bool:
    return websocket.opens(exchange.request, response_of(exchange.answer))
