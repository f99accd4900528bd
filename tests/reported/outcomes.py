"""What comes out of each reported problem, whole, as far as it fits on a line: `expected.jsonl` holds it.

`python -m tests.reported.outcomes` writes the file anew; read what changed before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from checks.inputs.request_fields import FIELDS, cleaned, read
from checks.refusal import Refusal
from checks.running.fragment_document import fragment_document

FOLDER = Path(__file__).parent
PASTES = [json.loads(line) for line in (FOLDER / "pastes.jsonl").read_text("utf-8").splitlines()]
EXPECTED = FOLDER / "expected.jsonl"
SITE = "https://cors.example.org"
# What a page's script may read of an answer is in these; of the other headers, the number.
_SHOWN = ("access-control-", "location", "vary", "cross-origin-", "timing-", "content-type")


def told(case: dict[str, Any]) -> dict[str, Any]:
    beside = case.get("beside", {})
    known = {name: FIELDS[name] for name in beside}
    return fragment_document(case["paste"], cleaned(read(beside, known), known), SITE)


def outcome(case: dict[str, Any]) -> dict[str, Any]:
    """What a reader is told: the request, the causes, the answers as they were judged, and what is not certain."""
    try:
        document = told(case)
    except Refusal as refusal:
        return {"refused": refusal.detail}
    judged = document["document"]
    request = document["request"]
    made = {
        "what": document["what"],
        "request": _asked(request) if request["url"] else "",
        "origin": request["origin"],
        "headers": ["{}: {}".format(*pair) for pair in request["headers"]],
        "more": {name: value for name, value in request.items() if name not in _NAMED and value != _USUAL.get(name)},
        "guessed": [guess["field"] or "" for guess in document["assumed"]],
        "missing": [field["field"] for field in document["missing"]],
        "causes": [cause["rule"] + ("!" if cause["certain"] else "?") for cause in document["causes"]],
        "answers": [_answer(answer) for answer in document["responses"]],
        "verdict": judged and judged["verdict"],
        "findings": [finding["rule"] for finding in judged["findings"]] if judged else [],
        "choices": [_choice(entry) for entry in document["entries"][:3]],
        "of": len(document["entries"]),
        "configuration": (document["configuration"] or {}).get("format"),
        "notes": [f"{note['kind']} {note['field'] or ''}".strip() for note in document["notes"]],
        "left out": [left["text"] or left["field"] or "" for left in document["left_out"]],
        "secrets": document["secrets_replaced"],
    }
    return {name: value for name, value in made.items() if value}


_NAMED = ("url", "origin", "method", "headers")
_USUAL = {"credentials": "same-origin", "mode": "cors", "redirect": "follow", "initiator": "fetch"}


def _asked(request: dict[str, Any]) -> str:
    return f"{request['method']} {request['url']}"


def _choice(entry: dict[str, Any]) -> str:
    return ("blocked " if entry["blocked"] else "") + _asked(entry["request"])


def _answer(answer: dict[str, Any]) -> str:
    what = {True: "preflight ", False: "response ", None: ""}[answer.get("preflight")]
    if "failure" in answer:
        return f"{what}{answer['failure']}"
    if "raw" in answer:
        lines = answer["raw"].split("\n")
        status, pairs = lines[0].strip(), [line.strip() for line in lines[1:] if line.strip()]
    else:
        status, pairs = str(answer["status"]), [f"{name}: {value}" for name, value in answer["headers"]]
    shown = [pair for pair in pairs if pair.lower().startswith(_SHOWN)]
    asked = answer.get("asked_for")
    return f"{what}{status}, {len(pairs)} headers, {shown}" + ("" if asked is None else f", asked for {asked}")


def write() -> None:
    lines = [json.dumps({"about": case["about"], **outcome(case)}, ensure_ascii=False) for case in PASTES]
    EXPECTED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
