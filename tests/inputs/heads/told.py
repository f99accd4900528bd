"""What is read of a text's heads, in a few lines that a person can check."""

from __future__ import annotations

import re

from checks.cors.browsers import CHROMIUM
from checks.cors.http_head import read_answer
from checks.cors.model import Failure
from checks.inputs.heads.raw_headers import parts
from checks.inputs.understood import PastedAnswer, Understood

# What every answer has and no verdict turns on.
_LEFT_OUT = ("date", "server", "content-length", "connection", "content-type")
_KINDS = {True: "preflight", False: "main", None: "answer"}


def told(text: str) -> str:
    """A line for each part and each of its answers, then the lines that no part takes."""
    found = parts(text)
    told_lines = [line for part in found for line in _part(part.found)]
    taken = {number for part in found for number in part.lines}
    left = [line.strip() for number, line in enumerate(text.split("\n")) if number not in taken and line.strip()]
    return "\n".join([*told_lines, *(f"left: {line}" for line in left)])


def _part(found: Understood) -> list[str]:
    request = found.request
    sent = "; ".join(f"{name.lower()}: {value}" for name, value in request.headers)
    asked = f"{request.method} {request.url or '?'} from {request.origin or '?'}{f' with {sent}' if sent else ''}"
    first = f"{found.kind}: {'preflight of ' if found.is_preflight else ''}{asked}"
    if not request.url and not request.origin and not sent:
        first = f"{found.kind}:"
    causes = [f"  cause {cause.rule}" for cause in found.causes]
    facts = [f"  fact {note.text.split('.')[0]}" for note in found.notes if note.kind == "fact" and _tells(note.text)]
    return [first, *(f"  {_answer(answer)}" for answer in found.answers), *causes, *facts]


def _tells(text: str) -> bool:
    """Whether a note says more than that a preflight is one."""
    return not text.startswith("This was a preflight")


def _answer(pasted: PastedAnswer) -> str:
    answer = read_answer(pasted.answer, CHROMIUM.head)
    kind = _KINDS[pasted.preflight] + (f" of {pasted.url}" if pasted.url else "")
    if isinstance(answer, Failure):
        return f"{kind}: {answer.code} {answer.net_error}".rstrip()
    assert not hasattr(answer, "head")
    fields = [
        f"{re.sub('^access-control-', 'ac-', name.lower())}: {value}"
        for name, value in answer.headers
        if name.lower() not in _LEFT_OUT
    ]
    return f"{kind}: {answer.status}{''.join(f' | {field}' for field in fields)}"
