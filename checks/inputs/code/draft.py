"""A request as code makes it, turned into the fields of a check, with a note for each part that is not known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from checks.cors.fetch_standard import is_forbidden_request_header
from checks.cors.urls import is_socket, parse
from checks.inputs import choices
from checks.inputs.code.instances import instance_text, search_pairs
from checks.inputs.code.values import Hole, Instance, Text, Value, is_known, joined, plain
from checks.inputs.dummy import stand_in
from checks.inputs.from_wire import from_wire
from checks.inputs.request_fields import FIELDS
from checks.inputs.understood import Note, Understood
from checks.inputs.url_spelling import shown

_WHOLE_HOST = re.compile(
    r"(?:http|ws)s?://(?:(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?|(?:localhost|[\d.]+):\d+)\Z", re.IGNORECASE
)
_HOST_AND_MORE = re.compile(r"(?:http|ws)s?://[^/?#\s]+[/?#]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_OWN_HOST = ("location.origin", "window.location.origin", "document.location.origin", "location.href")


@dataclass(slots=True)
class Draft:
    """A request that a call makes; `more` are further fields of the check, and `facts` what is to be said of it."""

    what: str
    url: Value
    initiator: str = "fetch"
    method: Value = "GET"
    headers: list[tuple[str, Value]] = field(default_factory=list)
    body: Value = None
    credentials: str | None = "same-origin"
    kind: str = "javascript"
    more: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    no_request: bool = False

    def fact(self, sentence: str, about: str | None = None) -> None:
        self.notes.append(Note("fact", sentence, about))

    def guess(self, sentence: str, about: str) -> None:
        self.notes.append(Note("guess", sentence, about))

    def left_out(self, sentence: str, about: str | None = None) -> None:
        self.notes.append(Note("left-out", sentence, about))

    def header(self, name: str, value: Value) -> None:
        """Set a header, in the place of one of that name."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        self.headers.append((name, value))

    def has(self, name: str) -> bool:
        return any(key.lower() == name for key, _ in self.headers)


def finished(draft: Draft, chosen: Iterable[tuple[str, str | None]] = ()) -> Understood:
    """What a draft says; `chosen` are sentences about what was chosen in it."""
    notes = [*draft.notes]
    notes += [Note("guess", sentence, about) for sentence, about in chosen]
    if draft.no_request:
        return Understood(draft.what, notes=tuple(notes), kind=draft.kind)
    url = _url(draft.url, notes, sockets=draft.initiator == choices.SOCKET)
    method = _method(draft.method, notes)
    headers = [pair for name, value in draft.headers if (pair := _header(name, value, notes)) is not None]
    body = _body(draft, notes)
    made = from_wire(draft.what, url, method, headers, body=body, credentials=draft.credentials, notes=notes)
    more = {name: value for name, value in draft.more.items() if value is not None}
    # The code says what makes the request, whatever its headers look like.
    kept = tuple(note for note in made.notes if note.field != "initiator" or note in notes)
    made = made.asking(initiator=draft.initiator, **more)
    return Understood(made.what, made.request, kept, kind=draft.kind)


def _url(value: Value, notes: list[Note], *, sockets: bool) -> str:
    """The URL as far as it is sure where it leads; empty, with a note, where its host is not known."""
    value = instance_text(value) if isinstance(value, Instance) else value
    parts = value.parts if isinstance(value, Text) else (value,)
    first = parts[0] if parts else ""
    if isinstance(first, Hole) or not isinstance(first, str):
        name = first.name if isinstance(first, Hole) else "a value"
        _missing_host(name, parts[1:], notes)
        return ""
    text = first.strip()
    if len(parts) > 1 and not _HOST_AND_MORE.match(text) and _SCHEME.match(text):
        hole = parts[1]
        after = parts[2] if len(parts) > 2 else ""
        if not _WHOLE_HOST.match(text) or (isinstance(after, str) and after[:1] in (".", ":")):
            _missing_host(hole.name if isinstance(hole, Hole) else "a value", parts[2:], notes)
            return ""
        text += "/"
    elif len(parts) > 1 and not _SCHEME.match(text) and not text.startswith("/"):
        _missing_host(parts[1].name if isinstance(parts[1], Hole) else "a value", parts[2:], notes)
        return ""
    for part in parts[1:]:
        if isinstance(part, Hole):
            made = _stand_in(part.name)
            sentence = (
                f"{_words(part.name)} in the URL is not in the code, so {made} stands for it. That rarely matters "
                "for CORS."
            )
            notes.append(Note("guess", sentence, "url"))
            text += made
        else:
            text += part.lstrip("/") if text.endswith("/") else part
    if text.startswith("//"):
        notes.append(Note("guess", "The URL takes its scheme from the page, so https: is added.", "url"))
        return f"https:{text}"
    if not _SCHEME.match(text) or re.match(r"[\w-]+:\d+/", text):
        sentence = (
            f"“{shown(text)}” is a path on the page's own host, where CORS does not apply. If the call goes to "
            "another host, paste the URL from the Network panel."
        )
        notes.append(Note("guess", sentence, "url"))
        return ""
    if not text.lower().startswith(("http:", "https:")) and not (sockets and is_socket(text)):
        scheme = text.partition(":")[0][:20]
        notes.append(Note("guess", f"The URL has the scheme {scheme}, which has no server and no CORS.", "url"))
        return ""
    return text if is_sound(text) else quote(text, safe="%/:?#[]@!$&'()*+,;=~{}|^`\"<>\\")


def is_sound(url: str) -> bool:
    return parse(url) is not None and " " not in url


def _missing_host(name: str, rest: tuple[str | Hole, ...], notes: list[Note]) -> None:
    if name.startswith(_OWN_HOST):
        sentence = (
            f"{name} is the page's own host, where CORS does not apply. If the request goes to another host, "
            "write its URL."
        )
    else:
        end = "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in rest)
        ends = f": it ends with {shown(end)}" if end.strip("/") else ""
        sentence = (
            f"The host is in {_words(name)}, which is not in the code. Paste the URL from the Network panel{ends}."
        )
    notes.append(Note("guess", sentence, "url"))


def _words(name: str) -> str:
    return name if re.fullmatch(r"[\w$.’' ]+(?:\(\))?", name) else f"“{name}”"


def _stand_in(name: str) -> str:
    """A piece of a URL in the place of a variable."""
    last = name.rpartition(".")[2] if re.fullmatch(r"[\w$.]+", name) else ""
    if re.search(r"id\Z|page|limit|offset|number|num\Z|count|index|year|size|lat|lon", last, re.IGNORECASE) or not last:
        return "1"
    return quote(last[:30])


def _method(value: Value, notes: list[Note]) -> str:
    if isinstance(value, str) and value:
        return value
    if value not in (None, ""):
        notes.append(Note("guess", "The method is set at run time; GET is assumed.", "method"))
    return "GET"


def _header(name: str, value: Value, notes: list[Note]) -> tuple[str, str] | None:
    text = plain(value)
    if text is None and value is None:
        text = "null"
    holes = value.holes if isinstance(value, Text) else (value,) if isinstance(value, Hole) else ()
    if text is None:
        named = f" comes from {_words(holes[0].name)}, which" if holes else ""
        sentence = f"The value of {name[:60]}{named} is not in the code, so a placeholder is used."
        notes.append(Note("guess", sentence, "headers"))
        text = stand_in(name)
    if is_forbidden_request_header(name, text) and not re.match(
        r"(?i)sec-|user-agent|cookie|origin|refer|access-control-", name
    ):
        sentence = f"{name[:60]} is left out: browsers set it themselves and do not let code set it."
        notes.append(Note("left-out", sentence, "headers"))
        return None
    return name, text


def _body(draft: Draft, notes: list[Note]) -> str | None:
    value = draft.body
    if isinstance(value, Instance):
        return _made_body(draft, value, notes)
    if value is None or isinstance(value, str):
        return value
    if not is_known(value):
        notes.append(Note("left-out", "The body is built at run time; no verdict needs it.", "body"))
        return ""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


def _made_body(draft: Draft, value: Instance, notes: list[Note]) -> str:
    kinds = {"FormData": "formdata", "URLSearchParams": "urlsearchparams", "HttpParams": "urlsearchparams"}
    kinds |= {"Blob": "blob", "File": "blob", "ReadableStream": "stream", "ArrayBuffer": "arraybuffer"}
    kind = kinds.get(value.kind, "arraybuffer" if value.kind.endswith("Array") else "")
    if kind in FIELDS["body_kind"].words:
        draft.more["body_kind"] = kind
    if kind == "blob":
        options = value.argument(2 if value.kind == "File" else 1)
        given = options.get("type") if isinstance(options, dict) else None
        draft.more["body_type"] = given if isinstance(given, str) else None
        if given is not None and not isinstance(given, str):
            notes.append(Note("guess", "The Blob's type is set at run time. Add it.", "body_type"))
    if kind == "urlsearchparams":
        pairs = search_pairs(value)
        return urlencode(pairs) if pairs is not None else ""
    return ""


def under(base: Value, path: Value) -> Value:
    """A path under a base URL, as libraries put them together; a whole URL stays as it is."""
    base = instance_text(base) if isinstance(base, Instance) else base
    path = instance_text(path) if isinstance(path, Instance) else path
    if base in (None, "") or (isinstance(path, str) and re.match(r"[a-z][a-z0-9+.-]*:|//", path, re.IGNORECASE)):
        return path
    if isinstance(path, Text) and isinstance(path.parts[0], str) and _SCHEME.match(path.parts[0]):
        return path
    if path in (None, ""):
        return base
    start = base.rstrip("/") if isinstance(base, str) else _stripped(base)
    if isinstance(path, str):
        path = path.lstrip("/")
        return joined([start, "/" if path[:1] not in ("?", "#") else "", path])
    if isinstance(path, Text) and isinstance(path.parts[0], str):
        return joined([start, "/", Text((path.parts[0].lstrip("/"), *path.parts[1:]))])
    return joined([start, "/", path])


def _stripped(value: Value) -> Value:
    if isinstance(value, Text) and isinstance(value.parts[-1], str):
        return Text((*value.parts[:-1], value.parts[-1].rstrip("/")))
    return value


def with_query(url: Value, params: Value, notes: list[Note]) -> Value:
    """The URL with parameters that a library adds to it."""
    if params in (None, {}, ""):
        return url
    pairs: list[tuple[str, Value]]
    if isinstance(params, Instance):
        known = search_pairs(params)
        pairs = [(name, value) for name, value in known or ()]
    elif isinstance(params, dict):
        pairs = [(name, value) for name, value in params.items() if value is not None]
    elif isinstance(params, str | Text):
        return joined([url, "&" if "?" in str(url) else "?", params])
    else:
        notes.append(Note("left-out", "The query is built at run time; that rarely matters for CORS.", "url"))
        return url
    made: list[Value] = [url]
    for name, value in pairs:
        mark = "&" if len(made) > 1 or "?" in str(url) else "?"
        text = plain(value)
        made += [
            mark,
            urlencode({name: text}) if text is not None else f"{quote(name)}=",
            *([] if text is not None else [value]),
        ]
    return joined(made)
