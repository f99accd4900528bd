"""A pasted text as the page shows it: read in a process of its own (`checks.running.readers`) into plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from checks.cors.model import Request
from checks.cors.rules import RULES
from checks.cors.rules.causes import CAUSES
from checks.inputs.understood import Note
from checks.running.fragment_document import chosen_document, fragment_document
from checks.wording import words
from checks.wording.visible import shorten, visible
from checks.wording.words import INITIATORS, Word

# How much of what the pasted answers show stands on the page; their report has it all.
_MAX_FOUND, _MAX_CAUSES, _MAX_ANSWERS = 3, 6, 4
_DAMAGE = (ValueError, TypeError, LookupError, RecursionError)


@dataclass(frozen=True, slots=True)
class Row:
    """A field as it was understood: its id in the form, its name, its value, and what is to be said about it; what a
    server answered has no id."""

    id: str
    name: str
    value: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule that the pasted answers break, and what to change."""

    rule: str
    title: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Another request of the same fragment."""

    label: str
    blocked: bool
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """The document of a fragment (`checks.running.fragment_document`), and what the page makes of it: `answers` and
    `others` are the JSON that it carries, empty where there are none."""

    document: dict[str, Any]
    verdict: Word | None
    also: tuple[dict[str, Any], ...]
    missing: tuple[tuple[str, dict[str, Any]], ...]
    found: tuple[Shown, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    left: tuple[tuple[str, tuple[str, ...]], ...]
    answers: str
    others: str
    choices: tuple[Choice, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether the pasted answers show that something goes wrong, which comes before what words mean."""
        return self.verdict is not None and self.verdict.tone == "bad"


def read(text: str | bytes, typed: Mapping[str, Any], site: str) -> Fragment:
    """A pasted text, or a file's bytes; raises Refusal with a sentence for the reader."""
    told = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return _fragment(fragment_document(told, typed, site))


def choose(others: str, number: str, site: str) -> Fragment:
    """The request of that number among those that `read` found; raises Refusal where they were damaged since."""
    return _fragment(chosen_document(others, number, site), int(number))


def _fragment(document: dict[str, Any], shown: int = 0) -> Fragment:
    notes = tuple(_notes(document))
    entries = document.pop("entries")
    others = json.dumps(entries) if entries else ""
    return Fragment(
        document=document,
        verdict=words.verdict(judged) if (judged := document["document"]) and _is_answered(document) else None,
        also=tuple(map(_once, document["causes"][1:_MAX_CAUSES])),
        missing=tuple((SHOWN[lack["field"]], lack) for lack in document["missing"]),
        found=tuple(_found(judged))[:_MAX_FOUND] if judged else (),
        rows=(
            *(row for name in SHOWN for row in _row(name, document["request"], notes)),
            *(row for response in document["responses"][:_MAX_ANSWERS] if (row := _answered(response)).value),
        ),
        notes=tuple(note for note in notes if note.field not in SHOWN),
        left=_by_reason(document["left_out"]),
        answers=json.dumps(document["responses"]) if document["responses"] else "",
        others=others,
        choices=choices_of(others, shown),
    )


def _is_answered(document: Mapping[str, Any]) -> bool:
    """Whether the text tells how a request ended: a recording may hold no more than that it was made."""
    return any(answer.get("failure") != "not_recorded" for answer in document["responses"])


def _once(cause: dict[str, Any]) -> dict[str, Any]:
    """A cause whose sentence does not say its title again."""
    return {**cause, "why": "" if cause["title"] in cause["why"] else cause["why"]}


def _found(judged: Mapping[str, Any]) -> Iterator[Shown]:
    """What the pasted answers show, without what is good to know only."""
    causes = {rule for rule, _, _ in CAUSES}
    for finding in judged["findings"]:
        if finding["severity"] != "info" or finding["rule"] in causes:
            yield Shown(finding["rule"], words.finding_title(finding, judged), RULES[finding["rule"]].remedy)


def _by_reason(left_out: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each reason why something was not used, with all the texts that it holds for."""
    texts: dict[str, list[str]] = {}
    for left in left_out:
        if left["text"]:
            texts.setdefault(left["why"], []).append(left["text"])
    return tuple((why, tuple(listed)) for why, listed in texts.items())


def _notes(document: Mapping[str, Any]) -> Iterator[Note]:
    for assumed in document["assumed"]:
        yield Note("guess", assumed["why"], assumed["field"])
    for note in document["notes"]:
        yield Note(**note)
    for left in document["left_out"]:
        if "field" in left:
            yield Note("left-out", left["why"], left["field"])


def choices_of(others: str, shown: int | None = None) -> tuple[Choice, ...]:
    """What can be chosen among the requests that the page carries; nothing where they were damaged on their way."""
    try:
        listed = json.loads(others or "[]")
        return tuple(_choice(other, shown=number == shown) for number, other in enumerate(listed))
    except _DAMAGE:
        return ()


def _choice(other: Mapping[str, Any], *, shown: bool) -> Choice:
    label = f"{other['request']['method']} {other['request']['url']}"
    return Choice(shorten(visible(label), 100), bool(other["blocked"]), shown)


SHOWN: Mapping[str, str] = {
    "url": "URL",
    "origin": "Page's origin",
    "method": "Method",
    "headers": "Headers",
    "credentials": "Credentials",
    "mode": "Mode",
    "redirect": "Redirects",
    "initiator": "Made by",
    "cache": "Cache",
    "referrer_policy": "Referrer policy",
    "target_address_space": "Server's address",
    "fetch_target_address_space": "targetAddressSpace",
    "upload_listener": "Listens to the upload",
    "body": "Body",
}
# The form asks for the kind of a body alone, and for nothing that only code can say.
_PLACES = {"body": "id_body_kind", "fetch_target_address_space": ""}
_ALWAYS_SHOWN = ("url", "origin", "method")
_UNSAID = {**asdict(Request(url="", origin="")), "headers": []}


def _row(name: str, request: Mapping[str, Any], notes: Iterable[Note]) -> list[Row]:
    about = tuple(note for note in notes if note.field == name)
    value = _value(name, request.get(name))
    if name in _ALWAYS_SHOWN:
        # What is not known is asked for, and a response alone says no method.
        is_shown = bool(value) and (name != "method" or bool(request["url"] or about))
    else:
        is_shown = bool(about) or request.get(name, _UNSAID[name]) != _UNSAID[name]
    place = _PLACES.get(name, f"id_{name}")
    return [Row(place, SHOWN[name], value, about)] if is_shown else []


def _answered(response: Mapping[str, Any]) -> Row:
    """What of a pasted response decides: its status, and the header fields of CORS."""
    name = "Preflight response" if response.get("preflight") else "Response"
    if "failure" in response:
        return Row("", name, "", ())
    lines = response["raw"].splitlines() if "raw" in response else [str(response["status"]), *_lines(response)]
    statuses = [line for line in lines if line.startswith("HTTP/")] or lines[:1]
    fields = [line for line in lines if line.lower().startswith(_DECIDING)] or ["no Access-Control-* header"]
    return Row("", name, "\n".join(shorten(visible(line), 300) for line in (*statuses[-1:], *fields[:20])), ())


def _lines(response: Mapping[str, Any]) -> list[str]:
    return [f"{name}: {value}" for name, value in response["headers"]]


_DECIDING = ("access-control-", "vary:", "location:")


def _value(name: str, value: Any) -> str:
    match name:
        case "headers":
            return "\n".join(visible(f"{key}: {text}") for key, text in value)
        case "initiator":
            return INITIATORS[value]
        case "body":
            return "" if value is None else "There is one, which is not sent"
        case _:
            return "yes" if value is True else visible(str(value or ""))
