"""What every wording leads to, whole, with its sentences: `expected.json` holds it.

`python -m tests.inputs.console.told` writes the file anew; read what changed before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from checks.inputs.console import line as console_line
from checks.inputs.understood import Understood

FILE = Path(__file__).with_name("wordings.txt")
EXPECTED = Path(__file__).with_name("expected.json")
CASES = [part.split("\n", 1) for part in ("\n" + FILE.read_text(encoding="utf-8")).split("\n##### ")[1:]]


def told(text: str) -> list[dict[str, Any]]:
    return [_told(part.found) for part in console_line.parts(text)]


def _told(found: Understood) -> dict[str, Any]:
    request = found.request
    made = {
        "request": f"{request.method} {request.url or '?'} from {request.origin or '?'}",
        "by": f"{request.initiator}, {request.credentials}",
        "headers": ["{}: {}".format(*pair) for pair in request.headers],
        "first": found.causes[0].why if found.causes else "",
        "certain": bool(found.causes) and found.causes[0].certain,
        "then": list(found.rules[1:]),
        "facts": [note.text for note in found.notes if note.kind == "fact"],
        "guessed": " ".join(note.field or "" for note in found.notes if note.kind == "guess"),
    }
    return {name: value for name, value in made.items() if value}


def write() -> None:
    known = {text.strip(): told(text) for _, text in CASES}
    EXPECTED.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
