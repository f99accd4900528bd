"""Finds secrets in a text, however a server has spelled them: escaped, in base64 at any alignment, or in hexadecimal.

Any character of a secret may be escaped or not, so escapes are undone in the text and not made of the secret: those of
URLs, JSON, HTML and quoted strings, also of each other. All secrets are looked for at once, and the work is bounded,
since a hostile server chooses the text.
"""

from __future__ import annotations

import base64
import html
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html.entities import html5
from typing import NamedTuple
from urllib.parse import quote

import ahocorasick

MARK = "[redacted]"
SHORTEST = 6  # A shorter secret is taken out where it stands, but not looked for elsewhere.
# How often a text may be escaped: a URL in the JSON of a page, for one.
MAX_DEPTH = 3
# How much work all texts together may be; ordinary answers need little of it.
MAX_STEPS = 100_000
_LETTERS_A_STEP = 20

_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _of_percent(escape: str) -> str:
    return chr(int(escape[1:], 16))


def _of_backslash(escape: str) -> str:
    return chr(int(escape[2:], 16)) if len(escape) > 2 else _CONTROLS.get(escape[1], escape[1])


def _of_html(escape: str) -> str:
    character = html.unescape(escape) if escape[1] == "#" else html5.get(escape[1:], "")
    return character if len(character) == 1 else escape


class _Escape(NamedTuple):
    """A way to escape: what each escape begins with, what it looks like, and the character that it means."""

    mark: str
    pattern: re.Pattern[str]
    meaning: Callable[[str], str]


_ESCAPES = (
    _Escape("%", re.compile(r"%[0-9A-Fa-f]{2}"), _of_percent),
    _Escape("\\", re.compile(r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[bfnrt]|[^\sA-Za-z0-9])"), _of_backslash),
    _Escape("&", re.compile(r"&(?:#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"), _of_html),
)

Span = tuple[int, int]


class _TooMuchError(Exception):
    """The text, or those before it, would take too many steps."""


class Finder:
    """Finds these secrets; those that are shorter than `SHORTEST` are not among them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.steps_left = MAX_STEPS
        needles = {needle for secret in secrets for needle in needles_of(secret)}
        groups: dict[str, list[str]] = {}
        for needle in sorted(needles, key=len, reverse=True):
            groups.setdefault(needle[:SHORTEST], []).append(needle)
        self.automaton = ahocorasick.Automaton()
        for stem, group in groups.items():
            self.automaton.add_word(stem, group)
        self.automaton.make_automaton()

    def without(self, text: str) -> str:
        """The text with a mark in place of each secret; the mark alone where the steps that are left do not do."""
        if len(text) < SHORTEST or not len(self.automaton):
            return text
        try:
            spans = sorted(self._spans(text))
        except _TooMuchError:
            return MARK
        if not spans:
            return text
        kept, at = [], 0
        for start, end in _joined(spans):
            kept += [text[at:start], MARK]
            at = end
        return "".join([*kept, text[at:]])

    def _spans(self, text: str) -> Iterator[Span]:
        for read, views in self._readings(text):
            for start, end in self._spans_as_it_is(read):
                for view in reversed(views):
                    start, end = view.source(start), view.source(end)
                yield start, end

    def _readings(self, text: str) -> Iterator[tuple[str, tuple[_View, ...]]]:
        """The text, and what it is with escapes undone, one way after the other in any order."""
        readings: list[tuple[str, tuple[_View, ...]]] = [(text, ())]
        known = {text}
        for read, views in readings:
            yield read, views
            for escape in _ESCAPES if len(views) < MAX_DEPTH else ():
                view = self._undone(read, escape) if escape.mark in read else None
                if view is not None and view.text not in known:
                    self._step(len(view.text) // _LETTERS_A_STEP)
                    known.add(view.text)
                    readings.append((view.text, (*views, view)))

    def _spans_as_it_is(self, text: str) -> Iterator[Span]:
        """The longest secret that begins at each place."""
        folded = _folded(text)
        for last, group in self.automaton.iter(folded):
            start = last - SHORTEST + 1
            for needle in group:
                self._step()
                if folded.startswith(needle, start):
                    yield start, start + len(needle)
                    break

    def _undone(self, text: str, escape: _Escape) -> _View | None:
        """The text with the escapes of this way undone; None where it has none."""
        parts: list[str] = []
        at = length = 0
        places: list[int] = []
        sources: list[int] = []
        for match in escape.pattern.finditer(text):
            self._step()
            start, end = match.span()
            meant = escape.meaning(match[0])
            parts += [text[at:start], meant]
            length += start - at + len(meant)
            places += [length - len(meant), length]
            sources += [start, end]
            at = end
        return _View("".join([*parts, text[at:]]), places, sources) if parts else None

    def _step(self, count: int = 1) -> None:
        self.steps_left -= count
        if self.steps_left < 0:
            raise _TooMuchError


class _View(NamedTuple):
    """A text with its escapes undone; `places` are where one begins or has just ended, `sources` the same in the text
    that it was made of."""

    text: str
    places: list[int]
    sources: list[int]

    def source(self, place: int) -> int:
        known = bisect_right(self.places, place) - 1
        return place if known < 0 else self.sources[known] + place - self.places[known]


def unescaped(text: str) -> Iterator[str]:
    """The text with the escapes of each way undone."""
    for escape in _ESCAPES:
        if escape.mark in text:
            yield escape.pattern.sub(lambda match, escape=escape: escape.meaning(match[0]), text)  # type: ignore[misc]


def needles_of(secret: str) -> set[str]:
    """What to look for in a text without escapes, folded: the secret, and what it is in base64 and hexadecimal."""
    found = {secret, *_in_other_characters(secret)}
    for spelled in {secret, quote(secret), quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1]}:
        for raw in {spelled.encode("utf-8", "surrogatepass"), spelled.encode("latin-1", "ignore")}:
            found.add(raw.hex())
            found.update(_in_base64(raw))
    return {_folded(needle) for needle in found if len(needle) >= SHORTEST}


def _in_other_characters(secret: str) -> Iterator[str]:
    """UTF-8 as the bytes of a head show it, the other way round, and the halves that JSON escapes."""
    if secret.isascii():
        return
    yield secret.encode("utf-8", "surrogatepass").decode("latin-1")
    yield secret.encode("latin-1", "ignore").decode("utf-8", "ignore")
    halves = secret.encode("utf-16-le", "surrogatepass")
    yield "".join(chr(int.from_bytes(halves[at : at + 2], "little")) for at in range(0, len(halves), 2))


def _in_base64(raw: bytes) -> Iterator[str]:
    """What stays the same of it whatever stands before and after: the characters at the edges hold bits of both."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        core = encoded[-(-offset * 8 // 6) :]
        yield core if (offset + len(raw)) % 3 == 0 else core[:-1]


def _folded(text: str) -> str:
    """The text with what is often exchanged made alike, each character in its place: capital letters, the spaces of
    forms, and the two alphabets of base64."""
    # The one character that becomes two in lower case.
    return text.replace("\u0130", "I").lower().replace("+", " ").replace("-", " ").replace("_", "/")


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """The sorted spans, those that overlap or touch as one."""
    start, end = spans[0]
    for following, last in spans[1:]:
        if following > end:
            yield start, end
            start = following
        end = max(end, last)
    yield start, end
