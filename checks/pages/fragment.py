"""A pasted text as the page shows it: read in a process of its own (`checks.running.readers`) into plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from checks.cors.model import Request
from checks.inputs.understood import Note
from checks.running.fragment_document import chosen_document, fragment_document
from checks.wording import words
from checks.wording.visible import shorten, visible
from checks.wording.words import INITIATORS, Word

_DAMAGE = (ValueError, TypeError, LookupError, RecursionError)


@dataclass(frozen=True, slots=True)
class Row:
    """A field as it was understood: its id in the form, its name, its value, and what is to be said about it."""

    id: str
    name: str
    value: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Another request of the same fragment."""

    label: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class Fragment:
    """The document of a fragment (`checks.running.fragment_document`), and what the page makes of it: `answers` and
    `others` are the JSON that it carries, empty where there are none."""

    document: dict[str, Any]
    verdict: Word | None
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    left: tuple[dict[str, Any], ...]
    answers: str
    others: str
    choices: tuple[Choice, ...]


def read(text: str | bytes, typed: Mapping[str, Any], site: str) -> Fragment:
    """A pasted text, or a file's bytes; raises Refusal with a sentence for the reader."""
    told = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return _fragment(fragment_document(told, typed, site))


def choose(others: str, number: str, site: str) -> Fragment:
    """The request of that number among those that `read` found; raises Refusal where they were damaged since."""
    return _fragment(chosen_document(others, number, site))


def _fragment(document: dict[str, Any]) -> Fragment:
    notes = tuple(_notes(document))
    entries = document.pop("entries")
    others = json.dumps(entries) if entries else ""
    return Fragment(
        document=document,
        verdict=words.verdict(judged) if (judged := document["document"]) else None,
        rows=tuple(row for name in SHOWN for row in _row(name, document["request"], notes)),
        notes=tuple(note for note in notes if note.field not in SHOWN),
        left=tuple(left for left in document["left_out"] if left["text"]),
        answers=json.dumps(document["responses"]) if document["responses"] else "",
        others=others,
        choices=choices_of(others),
    )


def _notes(document: Mapping[str, Any]) -> Iterator[Note]:
    for assumed in document["assumed"]:
        yield Note("guess", assumed["why"], assumed["field"])
    for note in document["notes"]:
        yield Note(**note)
    for left in document["left_out"]:
        if "field" in left:
            yield Note("left-out", left["why"], left["field"])


def choices_of(others: str) -> tuple[Choice, ...]:
    """What can be chosen among the requests that the page carries; nothing where they were damaged on their way."""
    try:
        return tuple(map(_choice, json.loads(others or "[]")))
    except _DAMAGE:
        return ()


def _choice(other: Mapping[str, Any]) -> Choice:
    label = f"{other['request']['method']} {other['request']['url']}"
    return Choice(shorten(visible(label), 100), bool(other["blocked"]))


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
    "keepalive": "Keepalive",
    "target_address_space": "Server's address",
    "upload_listener": "Listens to the upload",
    "body": "Body",
}
_ALWAYS_SHOWN = ("url", "origin", "method", "credentials", "initiator")
_UNSAID = {**asdict(Request(url="", origin="")), "headers": []}


def _row(name: str, request: Mapping[str, Any], notes: Iterable[Note]) -> list[Row]:
    about = tuple(note for note in notes if note.field == name)
    usual = request.get(name, _UNSAID[name]) == _UNSAID[name]
    shown = name in _ALWAYS_SHOWN or about or not usual
    place = "id_body_kind" if name == "body" else f"id_{name}"
    return [Row(place, SHOWN[name], _value(name, request.get(name)), about)] if shown else []


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
