"""Two answers to one request that differ in what CORS reads: a finding of its own, for a cache may mix them up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, product

from checks.cors.fetch_standard import header_list_values
from checks.cors.journey import response_of
from checks.cors.model import HttpResponse
from checks.inputs.understood import Cause, PastedAnswer

_CACHES = ("age", "x-cache", "cf-cache-status", "x-cache-hits", "cdn-cache")
_SHOWN, _MAX_COMPARED = 120, 50


def causes(answers: Sequence[PastedAnswer]) -> Iterator[Cause]:
    """What follows from the first two answers to one URL, of one kind, that differ in whom they allow."""
    named: dict[tuple[str, bool], list[HttpResponse]] = {}
    for answer in answers:
        response = response_of(answer.answer)
        if response is not None and (answer.url or not _may_be_of_a_preflight(response)):
            named.setdefault((answer.url, bool(answer.preflight)), []).append(response)
    for (url, _), several in named.items():
        for one, other in pairwise(several):
            if _allowed(one) != _allowed(other):
                yield from _cause(
                    one, other, "Two responses for one URL" if url else "Two responses, if they are for one URL,"
                )
                return


def causes_of_origins(answers: Sequence[PastedAnswer], elsewhere: Sequence[PastedAnswer]) -> Iterator[Cause]:
    """What follows from answers that allow pages of different origins at one URL, each its own."""
    for answer, other in islice(product(answers, elsewhere), _MAX_COMPARED):
        if answer.preflight or other.preflight or answer.url != other.url:
            continue
        mine, theirs = response_of(answer.answer), response_of(other.answer)
        if not mine or not theirs or (_varies(mine) and _varies(theirs)):
            continue
        if _allowed(mine) and _allowed(theirs) and _allowed(mine) != _allowed(theirs):
            yield from _cause(mine, theirs, "The responses for one URL to pages of two origins")
            return


def _may_be_of_a_preflight(response: HttpResponse) -> bool:
    asked = ("access-control-allow-methods", "access-control-allow-headers")
    return response.status == 204 or any(response.get(name) is not None for name in asked)


def _cause(one: HttpResponse, other: HttpResponse, who: str) -> Iterator[Cause]:
    """None where both name Origin in Vary, as they should, and no cache has answered."""
    both = (one, other)
    if any(response.get(name) for response in both for name in _CACHES):
        rule, advice = (
            "cache-cross-origin",
            "A cache has responded: list Origin in Vary on every response, and purge the cache",
        )
    elif all(map(_varies, both)):
        return
    elif all(map(_allowed, both)):
        rule, advice = "vary-origin-missing", "List Origin in Vary on every response, so that no cache mixes them up"
    else:
        rule = "allow-origin-conditional"
        advice = "List Origin in Vary on every response, so that no cache gives the bare one to your page"
    evidence = " / ".join(map(_shown, both))
    yield Cause(rule, f"{who} differ in Access-Control-Allow-Origin. {advice}.", evidence)


def _allowed(response: HttpResponse) -> str | None:
    return response.get("access-control-allow-origin")


def _varies(response: HttpResponse) -> bool:
    names, _ = header_list_values(response, "vary")
    return any(name.lower() in ("origin", "*") for name in names)


def _shown(response: HttpResponse) -> str:
    value = _allowed(response)
    return "no Access-Control-Allow-Origin" if value is None else f"Access-Control-Allow-Origin: {value[:_SHOWN]}"
