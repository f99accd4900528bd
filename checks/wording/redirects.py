"""A chain of redirects hop by hop, with the Origin that each request carries and the place where it becomes null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from checks.wording.conversation import get
from checks.wording.visible import header_text, shorten, visible
from checks.wording.words import BROWSERS, failure_sentence, listing

_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a chain: what it was, its Origin, the response, and how often in a row it was the same.

    `lost_origin` marks the first whose Origin is null although the page's is not.
    """

    line: str
    origin: str
    answer: str
    lost_origin: bool
    times: int = 1


@dataclass(frozen=True, slots=True)
class Chain:
    browsers: str
    hops: tuple[Hop, ...]


def chains(document: Mapping[str, Any]) -> list[Chain]:
    """One chain for all browsers that were redirected alike; none where nothing redirects."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for name, browser in document["browsers"].items():
        own = tuple(browser["exchanges"])
        if any(_redirects(document["exchanges"][index]) for index in own):
            groups.setdefault(own, []).append(BROWSERS[name])
    return [Chain(listing(names), _hops(document, own)) for own, names in groups.items()]


def _redirects(exchange: Mapping[str, Any]) -> bool:
    response = exchange.get("response") or {"status": 0, "headers": []}
    return 300 <= response["status"] < 400 and get(response["headers"], "location") is not None


def _hops(document: Mapping[str, Any], indices: Sequence[int]) -> tuple[Hop, ...]:
    exchanges = document["exchanges"]
    hops = [_hop(exchanges[indices[0]], lost_origin=False)]
    for before, now in pairwise(indices):
        if before == now:
            hops[-1] = replace(hops[-1], times=hops[-1].times + 1)
            continue
        origins = (get(exchanges[index]["request"]["headers"], "origin") for index in (before, now))
        previous, origin = origins
        hops.append(_hop(exchanges[now], lost_origin=origin == "null" and previous not in ("null", None)))
    return tuple(hops)


def _hop(exchange: Mapping[str, Any], *, lost_origin: bool) -> Hop:
    request, response = exchange["request"], exchange.get("response")
    origin = get(request["headers"], "origin")
    location = get(response["headers"], "location") if response else None
    answer = str(response["status"]) if response else failure_sentence(exchange)
    return Hop(
        line=shorten(visible(f"{request['method']} {request['url']}"), _LONGEST),
        origin=f"Origin: {visible(origin)}" if origin is not None else "no Origin",
        answer=answer + (f" to {shorten(header_text(location), _LONGEST)}" if location else ""),
        lost_origin=lost_origin,
    )
