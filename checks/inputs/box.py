"""The one box that takes anything: a pasted text goes to each format in turn, and the first that knows it reads it.

A text is a document of one format, or holds several things, one after the other (`checks.inputs.mixed`). To add a
format, write `parse(text)` for a document, which gives None for a text of another kind, or `parts(text)` for what
stands among other things; either raises the Refusal `unreadable_fragment` for a damaged one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from checks.inputs import configuration, fields, plain_url
from checks.inputs.code import calls
from checks.inputs.commands import reader as commands
from checks.inputs.compose import joined, left_out, with_document
from checks.inputs.console import line as console_line
from checks.inputs.documents import axios_error, bruno_file, http_file, json_documents, report_markdown, yaml_documents
from checks.inputs.dummy import without_secrets
from checks.inputs.heads import raw_headers
from checks.inputs.mixed import Parse, Parts, read, whole
from checks.inputs.understood import LeftOut, Note, Understood
from checks.inputs.url_spelling import shown
from checks.refusal import Refusal, unreadable

# The order in which they are asked: the surest beginning first.
DOCUMENTS: tuple[Parse, ...] = (
    configuration.parse,
    json_documents.parse,
    report_markdown.parse,
    yaml_documents.parse,
    http_file.parse,
    bruno_file.parse,
)
FORMATS: tuple[Parts, ...] = (
    axios_error.parts,
    commands.parts,
    whole(plain_url.parse),
    console_line.parts,
    raw_headers.parts,
    configuration.parts,
    calls.parts,
    configuration.parts_of_code,
)
# What is read of each kind, in characters, brackets and marks, and lines: a HAR is large, but it is mostly long texts,
# while a command or a console is read in many ways.
MAX_JSON, MAX_MARKS = 4_000_000, 400_000
MAX_TEXT, MAX_LINES = 128_000, 5_000
# A body without a line break at its end has the next prompt glued to it.
_GLUED = re.compile(
    r"(?<=[\]}>])(?=(?:[\w.-]{1,64}@[\w.-]{1,64}[^\n$#%]{0,80})?[$#%] ?(?:curl|wget|https?|xh) )", re.ASCII
)
MAX_LOGGED = 20_000


def understand(text: str) -> Understood:
    """What a pasted text holds, without its secrets; raises a Refusal with a sentence for the reader."""
    if len(text) > MAX_JSON:
        raise unreadable(
            f"This is more than {MAX_JSON // 1000000} MB. Copy the one request as cURL, or export a HAR with only "
            "that request."
        )
    # Half a surrogate pair is no character of any text.
    text = text.replace("\ufeff", "").replace("\u200b", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if not text.strip():
        raise unreadable("The box is empty. Paste a request copied from DevTools, a URL, or a console line.")
    text = re.sub(r"\r\n?", "\n", text)
    if json_documents.begins(text):
        _bound_json(text)
    recording, rest = json_documents.cut(text)
    further, rest = json_documents.cut(rest) if recording and '"log"' in rest else ("", rest)
    for one in (recording, further):
        _bound_json(one)
    _bound_text(rest)
    document = _recorded((recording, further), rest) if recording else _document(rest) or _alone(rest)
    if document is None and recording:
        # It has JSON's brackets, and is what a program printed.
        _bound_text(text)
        document = _alone(text)
    if document is None:
        raise unreadable(
            "Nothing here can be read. Paste a command from “Copy as cURL” or “Copy as fetch”, a HAR, request or "
            "response headers, a console line, or a URL."
        )
    return without_secrets(_checked(document))


def _recorded(recordings: Iterable[str], rest: str) -> Understood | None:
    """Recordings with what stands beside them; of one that holds nothing to judge, why, where there is more to read."""
    found, unread = [], []
    for recording in filter(None, recordings):
        try:
            found.append(_document(recording))
        except Refusal as refusal:
            logged = _logged(recording)
            found.append(logged)
            unread += [] if logged else [refusal]
    rest = _GLUED.sub("\n", rest)
    beside = joined(rest, read(rest, FORMATS))
    known = [*filter(None, (*found, beside))]
    if unread and not known:
        raise unread[0]
    if not known:
        return None
    document = reduce(with_document, known)
    left = [LeftOut("{…}", refusal.detail) for refusal in unread] + ([] if beside else left_out(rest))
    return replace(document, left_out=(*document.left_out, *left))


def _alone(text: str) -> Understood | None:
    text = _GLUED.sub("\n", text)
    return joined(text, plain_url.in_prose(text, read(text, FORMATS)))


def _logged(text: str) -> Understood | None:
    """What a console said, where a program keeps it in JSON of its own."""
    if len(text) > MAX_LOGGED or '"log"' in text:
        return None
    said = list(console_line.parts(text))
    return joined(text, said) if len(said) == 1 else None


def _document(text: str) -> Understood | None:
    return next(filter(None, (parse(text) for parse in DOCUMENTS)), None)


def _bound_json(text: str) -> None:
    marks = sum(map(text.count, "{[,:"))
    if marks > MAX_MARKS:
        raise unreadable(
            f"This JSON has {marks:,} brackets, commas and colons; the limit is {MAX_MARKS:,}. Copy the one "
            "request as cURL, or export a HAR with only that request."
        )


def _bound_text(text: str) -> None:
    """Refuse what is too long to be read, before anything reads it."""
    if len(text) > MAX_TEXT:
        raise unreadable(
            f"This has {len(text):,} characters; the limit is {MAX_TEXT:,} for anything but a HAR. Paste the one "
            "request without its body: no verdict needs it."
        )
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        raise unreadable(f"This has {lines:,} lines; the limit is {MAX_LINES:,}. Paste only the one request.")


def _checked(found: Understood) -> Understood:
    """With values as the form takes them; what cannot be used is said, and left out where that is possible."""
    if not found.others:
        return _with_clean_fields(found)
    usable, left = [], list(found.left_out)
    for other in found.others:
        try:
            usable.append(_with_clean_fields(other))
        except Refusal as refusal:
            left.append(LeftOut(f"{other.request.method} {shown(other.request.url)}", refusal.detail))
    try:
        first = _with_clean_fields(replace(found, others=(), left_out=tuple(left)))
    except Refusal:
        if not usable:
            raise
        first = replace(usable[0], left_out=tuple(left), configuration=found.configuration, what=found.what)
    return first if len(usable) == 1 else replace(first, others=tuple(usable))


def _with_clean_fields(found: Understood) -> Understood:
    notes = list(found.notes)
    url, origin = found.request.url.strip(), found.request.origin
    if url:
        try:
            fields.url(url)
        except Refusal as error:
            if not found.rules and not any(note.kind == "fact" for note in found.notes):
                raise unreadable(f"Read as {found.what}, but its URL cannot be checked. {error.detail}") from error
            notes.append(Note("guess", error.detail, "url"))
    if origin:
        try:
            origin = fields.origin(origin)
        except Refusal as error:
            notes.append(Note("left-out", f"“{shown(origin)}” is not an origin. {error.detail}", "origin"))
            origin = ""
    return replace(found.asking(url=url, origin=origin), notes=tuple(notes))
