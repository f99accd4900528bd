"""The line above an exported snippet that says what its code cannot: the page's origin and the fetch options.

Exports write it (`checks.exports`), and the box reads it back.
"""

from __future__ import annotations

import re
from dataclasses import replace

from checks.cors.model import Request
from checks.inputs import fields
from checks.inputs.request_fields import FIELDS
from checks.inputs.understood import Understood
from checks.refusal import Refusal

_LINE = re.compile(
    r"From a page of origin (?P<origin>\S+) by (?P<initiator>[\w-]+), mode (?P<mode>[\w-]+), "
    r"credentials (?P<credentials>[\w-]+), redirect (?P<redirect>\w+)(?:, cache (?P<cache>[\w-]+))?\."
)


def line(request: Request) -> str:
    """What `said` reads back; one line, of words without white space."""
    return (
        f"From a page of origin {request.origin} by {request.initiator}, mode {request.mode}, "
        f"credentials {request.credentials}, redirect {request.redirect}"
        f"{f', cache {request.cache}' if request.cache != 'default' else ''}."
    )


def said(found: Understood, text: str) -> Understood:
    """`found` with what the line in `text` says, which is then no guess any more; as it is where there is none."""
    match = _LINE.search(text)
    if match is None:
        return found
    told = match.groupdict("default")
    if any(told[name] not in field.words for name, field in FIELDS.items() if field.words and name in told):
        return found
    try:
        told["origin"] = fields.origin(told["origin"])
    except Refusal:
        return found
    notes = tuple(note for note in found.notes if note.kind != "guess" or note.field not in told)
    return replace(found.asking(**told), notes=notes)
