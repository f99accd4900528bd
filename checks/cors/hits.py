"""Which foreign origins a server allowed when diagnostic requests came from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.cors import urls
from checks.cors.journey import Answered, Journey, once
from checks.cors.lookalikes import is_implied
from checks.cors.model import Evidence

NAME = "Access-Control-Allow-Origin"


@dataclass(frozen=True, slots=True)
class Hit:
    """A probe whose origin the server allowed: its exchange's number, and whether with credentials."""

    exchange: int
    origin: str
    credentials: bool

    def evidence(self, **args: str) -> Evidence:
        told = {"origin": self.origin, "credentials": "with" if self.credentials else "without", **args}
        return Evidence(self.exchange, NAME, self.origin, span=(0, len(self.origin)), args=tuple(told.items()))


_ANYONE = {"random-origin", "random-preflight"}


@once
def hits(journey: Journey) -> dict[str, Hit]:
    """The probes that were allowed and that no other explains, by name."""
    allowed = dict(_allowed(journey.probes))
    if anyone := _ANYONE & allowed.keys():
        return {name: allowed[name] for name in allowed if name in anyone}
    one_domain = urls.is_one_domain(journey.request.origin, journey.request.url)
    return {name: hit for name, hit in allowed.items() if not is_implied(name, allowed, one_domain=one_domain)}


def _allowed(probes: Mapping[str, Answered]) -> Iterator[tuple[str, Hit]]:
    for name, (number, exchange, response) in probes.items():
        origin = exchange.request.get("origin")
        if origin is not None and response.get("access-control-allow-origin") == origin:
            yield name, Hit(number, origin, response.get("access-control-allow-credentials") == "true")
