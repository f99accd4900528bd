"""Fragments as people paste them, one file a format, each under a line `##### name`, and what is understood of each.

`python -m tests.inputs.corpus` writes `expected.json` anew, and `sentences.json`, what is said of each format's
fragments besides; read what it wrote before you keep it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from checks.cors.model import Request
from checks.inputs.box import understand
from checks.inputs.recorded_case import answers_json
from checks.inputs.understood import Understood
from checks.refusal import Refusal

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected.json"
SENTENCES = FOLDER / "sentences.json"
USUAL = dataclasses.asdict(Request(url="", origin=""))


def fragments() -> Iterator[tuple[str, str]]:
    """Each fragment with its id, `format: name`."""
    for file in sorted(FOLDER.glob("*.txt")):
        for part in ("\n" + file.read_bytes().decode()).split("\n##### ")[1:]:
            name, _, text = part.partition("\n")
            yield f"{file.stem}: {name}", text


def told(text: str) -> dict[str, Any]:
    """What the box makes of a text, as JSON: what is not usual, or the sentence with which it is refused."""
    try:
        return fields_of(understand(text))
    except Refusal as refusal:
        return {"refused": refusal.detail}


def fields_of(found: Understood) -> dict[str, Any]:
    request = dataclasses.asdict(found.request)
    values = {"what": found.what, "url": request.pop("url"), "origin": request.pop("origin")}
    values |= {name: value for name, value in request.items() if name != "headers" and value != USUAL[name]}
    if found.request.headers:
        values["headers"] = [f"{name}: {value}" for name, value in found.request.headers]
    if found.rules:
        values["rules"] = list(found.rules[:3])
    if found.answers:
        values["answers"] = answers_json(found.answers)
    if found.others:
        values["others"] = [other.request.url for other in found.others]
    notes = [f"{note.kind} {note.field or ''}".strip() for note in found.notes]
    return values | ({"notes": notes} if notes else {})


def sentences(format_: str) -> list[str]:
    """What is told of the fragments of a format in notes and of words that were left out, each sentence once."""
    said: set[str] = set()
    for name, text in fragments():
        if name.startswith(f"{format_}: "):
            with suppress(Refusal):
                found = understand(text)
                said |= {f"{note.kind}: {note.text}" for one in (found, *found.others) for note in one.notes}
                said |= {f"not used: {left.text}" for left in found.left_out}
                said |= {left.why for left in found.left_out}
    return sorted(said)


def formats() -> list[str]:
    return [file.stem for file in sorted(FOLDER.glob("*.txt"))]


def write() -> None:
    said = {format_: sentences(format_) for format_ in formats()}
    SENTENCES.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    expected = {name: told(text) for name, text in fragments()}
    EXPECTED.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
