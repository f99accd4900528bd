"""Bodies below a head: which lines are theirs. They are not read."""

from __future__ import annotations

from collections.abc import Sequence

from checks.inputs.heads.lines import Line
from checks.inputs.heads.pairs import starts_a_section

_OPENING, _CLOSING = "{[", "}]"
_COMMANDS = ("$ ", "curl ", "http ", "wget ", "fetch(", "PS ")


def is_form(fields: Sequence[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and "multipart" in value.lower() for name, value in fields)


def end_of(lines: Sequence[Line], at: int, fields: Sequence[tuple[str, str]]) -> int:
    """The place after the body that begins here, after blank lines; where it begins if there is none."""
    start = at
    while at < len(lines) and (lines[at].is_blank or lines[at].mark in ("*", "|")):
        at += 1
    if at == len(lines) or starts_a_section(lines[at].text) or lines[at].text.startswith(_COMMANDS):
        return start
    first = lines[at].text
    if first[0] in _OPENING:
        return _balanced(lines, at)
    if first[0] == "<":
        return _markup(lines, at)
    return at + 1 if _is_as_long(lines, at, fields) else start


def lines_of(lines: Sequence[Line], at: int, fields: Sequence[tuple[str, str]]) -> list[int]:
    return [line.number for line in lines[at : end_of(lines, at, fields)]]


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
    """Whether one line is as long as Content-Length says."""
    told = next((value for name, value in fields if name.lower() == "content-length"), "")
    size = len(lines[at].text.encode("utf-8", "replace"))
    return told.isdigit() and len(told) < 9 and 0 <= int(told) - size <= 2
