"""Heads as the wire has them, and lists of header fields without a first line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.inputs.heads import bodies, labels, names
from checks.inputs.heads.lines import Line
from checks.inputs.heads.pairs import Pair, inline, is_code, pair, quoted, starts_a_section
from checks.inputs.heads.section import REQUEST_LINE, SHORT_REQUEST_LINE, STATUS_LINE, Section

# How far a list of fields is looked through for whose they are.
_AHEAD = 8
# Fields that a single line must be to count: others' names are everyday words.
_TELLING = ("access-control-", "origin")


def with_first_line(lines: Sequence[Line], at: int) -> Section | None:
    """The head that begins with a status line or a request line here, with its body."""
    text = (
        lines[at].text.removeprefix("RawContent").lstrip(" \t:") if "RawContent" in lines[at].text else lines[at].text
    )
    status = STATUS_LINE.match(text)
    request = None if status else REQUEST_LINE.match(text) or _short_request_line(lines, at)
    if status is None and request is None:
        return None
    column = lines[at].indent + len(lines[at].text) - len(text)
    section = Section("response" if status else "request", [lines[at].number], at + 1)
    if status is not None:
        section.status, section.reason = int(status["status"]), (status["reason"] or "").strip() or None
        section.version = status["version"] or ""
    elif request is not None:
        section.method, section.url, section.version = (
            request["method"].upper(),
            request["target"],
            request.groupdict().get("version") or "",
        )
    raw = [text] if status and section.version.startswith("1") else None
    _read(lines, section, raw, column)
    section.raw = raw
    end = bodies.end_of(lines, section.end, section.fields)
    section.lines += [line.number for line in lines[section.end : end]]
    section.end = end
    return section


def _short_request_line(lines: Sequence[Line], at: int) -> re.Match[str] | None:
    """A request line without a version, where fields of a request follow."""
    found = SHORT_REQUEST_LINE.match(lines[at].text)
    below = inline(lines[at + 1].text) if at + 1 < len(lines) else None
    is_one = found is not None and found["method"] in names.METHODS
    return found if is_one and below is not None and names.side(below[0]) == "request" else None


def _read(lines: Sequence[Line], section: Section, raw: list[str] | None, column: int) -> None:
    """The fields of a head after its first line; those that HTTP/1 sent stay as they were, too."""
    at = section.end
    remarks: list[int] = []
    while at < len(lines):
        line = lines[at]
        if line.is_blank:
            after = _next_filled(lines, at)
            section.lines += [blank.number for blank in lines[at:after] if blank.mark]
            if not _goes_on(lines, after, section.kind):
                break
            at = after
            continue
        if line.mark in ("*", "|"):
            remarks.append(line.number)
            at += 1
            continue
        if starts_a_section(line.text) or line.text.startswith(("$ ", "curl ")):
            break
        found = inline(line.text)
        if found is None and raw is None and section.version[:1] not in ("", "1"):
            two_lines = pair(lines, at)
            if two_lines is None or not names.is_likely(two_lines.name):
                break
            section.fields.append((two_lines.name, two_lines.value))
            section.lines += [line.number for line in lines[at : two_lines.end]]
            at = section.end = two_lines.end
            continue
        deeper = line.indent > column
        if section.fields and deeper and (found is None or not names.is_likely(found[0])):
            name, value = section.fields[-1]
            section.fields[-1] = (name, f"{value} {line.text}".strip())
            wire = f" {line.text}"
        elif found is not None:
            section.fields.append(found)
            wire = line.text
        elif _is_broken_field(lines, at):
            wire = line.text
        else:
            break
        if raw is not None:
            raw.append(wire)
        section.lines += [*remarks, line.number]
        remarks = []
        at = section.end = at + 1


def _is_broken_field(lines: Sequence[Line], at: int) -> bool:
    """Whether a line without a colon stands among fields, so that the server sent it."""
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    found = inline(below)
    return found is not None and names.is_known(found[0]) and not labels.is_noise(lines[at].text)


def _goes_on(lines: Sequence[Line], at: int, kind: str) -> bool:
    """Whether the fields of a head go on after a blank line."""
    if at >= len(lines):
        return False
    found = inline(lines[at].text)
    return found is not None and names.is_likely(found[0]) and names.side(found[0]) in (None, kind)


def _next_filled(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and lines[at].is_blank:
        at += 1
    return at


def fields_only(lines: Sequence[Line], at: int, side: names.Side | None) -> Section | None:
    """A list of fields; whose they are is known from a label above them, or told by their names."""
    section = Section(side or "response", [], at, panel=True, labelled=side is not None)
    whose = side
    while at < len(lines):
        line = lines[at]
        if line.is_blank:
            after = _next_filled(lines, at)
            if after >= len(lines) or not _belongs(lines, after, whose):
                break
            at = after
            continue
        if line.mark in ("*", "|") or (section.lines and labels.is_noise(line.text)):
            section.lines.append(line.number)
            at = section.end = at + 1
            continue
        if starts_a_section(line.text):
            break
        found = _pair(lines, at, side)
        if found is None or not _is_plausible(lines, found, labelled=side is not None, begun=bool(section.fields)):
            if section.fields and inline(line.text) is None and line.indent > lines[at - 1].indent:
                name, value = section.fields[-1]
                section.fields[-1] = (name, f"{value} {line.text}".strip())
                section.lines.append(line.number)
                at = section.end = at + 1
                continue
            break
        told = names.side(found.name)
        if told is not None and told != whose:
            if whose is not None and _turns(lines, at, whose, found.name):
                break
            whose = whose or told
        section.fields.append((found.name, found.value))
        section.lines += [line.number for line in lines[at : found.end]]
        at = section.end = found.end
    section.kind = whose or "response"
    if not section.fields:
        return None
    if side is None and not _is_enough(section):
        return Section("gap", section.lines, section.end)
    _unquote(section)
    return section


def _pair(lines: Sequence[Line], at: int, side: names.Side | None) -> Pair | None:
    """The field here: below a label also as JSON has it, and without one not as code has it."""
    as_json = quoted(lines[at].text) if side is not None else None
    if as_json is not None:
        return Pair(*as_json, at + 1)
    return None if side is None and is_code(lines, at) else pair(lines, at)


def _belongs(lines: Sequence[Line], at: int, whose: str | None) -> bool:
    """Whether the list of fields goes on here, after a blank line."""
    found = pair(lines, at)
    return (
        found is not None
        and not starts_a_section(lines[at].text)
        and names.is_likely(found.name)
        and (whose is None or names.side(found.name) in (None, whose))
    )


def _is_plausible(lines: Sequence[Line], found: Pair, *, labelled: bool, begun: bool) -> bool:
    """Whether it is a field, and not another line with a colon."""
    if names.is_likely(found.name) or found.name.startswith(":"):
        return True
    if labelled and " " not in found.name:
        return True
    below = pair(lines, found.end) if found.end < len(lines) else None
    if found.name.lower() == "status" and below is not None and names.is_known(below.name):
        return re.match(r"[1-9]\d\d(?:\s|$)", found.value) is not None
    return begun and (
        found.name.lower() in ("status", "version", "p3p") or (below is not None and names.is_known(below.name))
    )


def _turns(lines: Sequence[Line], at: int, whose: str, name: str) -> bool:
    """Whether the other side's fields begin here, and this is no field that a server or a page made a mistake with."""
    if name.startswith(":"):
        return True
    for _ in range(_AHEAD):
        found = pair(lines, at) if at < len(lines) and not lines[at].is_blank else None
        if found is None:
            return True
        if names.side(found.name) == whose:
            return False
        at = found.end
    return True


def _is_enough(section: Section) -> bool:
    """Whether the fields, without a label, show that they are a head's."""
    spelled = [name.lower() for name, _ in section.fields]
    known = [name for name in spelled if names.is_known(name)]
    if len(known) == 1 and len(spelled) == 1:
        value = section.fields[0][1]
        return known[0].startswith(":") or bool(
            value and known[0].startswith(_TELLING) and " " not in (value if known[0] == "origin" else "")
        )
    if any(name.lower() == "content-type" and value and "/" not in value for name, value in section.fields):
        return False
    told = any(value and names.side(name) for name, value in section.fields)
    enough = len(known) > 1 or any(name.startswith((*_TELLING, ":")) for name in known)
    return told and enough and 2 * len(known) >= len(spelled)


def _unquote(section: Section) -> None:
    """Without the quotation marks that a tool puts around every value."""
    values = [value for _, value in section.fields if value]
    if len(values) > 1 and all(len(value) > 1 and value[0] == value[-1] == '"' for value in values):
        section.fields = [(name, value[1:-1]) for name, value in section.fields]
