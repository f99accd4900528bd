"""The one box that takes anything: a pasted text goes to each format in turn, and the first that knows it reads it.

To add a format, write `checks/inputs/<format>.py` with `parse(text)`, which gives None for a text of another kind and
raises `NotUnderstood` for a damaged one of its own, and put it into `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checks.inputs import (
    console_line,
    curl,
    fetch_snippet,
    fields,
    httpie,
    json_documents,
    plain_url,
    powershell,
    raw_headers,
    report_markdown,
)
from checks.inputs.dummy import without_secrets
from checks.inputs.fields import FieldError
from checks.inputs.understood import Note, NotUnderstood, Understood

Parse = Callable[[str], Understood | None]

# The order in which they are asked: the surest beginning first.
FORMATS: tuple[Parse, ...] = (
    json_documents.parse,
    report_markdown.parse,
    curl.parse,
    httpie.parse,
    powershell.parse,
    plain_url.parse,
    console_line.parse,
    raw_headers.parse,
    fetch_snippet.parse,
)
MAX_TEXT = 4_000_000


def understand(text: str) -> Understood:
    """What a pasted text holds, without its secrets; raises NotUnderstood with a sentence for the reader."""
    text = text.replace("\ufeff", "").replace("\u200b", "")
    if not text.strip():
        raise NotUnderstood("The box is empty. Paste what DevTools let you copy, a URL, or a console line.")
    if len(text) > MAX_TEXT:
        raise NotUnderstood(
            f"This is more than {MAX_TEXT // 1_000_000} MB. Copy the one request as cURL, or export a HAR of it alone."
        )
    for parse in FORMATS:
        found = parse(text)
        if found is not None:
            return without_secrets(_checked(found))
    raise NotUnderstood(
        "This is nothing that can be read here. Paste a command from “Copy as cURL” or “Copy as fetch”, a HAR, the "
        "headers of a request or of an answer, a line of the console, or a URL."
    )


def _checked(found: Understood) -> Understood:
    """With values as the form takes them; what cannot be used is said, and left out where that is possible."""
    notes = list(found.notes)
    url, origin = found.request.url.strip(), found.request.origin
    if url:
        try:
            fields.url(url)
        except FieldError as error:
            if not found.rules:
                raise NotUnderstood(f"It is {found.what}, but its URL cannot be checked. {error.detail}") from error
            notes.append(Note("guess", error.detail, "url"))
    if origin:
        try:
            origin = fields.origin(origin)
        except FieldError as error:
            notes.append(Note("left-out", f"“{origin[:60]}” is no origin. {error.detail}", "origin"))
            origin = ""
    others = tuple(map(_checked, found.others))
    return replace(found.asking(url=url, origin=origin), notes=tuple(notes), others=others)
