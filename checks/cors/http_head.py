"""The head of an answer as bytes, read as each browser reads it (https://httpwg.org/specs/rfc9112.html).

The rules that all three share: a line ends at LF, CR before it does not count; a folded line continues its value;
interim answers (1xx but 101) are skipped; a NUL spoils the head. Where they differ, `HeadHabits` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors.model import Failure, Headers, HttpResponse

INVALID = "ERR_INVALID_HTTP_RESPONSE"
MAX_INTERIM = 1000
_STATUS_LINE = re.compile(r"(HTTP/[0-9]+\.[0-9]+|HTTP)[ \t]+([0-9]+)(?:[ \t]*(.*))?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeadHabits:
    """How a browser reads what HTTP's grammar forbids.

    `trims_name`: white space before the colon is cut off, else the line is dropped. `lone_cr_ends_line`: a CR without
    LF ends a line, else it stays in the value. `accepts_http09`: an answer without a status line is a body with
    status 200, else no answer. `max_status`: the greatest status code that is taken.
    """

    trims_name: bool
    lone_cr_ends_line: bool
    accepts_http09: bool
    max_status: int


def read(head: bytes, habits: HeadHabits) -> HttpResponse | Failure:
    """The final response in the bytes, or the `bad_response` that they are to this browser."""
    text = head.decode("latin-1")
    for _ in range(MAX_INTERIM):
        if not text:
            return Failure("bad_response", "The server closed the connection without an answer.", "ERR_EMPTY_RESPONSE")
        block, rest = _split_head(text)
        response = _read_block(block, habits)
        if isinstance(response, Failure) or not 100 <= response.status < 200 or response.status == 101:
            return response
        text = rest
    return Failure("bad_response", "The server sent interim answers without end.", "ERR_INVALID_HTTP_RESPONSE")


def _split_head(text: str) -> tuple[str, str]:
    match = re.search(r"\n\r?\n", text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _read_block(block: str, habits: HeadHabits) -> HttpResponse | Failure:
    block = block.lstrip("\r\n")
    status_text, _, rest = block.partition("\n")
    match = _STATUS_LINE.match(status_text.rstrip("\r \t"))
    if match is None:
        if habits.accepts_http09:
            return HttpResponse(200)
        return Failure("bad_response", "The answer does not begin with an HTTP status line.", INVALID)
    if "\0" in block:
        return Failure("bad_response", "The head of the answer holds a NUL byte.", INVALID)
    status = int(match[2])
    if not 100 <= status <= habits.max_status:
        return Failure("bad_response", f"The status code {match[2][:12]} is out of range.", INVALID)
    return HttpResponse(status, _read_fields(rest, habits), (match[3] or "").strip(" \t"))


def _read_fields(text: str, habits: HeadHabits) -> Headers:
    if habits.lone_cr_ends_line:
        text = re.sub(r"\r(?!\n)", "\n", text)
    fields: list[tuple[str, str]] = []
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if line[:1] in (" ", "\t"):
            if fields:
                name, value = fields[-1]
                fields[-1] = (name, (value + " " + line.strip(" \t")).strip(" \t"))
            continue
        name, colon, value = line.partition(":")
        stripped = name.rstrip(" \t")
        if not colon or not stripped or (stripped != name and not habits.trims_name):
            continue
        fields.append((stripped, value.strip(" \t")))
    return tuple(fields)
