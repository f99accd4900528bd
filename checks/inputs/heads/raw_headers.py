"""Heads of requests and of answers as text: from DevTools' panels, `curl -i`, `curl -v`, wget, HTTPie, Postman.

The bytes of an answer's head are kept for each browser to read its own way, where the text has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.inputs.heads.exchange import Exchange, is_followed, is_interim, is_redirect, part
from checks.inputs.heads.scan import sections
from checks.inputs.heads.section import Section
from checks.inputs.understood import Part

MAX_PARTS = 100
# A line above fields, in a panel's language.
_LONGEST_LABEL = 40


def parts(text: str) -> list[Part]:
    """Each head, each panel and each exchange of both, in the order of the text."""
    taken: set[int] = set()
    found: list[Part] = []
    for exchange in _exchanges(text):
        one = part(exchange)
        if one is not None and len(found) < MAX_PARTS:
            found.append(replace(one, lines=tuple(number for number in one.lines if number not in taken)))
            taken.update(one.lines)
    return [one for one in found if one.lines]


def _exchanges(text: str) -> Iterator[Exchange]:
    """The sections of a text, those together that are of one exchange."""
    now, gap = Exchange(), None
    for section in sections(text):
        if section.kind == "gap":
            may_be_label = gap is None and now.is_panel and _is_label(section)
            gap = section if may_be_label else None
            if gap is None:
                yield now
                now = Exchange()
            continue
        if gap is not None:
            is_label = (
                section.panel and section.kind in ("request", "response") and section.lines[0] == gap.lines[0] + 1
            )
            if is_label:
                section.lines = gap.lines + section.lines
            else:
                yield now
                now = Exchange()
            gap = None
        if section.kind == "response" and is_interim(section):
            section.kind, section.status = "lost", None
        if not _joins(now, section):
            yield now
            now = Exchange()
        now.sections.append(section)
    yield now


def _is_label(section: Section) -> bool:
    """Whether a line that says nothing else can be a label, in a language that is not known here."""
    return len(section.lines) == 1 and len(section.source) <= _LONGEST_LABEL


def _joins(now: Exchange, section: Section) -> bool:
    """Whether a section belongs to the exchange before it."""
    if section.kind == "lost":
        return True
    answered = [*now.of("response"), *now.of("failure")]
    last = answered[-1] if answered else None
    if section.kind == "failure" and last is not None and last.kind == "failure":
        section.kind = "lost"
        return True
    if last is not None and is_redirect(last) and not section.panel:
        return True
    if section.kind == "summary":
        return not (now.summary or now.request or answered)
    if section.kind == "request":
        return now.request is None and (last is None or last.panel)
    return last is None or (is_followed(last) and now.request is not None)
