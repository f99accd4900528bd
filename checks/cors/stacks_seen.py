"""Which server, framework or service an answer comes from, as far as its own head says, or the body of an
error, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.cors import phrases
from checks.cors.stack_signs import FRONTS, SIGNS, WRITERS, Confidence, Front, Layer, Sign

_LAYERS: Sequence[Layer] = ("application", "platform", "proxy")
_CONFIDENCES: Sequence[Confidence] = ("certain", "likely", "guess")
Fields = Sequence[Sequence[str]]


def _by_header(signs: Sequence[Sign | Front]) -> dict[str, list[tuple[Any, re.Pattern[str]]]]:
    """A cookie's name is told by its case, all else is not."""
    found: dict[str, list[tuple[Any, re.Pattern[str]]]] = {}
    for sign in signs:
        compiled = re.compile(sign.pattern, 0 if sign.header == "set-cookie" else re.IGNORECASE)
        found.setdefault(sign.header, []).append((sign, compiled))
    return found


_SIGNS, _FRONTS = _by_header(SIGNS), _by_header(FRONTS)


@dataclass(frozen=True, slots=True)
class Seen:
    """A stack, with the first answer's header that names it; where the body of an error does, `header` is empty and
    `value` says who writes so."""

    stack: str
    layer: Layer
    confidence: Confidence
    exchange: int
    header: str
    value: str


@dataclass(frozen=True, slots=True)
class SeenFront:
    """What stands before a server and hides it, in the words of `Front.says`, with the header that names it."""

    says: str
    header: str
    value: str


def stacks_seen(exchanges: Iterable[Mapping[str, Any]]) -> list[Seen]:
    """Every stack that the answers of a document name, from the application outwards, the surest first: CORS is
    usually decided by a framework and not by the proxy before it."""
    found: dict[str, Seen] = {}
    for number, exchange in enumerate(exchanges):
        for sign, name, value in _signs(exchange):
            for stack in sign.stacks:
                seen = Seen(stack, sign.layer, sign.confidence, number, name, value)
                known = found.get(stack)
                if known is None or _rank(seen) < _rank(known):
                    found[stack] = seen
    return sorted(found.values(), key=_rank)


def leading(seen: Sequence[Seen]) -> list[Seen]:
    """Those that nothing tells apart from the first: one, where the answers name one above all others."""
    return [each for each in seen if _rank(each) == _rank(seen[0])]


def front_seen(exchanges: Iterable[Mapping[str, Any]]) -> SeenFront | None:
    """The first service in the answers that hides the server behind it, so that its name is none of the server."""
    for exchange in exchanges:
        for front, name, value in _told(_headers(exchange), _FRONTS):
            return SeenFront(front.says, name, value)
    return None


def _signs(exchange: Mapping[str, Any]) -> Iterator[tuple[Sign, str, str]]:
    """Each sign of an answer, with the header's name and value; without a name, with who writes such a body."""
    headers = _headers(exchange)
    names = {name.lower() for name, _ in headers}
    yield from (told for told in _told(headers, _SIGNS) if told[0].unless not in names)
    phrase = phrases.named(exchange.get("phrase") or "")
    if phrase is not None and phrase.layer in WRITERS:
        yield WRITERS[phrase.layer], "", phrase.layer


def _headers(exchange: Mapping[str, Any]) -> Fields:
    headers: Fields = (exchange.get("response") or {}).get("headers", ())
    return headers


def _told(headers: Fields, signs: Mapping[str, list[tuple[Any, re.Pattern[str]]]]) -> Iterator[tuple[Any, str, str]]:
    """Each sign in a header list, with the header's name and its value; of a cookie the name alone."""
    for name, value in headers:
        for sign, pattern in signs.get(name.lower(), ()):
            if sign.header == "set-cookie":
                cookie = value.partition("=")[0].strip()
                if pattern.fullmatch(cookie):
                    yield sign, name, cookie
            elif pattern.search(value):
                yield sign, name, value


def _rank(seen: Seen) -> tuple[int, int]:
    """A guess about the application counts for less than what a platform or proxy says of itself."""
    guessed = seen.confidence == "guess"
    return (len(_LAYERS) if guessed else _LAYERS.index(seen.layer), _CONFIDENCES.index(seen.confidence))
