"""Header fields as programs print them: mappings and lists of pairs, and PowerShell's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.inputs.heads import names
from checks.inputs.heads.lines import Line
from checks.inputs.heads.pairs import inline
from checks.inputs.heads.section import STATUS_LINE, Section

_OPENING = re.compile(
    r"(?:>>>[ \t]*+|\(\d+\)[ \t]*+)?(?P<label>(?:[\w.]{0,40}\.|[\"'])?[Hh]eaders[\"']?[ \t]*+:[ \t]*+"
    r"|[\w.]{1,40}\.headers[ \t]++)?"
    r"(?P<type>(?:Object[ \t]++)?\[?(?:Axios|Http|HTTP)?Headers?(?:Dict)?\]?(?:\(\d+\))?[ \t]*+|CaseInsensitiveDict"
    r"|\[Object: null prototype\][ \t]*+)?\(?[ \t]*+[{\[]"
)
_PRINTING = re.compile(r"(?:>>>|\w+(?:\.\w+)*\.headers$|print\(|console\.log\(|(?:[\w.]+ )?headers:?$)", re.IGNORECASE)
_QUOTED = r"""b?(?:"(?P<{0}2>[^"]*)"|'(?P<{0}1>[^']*)')"""
_PAIR = re.compile(rf"{_QUOTED.format('n')}\s*+[:,]\s*+(?:\[\s*+)?{_QUOTED.format('v')}")
_ENTRY = re.compile(
    r"""[\[(]?[ \t]*b?["']?(?P<name>[A-Za-z][\w.-]{0,100})["']?[ \t]*[:,][ \t]*"""
    r"""(?P<value>b?"[^"]*"|b?'[^']*'|\d+|\[.*\])[ \t]*[\])]?,?$"""
)
_STRING = re.compile(r""""([^"]*)"|'([^']*)'""")
_STATUS = re.compile(r"""["']?status(?:_?code)?["']?[ \t]*[:=][ \t]*(\d{3})\b""", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?P<name>StatusCode|StatusDescription|Content|RawContent|Forms|Headers|Images|InputFields|Links|ParsedHtml"
    r"|RawContentLength|RelationLink|BaseResponse|RawContentStream|Encoding)[ \t]*:(?: (?P<value>.*))?$"
)
_BRACKETED = re.compile(r"\[([\w.-]{1,100}), ([^\[\]]*)\]")
_KEY_VALUE = re.compile(r"(?:Key|Name)\s{2,}Value$")
_ROW = re.compile(r"(?P<name>[\w.-]++)[ \t]++\{?(?P<value>.*?)\}?$")
_AROUND = 12
_MOST_LINES = 300
# What stands above the headers in an answer that a program printed.
_ABOUT = re.compile(r"""(?:\w+:?[ \t]*)?\{$|["']?status(?:Text|Code)?["']?[ \t]*:""")


def printed(lines: Sequence[Line], at: int) -> Section | None:
    """The answer whose fields a program printed here."""
    return _web_response(lines, at) or _table(lines, at) or _mapping(lines, at)


def _mapping(lines: Sequence[Line], at: int) -> Section | None:
    text = lines[at].text
    opening = _OPENING.match(text)
    if opening is None:
        return None
    if opening.end() == len(text):
        end, fields = _entries(lines, at + 1)
    else:
        end = _end_of_lines(lines, at)
        fields = list(_pairs(" ".join([text[opening.end() :], *(line.text for line in lines[at + 1 : end])])))
    spelled = frozenset(name.lower() for name, _ in fields)
    sides = {names.side(name) for name in spelled}
    if "response" not in sides or "request" in sides:
        return None
    named = opening["type"] or (opening["label"] or "").lower().startswith(("res", "r.", "e"))
    if not names.shows_a_server(spelled) and not (named or (not opening["label"] and _is_alone(lines, at, end))):
        return None
    start = at
    while start > 0 and (_ABOUT.match(lines[start - 1].text) or _PRINTING.match(lines[start - 1].text)):
        start -= 1
    section = Section("response", [line.number for line in lines[start:end]], end, fields, panel=True)
    section.status = _status_near(lines, at, end)
    return section


def _end_of_lines(lines: Sequence[Line], at: int) -> int:
    """The place after the line that closes a mapping whose first entry stands beside its opening bracket."""
    for place in range(at, min(at + _MOST_LINES, len(lines))):
        text = lines[place].text
        if text.endswith(("}", "]", ")", "},", "}),")):
            return place + 1
        if not text.endswith(",") or not _PAIR.search(text):
            break
    return at + 1


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        name = match["n1"] or match["n2"] or ""
        if names.is_name(name):
            yield name, match["v1"] or match["v2"] or ""


def _entries(lines: Sequence[Line], at: int) -> tuple[int, list[tuple[str, str]]]:
    """The place after the closing bracket, with the fields; none where a line is no entry."""
    fields: list[tuple[str, str]] = []
    while at < len(lines):
        text = lines[at].text
        if text[:1] in "}])" and text:
            return at + 1, fields
        match = _ENTRY.match(text)
        if match is None:
            break
        strings = _STRING.findall(match["value"])
        values = [first or second for first, second in strings] if strings else [match["value"].strip("[] ")]
        fields += [(match["name"], value) for value in values]
        at += 1
    return at, []


def _is_alone(lines: Sequence[Line], at: int, end: int) -> bool:
    """Whether nothing but what printed it stands beside it."""
    above = lines[at - 1].text if at else ""
    below = lines[end].text if end < len(lines) else ""
    return (not above or _PRINTING.match(above) is not None) and (not below or below.startswith(">>>"))


def _status_near(lines: Sequence[Line], at: int, end: int) -> int | None:
    for place in range(max(0, at - _AROUND), at - 1):
        if "status_code" in lines[place].text and re.fullmatch(r"[1-9]\d\d", lines[place + 1].text):
            return int(lines[place + 1].text)
    near = [*reversed(lines[max(0, at - _AROUND) : at]), *lines[end : end + 4]]
    found = (_STATUS.match(line.text) for line in near)
    return next((int(match[1]) for match in found if match is not None), None)


def _table(lines: Sequence[Line], at: int) -> Section | None:
    """What PowerShell prints of `$answer.Headers`."""
    if not _KEY_VALUE.match(lines[at].text) or at + 1 >= len(lines) or lines[at + 1].text.strip("- \t"):
        return None
    section = Section("response", [], at, panel=True)
    end = at + 2
    while end < len(lines) and (row := _ROW.match(lines[end].text)) is not None:
        section.fields.append((row["name"], row["value"]))
        end += 1
    section.lines, section.end = [line.number for line in lines[at:end]], end
    return section if any(names.side(name) == "response" for name, _ in section.fields) else None


@dataclass(slots=True)
class _Property:
    name: str
    values: list[str]


def _web_response(lines: Sequence[Line], at: int) -> Section | None:
    """What PowerShell prints of an answer: a property a line, with the head as text among them."""
    first = _PROPERTY.match(lines[at].text)
    if first is None or first["name"] not in ("StatusCode", "RawContent"):
        return None
    properties, taken, end = _properties(lines, at)
    found = {item.name: item.values for item in properties}
    section = Section("response", taken, end, panel=True)
    status = re.match(r"\d{3}$", found.get("StatusCode", [""])[0])
    section.status = int(status[0]) if status else None
    raw = found.get("RawContent", [])
    if raw:
        line = STATUS_LINE.match(raw[0])
        section.status = int(line["status"]) if line else section.status
        for text in raw[1:]:
            field = inline(text)
            if field is None:
                section.cut = text.endswith(("...", "…"))
                break
            if text.endswith(("...", "…")):
                section.cut = True
                break
            section.fields.append(field)
    else:
        text = " ".join(found.get("Headers", []))
        section.fields = _BRACKETED.findall(text)
        section.cut = text.endswith(("...}", "…}"))
    return section if section.fields or section.status else Section("gap", taken, end)


def _properties(lines: Sequence[Line], at: int) -> tuple[list[_Property], list[int], int]:
    column = lines[at].indent
    found: list[_Property] = []
    taken: list[int] = []
    end = at
    for place in range(at, min(at + _MOST_LINES, len(lines))):
        line = lines[place]
        match = _PROPERTY.match(line.text)
        if match is not None:
            found.append(_Property(match["name"], [match["value"] or ""]))
        elif line.is_blank or line.indent > column:
            found[-1].values.append(line.text)
        else:
            break
        if not line.is_blank:
            taken.append(line.number)
            end = place + 1
    return found, taken, end
