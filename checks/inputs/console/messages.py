"""A text's console messages: the frame, the reason in it, and what else stands with it, as one value each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from checks.inputs.console import values
from checks.inputs.console.catalogue import hits, wordings
from checks.inputs.console.frames import PREFLIGHT
from checks.inputs.console.source import Source, joined, letters_of
from checks.inputs.console.wording import Hit, pieces

# How many letters may stand between a frame and its reason, and behind a reason before its status.
_NEAR, _STATUS_NEAR = 40, 420
_CUT = re.compile(r"…|\.\.\.|\n[ \t\r]*\n|\Z")
_SHORTEST_CUT = 9
_STATUS_WORDS = ("statuscode", "httpstatus")
# Safari says no more where the request's mode keeps it to the page's own origin.
_ALONE = "Fetch API cannot load {url}"
# Where a console's next line begins.
_NEXT_LINE = re.compile(r"\n[ \t]*+\[(?:Error|Warning|Log|Info|Debug)\]")
_ENDS = re.compile(r"\s*\S{1,4000}\s*\Z|\s*\S{1,4000}\.[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class Message:
    """One message in its parts, empty where it does not name them. `rules` are what it can mean, `says` what is to be
    told of it, `words` its reason as it stands in the text, `lines` the numbers of its lines."""

    lines: tuple[int, ...]
    browser: str = ""
    rules: tuple[str, ...] = ()
    says: str = ""
    words: str = ""
    nothing: bool = False
    preflight: bool = False
    status: int | None = None
    url: str = ""
    first_url: str = ""
    next_url: str = ""
    origin: str = ""
    initiator: str = ""
    method: str = ""
    header: str = ""
    value: str | None = None
    mime: str = ""
    scheme: str = ""
    page: str = ""
    directive: str = ""
    net_error: str = ""
    cut: bool = False
    framed: bool = False


def read(source: Source) -> list[Message]:
    """The messages of the wordings that are known, in their order."""
    found = hits(source)
    made: list[Message] = []
    number = 0
    while number < len(found):
        group = [found[number]]
        number += 1
        while number < len(found) and _belongs(group, found[number], source):
            group.append(found[number])
            number += 1
        following = found[number].start if number < len(found) else len(source.letters)
        made.append(_message(group, following, source))
    return made


def _belongs(group: list[Hit], hit: Hit, source: Source) -> bool:
    """Whether a message goes on with what comes next: a frame with its reason, and a reason with what adds to it."""
    last = group[-1]
    if not last.wording.frame or (hit.wording.frame and not hit.wording.preflight and not _nests(last, hit)):
        return False
    between = hit.start - last.end
    if last.open_slot:
        return between <= 4200 and "\n\n" not in source.between(last.end, hit.start)
    return between <= _NEAR


def _nests(outer: Hit, inner: Hit) -> bool:
    """Whether a frame stands inside another: the old "Failed to load URL: Redirect from …"."""
    return bool(outer.open_slot) and inner.wording.text.startswith("Redirect from")


def _message(group: list[Hit], following: int, source: Source) -> Message:
    start, end = group[0].start, group[-1].end
    reason = next((hit for hit in reversed(group) if not hit.wording.frame), None)
    told = reason or group[-1]
    parts: dict[str, object] = {}
    for hit, behind in zip_longest(group, group[1:]):
        limit = behind.start if behind else following
        parts |= _parts(hit, limit, source, framed=behind is not None)
    preflight = any(hit.wording.preflight for hit in group)
    wording = told.wording
    rules, nothing, cut = wording.rules, wording.nothing, False
    if reason is None:
        rules, end, cut = _of_cut(group[-1], following, source)
        nothing = not rules
    status = _status(end, following, source)
    origin = _pages_origin(end, following, source)
    start_of_words = told.start if reason else group[-1].start
    return Message(
        source.lines(start, _end_of(end, following, source)),
        browser=next((hit.wording.browser for hit in (told, *group) if hit.wording.browser), ""),
        rules=rules,
        says=wording.says,
        words=source.words(start_of_words, max(end, start_of_words + 1)),
        nothing=nothing,
        preflight=preflight,
        cut=cut,
        framed=group[0].wording.frame,
        **{"status": status, "origin": origin, "initiator": _asker(group[0]), **parts},  # type: ignore[arg-type]
    )


def _of_cut(frame: Hit, following: int, source: Source) -> tuple[tuple[str, ...], int, bool]:
    """The rules of the reasons that begin as the words behind a frame do, where those break off."""
    place = source.places[frame.end - 1] + 1
    match = _CUT.search(source.text, place, place + 400)
    stop = min(match.start() if match else len(source.text), place + 400)
    end = frame.end
    while end < following and source.places[end] < stop:
        end += 1
    rules = cut_short(source.letters[frame.end : end])
    if not rules and frame.wording.preflight:
        return PREFLIGHT.rules, frame.end, True
    if not rules and frame.wording.text == _ALONE and _ENDS.match(source.text, place):
        return ("mode-same-origin",), frame.end, True
    return rules, end if rules else frame.end, bool(rules)


def cut_short(letters: str) -> tuple[str, ...]:
    """The rules of every reason that begins with these letters."""
    if len(letters) < _SHORTEST_CUT:
        return ()
    found: dict[str, None] = {}
    for first, goes_on, rules in _beginnings():
        if first.startswith(letters) or (goes_on and letters.startswith(first)):
            found |= dict.fromkeys(rules)
    return tuple(found)


@cache
def _beginnings() -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """The first words of each reason, whether a value follows that may be cut short too, and its rules."""
    found = []
    for wording in wordings():
        (first, *_), (slot, *_) = pieces(wording)
        if wording.rules and not wording.frame:
            found.append((first, bool(slot) and len(first) >= _SHORTEST_CUT, wording.rules))
    return tuple(found)


def _status(end: int, following: int, source: Source) -> int | None:
    """The status that a message names behind its reason."""
    limit = min(following, end + _STATUS_NEAR)
    for words in _STATUS_WORDS:
        place = source.letters.find(words, end, limit)
        number = re.match(r"(?:code)?([1-5]\d\d)", source.letters[place + len(words) : place + len(words) + 7])
        if place >= 0 and number:
            return int(number[1])
    return None


def _asker(hit: Hit) -> str:
    """What made the request, where a frame begins with it."""
    return next((asker for words, asker in _ASKERS.items() if hit.wording.text.startswith(words)), "")


_ASKERS = {
    "XMLHttpRequest": "xmlhttprequest",
    "Fetch API": "fetch",
    "EventSource": "eventsource",
    "downloadable font": "font",
}
_THEREFORE = letters_of("is therefore not allowed access")


def _pages_origin(end: int, following: int, source: Source) -> str:
    """The origin in the tail of Chromium's old messages."""
    place = source.letters.find(_THEREFORE, end, min(following, end + _STATUS_NEAR))
    word = source.letters.rfind("origin", end, place) if place >= 0 else -1
    return values.origin(source.between(word + 6, place)) if word >= 0 else ""


def _end_of(end: int, following: int, source: Source) -> int:
    """Where the sentences end that browsers put behind a reason."""
    reached = end
    for tail in _TAILS:
        place = source.letters.find(tail, reached, min(following, reached + _STATUS_NEAR))
        if place >= 0:
            reached = place + len(tail)
    return min(reached, len(source.letters))


_TAILS = tuple(
    letters_of(text)
    for text in (
        "is therefore not allowed access",
        "The response had HTTP status code",
        "Have the server send the header with a valid value",
        "If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS "
        "disabled",
        "is controlled by the withCredentials attribute",
        "Status code",
        "Understand this error",
        "Learn More",
    )
)


def _parts(hit: Hit, limit: int, source: Source, *, framed: bool) -> dict[str, object]:
    """What stands in the slots of a message."""
    parts: dict[str, object] = {}
    for name, start, end in hit.slots:
        text = _behind(hit, limit, source, framed=framed) if start == end == hit.end else source.between(start, end)
        link = source.link_in(start, max(end, start))
        # Of two URLs the first is meant: consoles end with one to read about it.
        parts = values.read(name, text, link) | {told: value for told, value in parts.items() if value}
    return parts


def _behind(hit: Hit, limit: int, source: Source, *, framed: bool) -> str:
    """What stands behind a message that ends in a slot: up to the reason of a frame, else to the end of the value."""
    if framed:
        return joined(_NEXT_LINE.split(source.text[slice(*source.bounds(hit.end, limit))], maxsplit=1)[0])
    place = source.places[hit.end - 1] + 1
    stop = source.places[limit] if limit < len(source.places) else len(source.text)
    held = source.text[place : min(stop, place + 4200)]
    return values.first(held, whole=hit.open_slot == "value")


def unused(source: Source, found: Sequence[Message]) -> Iterator[tuple[int, str]]:
    """The lines that no message holds, with their numbers."""
    taken = {number for message in found for number in message.lines}
    for number, line in enumerate(source.text.split("\n")):
        if number not in taken and line.strip():
            yield number, line
