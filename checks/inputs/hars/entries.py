"""A HAR file (http://www.softwareishard.com/blog/har-12-spec/) as requests to choose from, blocked ones first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from checks.cors.browsers import BROWSERS
from checks.cors.judge import drive, verdict_of
from checks.cors.model import Outcome
from checks.cors.plan import plan
from checks.cors.recorded import Recorded, RecordedResponse
from checks.inputs.about import said
from checks.inputs.hars import kinds
from checks.inputs.hars.entry import Entry, origin_of
from checks.inputs.hars.failures import ending
from checks.inputs.hars.log import Conversation, Log
from checks.inputs.hars.page_request import of_client, of_preflight, understood
from checks.inputs.understood import ASKS_FOR_THE_LINE, LeftOut, Note, Understood
from checks.refusal import Refusal, unreadable

# How many are offered, and of how many a verdict is formed before that: those that look as if they failed come first.
MAX_CASES, MAX_JUDGED = 100, 1_500
_HOW_TO_RECORD = (
    "Open the Network panel, make the page send the request, and then export the HAR; in Chromium right-click "
    "the list and choose “Save all as HAR”."
)
_NO_PREFLIGHT = (
    "The preflight is not in this recording, so it passed or was cached: the request is judged by its own response."
)
_EXTENSION = re.compile(r"(?:chrome|moz|safari-web|ms-browser)-extension:", re.IGNORECASE)
_IN_ORDER = ("blocked", "failed", "unknown", "allowed", "unread")


@dataclass(frozen=True, slots=True)
class Found:
    """A request of the recording, with the number of its entry, and how it stands among the others."""

    number: int
    request: Understood
    rank: int


@dataclass(frozen=True, slots=True)
class Recording:
    """The requests of a HAR, the likeliest culprit first, and what its other entries are."""

    found: tuple[Found, ...]
    left_out: tuple[LeftOut, ...]


def is_har(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("log"), dict)


def is_entry(value: Any) -> bool:
    """Whether it is one entry, copied out of a HAR."""
    if not isinstance(value, dict):
        return False
    request, response = value.get("request"), value.get("response")
    return isinstance(request, dict) and isinstance(request.get("headers"), list) and isinstance(response, dict)


def parse(value: dict[str, Any]) -> Understood:
    """The likeliest request, with all that go to another origin as its `others`."""
    try:
        recording = read(value, MAX_JUDGED)
    except Refusal as refusal:
        raise unreadable(refusal.detail) from refusal
    listed = [found.request for found in recording.found[:MAX_CASES]]
    cut = len(recording.found) - len(listed)
    more = [LeftOut(f"{cut} more requests", f"At most {MAX_CASES} are offered, blocked ones first.")] if cut else []
    first = replace(listed[0], left_out=(*recording.left_out, *more))
    return first if len(listed) == 1 else replace(first, others=tuple(listed))


def read(har: dict[str, Any], most: int | None = None) -> Recording:
    """What the recording holds, at most so many requests; raises Refusal, `invalid_field`, where none can be judged."""
    if not isinstance(har["log"].get("entries"), list):
        sentence = "This HAR has no entries. Export it while the Network panel shows the request."
        raise Refusal("invalid_field", sentence, "log.entries")
    log, comment = Log(har["log"]), har["log"].get("comment")
    apart: Counter[kinds.Kind] = Counter({kinds.DAMAGED: log.damaged} if log.damaged else {})
    held = sorted(_conversations(log, apart), key=lambda held: not held.may_fail)
    if log.dropped:
        apart[kinds.DROPPED] = log.dropped
    judged = [_judged(log, one) for one in held[:most]]
    if len(judged) < len(held):
        apart[kinds.NOT_LOOKED_AT] = len(held) - len(judged)
    judged += [_of_preflight(entry) for entry in islice(_lone_preflights(log), most)]
    if not log.names_a_page:
        apart.pop(kinds.NO_PAGE, None)
        judged = list(map(_of_client, islice((one for one in log.entries if kinds.kind_of(one) is None), most)))
    guarded = [found for found in judged if found.rank < _IN_ORDER.index("unread")]
    if guarded and len(guarded) < len(judged):
        apart[kinds.UNREAD] += len(judged) - len(guarded)
        judged = guarded
    if not judged:
        raise Refusal("invalid_field", _nothing(log, apart), "log.entries")
    text = comment if isinstance(comment, str) else ""
    ordered = sorted(judged, key=lambda found: found.rank)
    found = tuple(replace(item, request=said(item.request, text)) for item in ordered)
    return Recording(found, tuple(LeftOut(_counted(kind, count), kind.why) for kind, count in apart.items()))


def _conversations(log: Log, apart: Counter[kinds.Kind]) -> Iterator[Conversation]:
    """The requests to another origin; the other entries are counted by what they are."""
    followed: set[int] = set()
    for place, entry in enumerate(log.entries):
        if place in followed or entry.is_preflight:
            continue
        kind = kinds.kind_of(entry)
        chain = log.chain(place)
        if kind is None and entry.page_origin is None:
            kind = kinds.NO_PAGE
        if kind is None and kinds.is_own(entry) and not _leaves(log, chain):
            kind = kinds.OWN
        if kind is not None:
            apart[kind] += 1
            continue
        followed.update(chain[1:])
        yield log.conversation(chain)


def _leaves(log: Log, chain: list[int]) -> bool:
    """Whether a request of a script to its own origin was redirected to another."""
    first = log.entries[chain[0]]
    others = (origin_of(log.entries[hop].url) != first.page_origin for hop in chain[1:])
    return kinds.mode_of(first) == "cors" and any(others)


def _judged(log: Log, held: Conversation) -> Found:
    entry, last, made = held.first, held.last, understood(log, held)
    if held.mode == "no-cors":
        return _unread(entry, last, made)
    outcomes = _outcomes(made)
    made, outcomes = _as_recorded(log, last, made, outcomes)
    notes = list(made.notes)
    if not any(pasted.preflight for pasted in made.answers) and last.status and plan(made.request).needed:
        notes.append(Note("fact", _NO_PREFLIGHT, "method"))
    state, note = _state(log, held, outcomes, has_reason=bool(made.causes))
    notes += [note] if note is not None else []
    blocked = state in ("blocked", "failed")
    return Found(entry.number, replace(made, notes=tuple(notes), blocked=blocked), _IN_ORDER.index(state))


_UNREAD = (
    "The recording shows no CORS request (no Origin, or mode no-cors): the response arrives, CORS decides "
    "nothing, and no code reads it."
)


def _unread(entry: Entry, last: Entry, made: Understood) -> Found:
    """An answer in mode no-cors: it arrives, unless the recording says that the browser threw it away."""
    ended = ending(last.error)
    refused = (ended.is_refusal or ended.is_blocked_elsewhere) and last.status and not kinds.is_report(entry)
    blocked = bool(refused) and _is_blocked(_outcomes(made))
    notes = (*made.notes, Note("fact", _UNREAD, "mode"))
    rank = _IN_ORDER.index("blocked" if blocked else "unread")
    return Found(entry.number, replace(made, blocked=blocked, notes=notes), rank)


def _of_preflight(entry: Entry) -> Found:
    made = of_preflight(entry)
    blocked = _is_blocked(_outcomes(made))
    return Found(entry.number, replace(made, blocked=blocked), _IN_ORDER.index("blocked" if blocked else "unknown"))


def _of_client(entry: Entry) -> Found:
    return Found(entry.number, of_client(entry), _IN_ORDER.index("unknown"))


def _lone_preflights(log: Log) -> Iterator[Entry]:
    """The preflights of requests that are missing, which the browser then did not record."""
    for entry in log.entries:
        if entry.is_preflight and not log.has_request(entry.url) and kinds.kind_of(entry) is None:
            yield entry


def _outcomes(made: Understood) -> dict[str, Outcome]:
    responses = [RecordedResponse(item.url, bool(item.preflight), item.answer) for item in made.answers]
    return {name: drive(made.request, name, Recorded(responses)) for name in BROWSERS}


def _is_blocked(outcomes: dict[str, Outcome]) -> bool:
    return any(outcome.outcome in ("blocked", "refused") for outcome in outcomes.values())


def _as_recorded(
    log: Log, last: Entry, made: Understood, outcomes: dict[str, Outcome]
) -> tuple[Understood, dict[str, Outcome]]:
    """With the other credentials mode, where it is a guess and only the other fits what the browser did."""
    through, refused = log.went_through(last), ending(last.error).is_refusal and last.status
    guessed = any(note.kind == "guess" and note.field == "credentials" for note in made.notes)
    chromium = outcomes["chromium"].outcome
    if not guessed or not ((through and chromium == "blocked") or (refused and chromium == "allowed")):
        return made, outcomes
    mode = "include" if made.request.credentials != "include" else "same-origin"
    sentence = f"What the browser did with the response only fits the credentials mode {mode}."
    notes = tuple(note for note in made.notes if note.field != "credentials")
    other = replace(made.asking(credentials=mode), notes=(*notes, Note("guess", sentence, "credentials")))
    again = _outcomes(other)
    return (other, again) if (again["chromium"].outcome == "allowed") == bool(through) else (made, outcomes)


def _state(log: Log, held: Conversation, outcomes: dict[str, Outcome], *, has_reason: bool) -> tuple[str, Note | None]:
    """How the request stands, and what is to be said where judgement and recording part; `has_reason` where the
    recorder's own words say why it failed."""
    last = held.last
    ended, chromium = ending(last.error), outcomes["chromium"].outcome
    if log.went_through(last):
        if chromium != "blocked":
            return "allowed", None
        return "allowed", _fact(
            "In the recording Chromium let the page read this response, although its headers refuse it: a header "
            "is missing in the recording, or an extension or a proxy added it."
        )
    if ended.is_the_pages:
        return "unknown", _fact(
            "The browser ended it with net::ERR_ABORTED: the page itself canceled the request, because it was "
            "left or its code aborted it. That is not CORS."
        )
    if not last.status and ended.is_blocked_elsewhere:
        return "unknown", _fact(
            f"The browser ended it with net::{ended.code}, which is not CORS: an extension or another browser "
            "rule stopped the request."
        )
    if last.status and not last.error and _EXTENSION.match(held.first.page_origin or ""):
        return "allowed", _fact(
            "An extension with permission for this host made the request: CORS does not apply to it."
        )
    if last.status and all(_ends_with_preflight(outcome) for outcome in outcomes.values()):
        return "blocked", _fact(
            "In the recording the request was sent, although the recorded preflight refuses it: that preflight "
            "may be from another moment."
        )
    if _is_blocked(outcomes):
        return ("failed" if verdict_of(outcomes) == "unreachable" else "blocked"), None
    if has_reason:
        return "failed", None
    if ended.is_refusal:
        return "failed", _fact(
            "In the recording the browser refused this with net::ERR_FAILED, as it does for CORS, but no "
            f"recorded header refuses it. {ASKS_FOR_THE_LINE}"
        )
    if not last.status:
        return "failed", _fact(f"The recording has no response and no reason. {ASKS_FOR_THE_LINE}")
    return ("unknown" if verdict_of(outcomes) == "inconclusive" else "allowed"), None


def _ends_with_preflight(outcome: Outcome) -> bool:
    return outcome.outcome == "blocked" and bool(outcome.exchanges) and outcome.exchanges[-1].request.is_preflight


def _fact(sentence: str) -> Note:
    return Note("fact", sentence)


def _counted(kind: kinds.Kind, count: int) -> str:
    return f"1 {kind.one}" if count == 1 else f"{count:,} {kind.many}"


def _nothing(log: Log, apart: Counter[kinds.Kind]) -> str:
    """What a recording without any request to judge does hold."""
    total = len(log.entries) + log.damaged
    if not total:
        return f"This HAR has no entries. {_HOW_TO_RECORD}"
    held = ", ".join(_counted(kind, count) for kind, count in apart.most_common())
    return (
        f"No request in this HAR goes from a page to another origin. It holds {total:,} "
        f"{'entry' if total == 1 else 'entries'}: {held}. {_HOW_TO_RECORD}"
    )
