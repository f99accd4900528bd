"""The sections of a text, in their order, with what stands between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.inputs.heads import bodies, failures, head, labels, printed, summary
from checks.inputs.heads.lines import Line, cleaned
from checks.inputs.heads.pairs import starts_a_section
from checks.inputs.heads.section import Section

# So many names of tabs are no chance.
_A_ROW = 3


def sections(text: str) -> Iterator[Section]:
    """Each section of a text; a line between them that is none of theirs is a gap."""
    lines = cleaned(text)
    at = 0
    while at < len(lines):
        if lines[at].is_blank:
            at += 1
            continue
        found = _section(lines, at)
        if found is None:
            yield Section("gap", [lines[at].number], at + 1, source=lines[at].text)
            at += 1
        else:
            yield found
            at = max(found.end, at + 1)


def _section(lines: Sequence[Line], at: int) -> Section | None:
    line = lines[at]
    if line.mark in ("*", "|") or labels.is_tools(line.text):
        return (
            failures.failure(lines, at)
            or summary.summary(lines, at)
            or Section("lost", [line.number], at + 1, source=line.text)
        )
    return (
        head.with_first_line(lines, at)
        or failures.failure(lines, at)
        or _tabs(lines, at)
        or printed.printed(lines, at)
        or summary.summary(lines, at)
        or _under_label(lines, at)
        or _body_of_panel(lines, at)
        or head.fields_only(lines, at, None)
    )


def _under_label(lines: Sequence[Line], at: int) -> Section | None:
    """The fields under a label that says whose they are."""
    side = labels.side_of(lines[at].text)
    if side is None:
        return _only_noise(lines, at)
    taken, place = [lines[at].number], at + 1
    lost = ""
    while place < len(lines) and (lines[place].is_blank or labels.is_noise(lines[place].text)):
        lost = lost or ("provisional" if labels.PROVISIONAL.search(lines[place].text) else "")
        taken += [] if lines[place].is_blank else [lines[place].number]
        place += 1
    found = None
    if place < len(lines):
        found = head.with_first_line(lines, place)
        if found is None and labels.side_of(lines[place].text) is None:
            found = printed.printed(lines, place) or head.fields_only(lines, place, side)
    if found is None:
        end = bodies.end_of(lines, at + 1, ())
        if end > place:
            return Section("lost", [line.number for line in lines[at:end]], end, labelled=True)
        return Section("lost", taken, place, source=lost, labelled=True) if lost or len(taken) > 1 else None
    found.lines = taken + found.lines
    found.labelled, found.panel = True, True
    if labels.is_of_preflight(lines[at].text):
        found.method = "OPTIONS"
    found.source = found.source or lost
    return found


def _tabs(lines: Sequence[Line], at: int) -> Section | None:
    """The names of a panel's tabs, where several stand in a row."""
    place = at
    while place < len(lines) and labels.is_tab(lines[place].text):
        place += 1
    if place - at < _A_ROW:
        return None
    return Section("lost", [line.number for line in lines[at:place]], place)


def _only_noise(lines: Sequence[Line], at: int) -> Section | None:
    """“Provisional headers are shown”, where no label stands above."""
    if labels.PROVISIONAL.search(lines[at].text) and labels.is_noise(lines[at].text):
        return Section("lost", [lines[at].number], at + 1, source="provisional")
    return None


def _body_of_panel(lines: Sequence[Line], at: int) -> Section | None:
    """A part of a panel that holds no fields, such as the payload."""
    if not labels.is_body(lines[at].text):
        return None
    place = at + 1
    while place < len(lines) and not lines[place].is_blank and not starts_a_section(lines[place].text):
        place += 1
    if place == at + 1:
        place = bodies.end_of(lines, place, ())
    return Section("lost", [line.number for line in lines[at:place]], place, labelled=True)
