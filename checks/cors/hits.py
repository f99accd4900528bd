"""Which foreign origins a server allowed when diagnostic requests came from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.cors.journey import Journey, Told, once
from checks.cors.lookalikes import TARGET
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
# What a looser comparison lets through besides: the second is no fault of its own where the first is there.
_IMPLIED = {
    "contains": {"prefix", "glued", "suffix", "suffix-host", "unescaped-dot", "subdomain", "host-subdomain"}
    | {"http-twin", "other-port", "special-underscore", "special-dollar", "special-backtick"},
    "prefix": {"glued", "other-port", "special-underscore", "special-dollar", "special-backtick"},
    "suffix": {"suffix-host", "unescaped-dot", "subdomain", "host-subdomain", "http-twin"},
    "tenant": {"named-tenant", "suffix-host", "subdomain", "host-subdomain", "unescaped-dot", "http-twin"},
    "named-tenant": {"subdomain"},
    "subdomain": {"suffix-host", "host-subdomain"},
    "suffix-host": {"host-subdomain", "http-twin"},
}


@once
def hits(journey: Journey) -> dict[str, Hit]:
    """The probes that were allowed and that no other explains, by name."""
    allowed = dict(_allowed(journey.probes))
    return {name: hit for name, hit in allowed.items() if not _is_implied(name, allowed)}


def _allowed(probes: Mapping[str, Told]) -> Iterator[tuple[str, Hit]]:
    for name, (number, exchange, response) in probes.items():
        origin = exchange.request.get("origin")
        if origin is not None and response.get("access-control-allow-origin") == origin:
            yield name, Hit(number, origin, response.get("access-control-allow-credentials") == "true")


def _is_implied(name: str, allowed: Mapping[str, Hit]) -> bool:
    if _ANYONE & allowed.keys():
        return name not in _ANYONE
    base, stem = (TARGET, name.removesuffix(TARGET)) if name.endswith(TARGET) else ("", name)
    return any(other + base in allowed and stem in implied for other, implied in _IMPLIED.items())
