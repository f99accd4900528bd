"""Bodies below a head: which lines are theirs. They are not read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.inputs.heads.lines import Line
from checks.inputs.heads.pairs import starts_a_section

_OPENING, _CLOSING = "{[", "}]"
_CHUNK = re.compile(r"[0-9A-Fa-f]{1,8}$")
_COMMANDS = ("$ ", "curl ", "http ", "wget ", "fetch(", "PS ")


def end_of(lines: Sequence[Line], at: int, fields: Sequence[tuple[str, str]]) -> int:
    """The place after the body that begins here, after blank lines; where it begins if there is none."""
    start = at
    while at < len(lines) and (lines[at].is_blank or lines[at].mark in ("*", "|")):
        at += 1
    if at == len(lines) or starts_a_section(lines[at].text) or lines[at].text.startswith(_COMMANDS):
        return start
    first = lines[at].text
    if _CHUNK.match(first) and _value(fields, "transfer-encoding") == "chunked":
        return _paragraph(lines, at)
    if first.startswith("--"):
        return _multipart(lines, at)
    if first[0] in _OPENING:
        return _balanced(lines, at)
    if first[0] == "<":
        return _markup(lines, at)
    return at + 1 if _is_as_long(lines, at, fields) else start


def _multipart(lines: Sequence[Line], at: int) -> int:
    """The place after the last boundary; after the paragraph where there is none."""
    last = f"{lines[at].text}--"
    for place in range(at + 1, len(lines)):
        if lines[place].text == last:
            return place + 1
        if starts_a_section(lines[place].text):
            return place
    return _paragraph(lines, at)


def _balanced(lines: Sequence[Line], at: int) -> int:
    """The place after the last closing bracket; after the paragraph where a bracket stays open."""
    depth = 0
    for place in range(at, len(lines)):
        text = lines[place].text
        if place > at and starts_a_section(text):
            return place
        depth += sum(map(text.count, _OPENING)) - sum(map(text.count, _CLOSING))
        if depth <= 0:
            return place + 1
    return _paragraph(lines, at)


def _markup(lines: Sequence[Line], at: int) -> int:
    """The place after the last line in a row of paragraphs that begin with a tag."""
    end = at
    while end < len(lines) and lines[end].text.startswith("<"):
        end = _paragraph(lines, end)
        while end < len(lines) and lines[end].is_blank:
            end += 1
    while end > at and lines[end - 1].is_blank:
        end -= 1
    return end


def _paragraph(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and not lines[at].is_blank and not starts_a_section(lines[at].text):
        at += 1
    return at


def _is_as_long(lines: Sequence[Line], at: int, fields: Sequence[tuple[str, str]]) -> bool:
    """Whether one line is a form, or is as long as Content-Length says."""
    if "urlencoded" in _value(fields, "content-type"):
        return "=" in lines[at].text and " " not in lines[at].text
    told = _value(fields, "content-length")
    size = len(lines[at].text.encode("utf-8", "replace"))
    return told.isdigit() and len(told) < 9 and 0 <= int(told) - size <= 2


def _value(fields: Sequence[tuple[str, str]], name: str) -> str:
    return next((value.lower() for key, value in fields if key.lower() == name), "")
