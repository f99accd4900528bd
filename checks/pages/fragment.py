"""A pasted text as the page shows it: read in a process of its own (`checks.running.readers`) into plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.cors.document import request_json
from checks.cors.model import Request
from checks.inputs.box import understand
from checks.inputs.recorded_case import answers_json
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable
from checks.wording.visible import shorten, visible
from checks.wording.words import INITIATORS

MAX_OTHERS = 50
_DAMAGE = (ValueError, TypeError, LookupError, RecursionError)
_DAMAGED = "The list of requests to choose from was damaged on its way. Paste the fragment again."


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
    """What was understood: `request` as a document holds it, `answers` and `others` as the JSON that the page carries.

    `answers` are empty where none were pasted, and so are `others` where there is nothing to choose from.
    """

    what: str
    request: dict[str, Any]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    rules: tuple[str, ...]
    answers: str
    answer_count: int
    others: str
    choices: tuple[Choice, ...]


def read(text: str | bytes) -> Fragment:
    """A pasted text, or a file's bytes; raises Refusal with a sentence for the reader."""
    found = understand(text if isinstance(text, str) else text.decode("utf-8", "replace"))
    return _fragment(found, _others_json(found.others))


def choose(others: str, number: str) -> Fragment:
    """The request of that number among those that `read` found; raises Refusal where they were damaged since."""
    try:
        chosen = json.loads(others)[int(number)]
        found = understand(json.dumps({"request": chosen["request"], "responses": chosen["responses"]}))
        return _fragment(found, others)
    except _DAMAGE as error:
        raise unreadable(_DAMAGED) from error


def _fragment(found: Understood, others: str) -> Fragment:
    return Fragment(
        what=found.what,
        request=_asked(found.request),
        rows=tuple(row for name in SHOWN for row in _row(name, found)),
        notes=tuple(note for note in found.notes if note.field not in SHOWN),
        rules=found.rules,
        answers=json.dumps(answers_json(found.answers)) if found.answers else "",
        answer_count=len(found.answers),
        others=others,
        choices=choices_of(others),
    )


def choices_of(others: str) -> tuple[Choice, ...]:
    """What can be chosen among the requests that the page carries; nothing where they were damaged on their way."""
    try:
        return tuple(map(_choice, json.loads(others or "[]")[:MAX_OTHERS]))
    except _DAMAGE:
        return ()


def _choice(other: Mapping[str, Any]) -> Choice:
    label = f"{other['request']['method']} {other['request']['url']}"
    return Choice(shorten(visible(label), 100), bool(other["blocked"]))


def _asked(request: Request) -> dict[str, Any]:
    """The request as a document holds it; of a body only that there is one."""
    shown = request_json(request)
    return {**shown, "body": shown["body"][:1]} if "body" in shown else shown


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
    "upload_listener": "Listens to the upload",
    "body": "Body",
}
_ALWAYS_SHOWN = ("url", "origin", "method", "credentials", "initiator")
_UNSAID = Request(url="", origin="")


def _row(name: str, found: Understood) -> list[Row]:
    notes = tuple(note for note in found.notes if note.field == name)
    usual = getattr(found.request, name) == getattr(_UNSAID, name)
    shown = name in _ALWAYS_SHOWN or notes or not usual
    place = "id_body_kind" if name == "body" else f"id_{name}"
    return [Row(place, SHOWN[name], _value(name, found.request), notes)] if shown else []


def _value(name: str, request: Request) -> str:
    value = getattr(request, name)
    match name:
        case "headers":
            return "\n".join(visible(f"{key}: {value}") for key, value in request.headers)
        case "initiator":
            return INITIATORS[request.initiator]
        case "body":
            return "" if request.body is None else f"{len(request.body)} characters, which are not sent"
        case _:
            return "yes" if value is True else visible(str(value or ""))


def _others_json(others: tuple[Understood, ...]) -> str:
    """The requests to choose from as the page carries them, so that any can still be chosen after one was."""
    listed = [
        {"request": request_json(other.request), "responses": answers_json(other.answers), "blocked": other.blocked}
        for other in others[:MAX_OTHERS]
    ]
    return json.dumps(listed) if listed else ""
