"""What a page requests later: by browser, whether a preflight goes first again, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from checks.cors import preflight_cache, preflight_store, urls
from checks.cors.browsers import BROWSERS
from checks.cors.judge import Answerer, drive
from checks.cors.model import Outcome, Request
from checks.cors.preflight_store import PreflightStore, Use

Json = dict[str, Any]
STATES = ("none", "kept", "asked")
NOT_NEEDED, NOT_SENT = Use("not-needed"), Use("not-sent")
_OPAQUE = frozenset({"sandboxed-frame", "data-url"})
_WHY = preflight_cache.WHY | preflight_store.WHY


@dataclass(frozen=True, slots=True)
class Later:
    """A later request: the fields in which it differs from the first, and the seconds since the request before it.

    A frame or a worker that it names as its context is another one than that of the first.
    """

    fields: tuple[tuple[str, Any], ...]
    after_s: float = 0

    def request(self, first: Request) -> Request:
        """The whole request; code in another context has that context's origin."""
        named = dict(self.fields)
        context = named.get("context", first.context)
        if context != first.context or context in _OPAQUE:
            page = urls.parse(first.page_url) if first.page_url else None
            known = page.origin if page is not None else first.origin
            named["origin"] = "null" if context in _OPAQUE else known
        return replace(first, **named)

    @property
    def shown(self) -> Json:
        """Its fields as JSON."""
        shown = dict(self.fields)
        if "headers" in shown:
            shown["headers"] = [list(pair) for pair in shown["headers"]]
        return shown

    @property
    def is_elsewhere(self) -> bool:
        return any(name == "context" for name, _ in self.fields)


def facts(
    first: Request, then: Iterable[Later], answerer: Callable[[str], Answerer], *, recorded: bool = True
) -> list[Json]:
    """For each later request, in order: its own fields, and by browser whether its preflight was needed and kept.

    `answerer` makes what answers a browser's requests, the first's among them; where the later ones are not `recorded`,
    their outcomes are not known.
    """
    then = tuple(then)
    told: list[Json] = [{"request": later.shown, "after_s": later.after_s, "browsers": {}} for later in then]
    for name in BROWSERS:
        _, *asked = conversation(first, then, name, answerer(name))
        for entry, (outcome, uses) in zip(told, asked, strict=True):
            entry["browsers"][name] = _state(uses, sent=bool(outcome.exchanges)) | (
                {"outcome": outcome.outcome} if recorded else {}
            )
    return told


def conversation(
    first: Request, then: Iterable[Later], browser: str, answer: Answerer
) -> Iterator[tuple[Outcome, tuple[Use, ...]]]:
    """What becomes of each request in one browser, the first one too, and what its preflight cache says of each
    preflight."""
    store = PreflightStore(BROWSERS[browser])
    for number, later in enumerate((Later(()), *then)):
        store.now += later.after_s
        if later.is_elsewhere:
            store.frame = number
        request = later.request(first)
        outcome = drive(request, browser, answer, store)
        store.learn(request, outcome)
        yield outcome, store.taken()
        store.frame = 0


def _state(uses: tuple[Use, ...], *, sent: bool) -> Json:
    asked = [use for use in uses if not use.kept]
    use = (asked or uses or [NOT_NEEDED if sent else NOT_SENT])[0]
    state = "asked" if asked else "kept" if uses else "none"
    return {"preflight": state, "code": use.code, "value": use.value, "seconds": use.seconds}


def document(then: list[Json]) -> list[Json]:
    """The facts with each reason in words, as a clause."""
    return [
        {**entry, "browsers": {name: _told(BROWSERS[name].label, known) for name, known in entry["browsers"].items()}}
        for entry in then
    ]


def _told(label: str, known: Json) -> Json:
    return {**known, "why": _WHY[known["code"]].format(label=label, value=known["value"])}
