"""Variables of pasted commands and files: what the text itself sets is filled in, and the rest is marked, so that it is
named to the reader and never sent.

A marked variable stands between two characters of private use, as it was written: `$HOST`, `{{host}}`, `%HOST%`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from checks.inputs.dummy import stand_in
from checks.inputs.from_wire import from_wire
from checks.inputs.understood import Note, Understood

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*+){_CLOSE}")
_NAME = re.compile(
    r"\{\{(?P<braces>[^{}]*)\}\}|[^\w]*(?:(?:env|global|script|process\.env)[:.])?(?P<plain>[\w.-]*)", re.IGNORECASE
)
# As people write what the reader has to fill in: {{host}}, ${HOST}, $HOST, %HOST%, <host>, {host}, YOUR_HOST, :id.
_WRITTEN = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|\$[A-Za-z_]\w{0,60}|%[A-Z_]{3,40}%|<[A-Za-z][\w .:-]{0,60}>"
    r"|\{[A-Za-z_][\w.-]{0,60}\}|\bYOUR[_-][A-Z][A-Z_-]{0,60}\b|\b[A-Z]{2,30}(?:_[A-Z]{1,30}){1,5}\b"
)
_IN_PATH = re.compile(r"(?<=/)(?::[A-Za-z_]\w{0,40})(?=[/?#]|\Z)")
_PLACEHOLDER = re.compile(r"(?:(?<= )|\A)<[A-Za-z][\w .-]{0,60}>\Z")
_BRACES = re.compile(r"\{\{([^{}\n]{1,100}+)\}\}")
_MOST = 16_000


def mark(written: str) -> str:
    """A variable as it was written, marked."""
    return f"{_OPEN}{written}{_CLOSE}"


def unmarked(text: str) -> str:
    """A text without any mark of its own."""
    return text.replace(_OPEN, "\ufffd").replace(_CLOSE, "\ufffd")


def is_marked(text: str) -> bool:
    return _OPEN in text


def written(text: str) -> str:
    """The text with its variables as they were written."""
    return _MARKED.sub(r"\1", text)


def names(text: str) -> str:
    """The variables of a text, for a sentence."""
    return ", ".join(list(dict.fromkeys(found[:60] for found in _MARKED.findall(text)))[:5])


def braces_marked(text: str) -> str:
    """`{{name}}` marked, as collections and request files write variables."""
    return _BRACES.sub(lambda match: mark("{{" + match[1].strip() + "}}"), text)


def resolved(text: str, known: Mapping[str, str]) -> str:
    """With the values of the variables that are known, some of which may hold others."""
    for _ in range(5):
        if _OPEN not in text or len(text) > _MOST:
            break
        before, text = text, _MARKED.sub(lambda match: _value(match, known), text)
        if text == before:
            break
    return text


def _value(match: re.Match[str], known: Mapping[str, str]) -> str:
    default = re.fullmatch(r"\$\{(\w+):?[-=](.*)\}", match[1], re.DOTALL)
    named = _NAME.match(match[1])
    name = default[1] if default else ((named["braces"] or named["plain"] or "").strip() if named else "")
    value = known.get(name, known.get(name.lower()))
    if value is None and default:
        value = default[2]
    if value is None:
        return match[0]
    return value.rstrip("/") if "%/" in match[1] else value


def request_of(
    what: str,
    kind: str,
    url: str,
    method: str,
    headers: list[tuple[str, str]],
    *,
    body: str | None = None,
    credentials: str | None = None,
    notes: list[Note] | None = None,
) -> Understood:
    """The request of a command or a file: its variables get stand-ins, and are named; one that stands for the host is
    asked for."""
    told = list(notes or ())
    url = _url(url, told)
    kept = []
    for name, given in headers:
        value = given if is_marked(given) else _PLACEHOLDER.sub(_marked, braces_marked(given))
        if is_marked(name):
            sentence = f"A header's name is the variable {names(name)}; write the header out if your code sets it."
            told.append(Note("left-out", sentence, "headers"))
        elif is_marked(value):
            kept += _header(name, value, told)
        else:
            kept.append((name, value))
    if is_marked(method):
        told.append(Note("guess", f"The method is the variable {names(method)}; GET is assumed.", "method"))
        method = "GET"
    if body is not None and is_marked(body) and not _MARKED.sub("", body).strip():
        told.append(Note("left-out", f"The body is the variable {names(body)}; no verdict needs it.", "body"))
        body = ""
    elif body is not None and is_marked(body):
        told.append(Note("fact", f"The body has the variable {names(body)}; no verdict needs its value.", "body"))
        body = written(body)
    found = from_wire(what, url, method, kept, body=body, credentials=credentials, notes=told)
    return replace(found, kind=kind)


def _header(name: str, value: str, told: list[Note]) -> list[tuple[str, str]]:
    lower = name.strip().lower()
    if lower in ("origin", "referer"):
        told.append(Note("left-out", f"{name} is the variable {names(value)}; write the page's origin.", "origin"))
        return []
    if lower != "cookie":
        sentence = f"The value of {name} has the variable {names(value)}; a placeholder is used."
        told.append(Note("guess", sentence, "headers"))
    around = _MARKED.sub("", value).strip()
    if lower == "content-type" and around:
        return [(name, _MARKED.sub("x", value))]
    if lower == "authorization" and around:
        return [(name, _MARKED.sub("xxxxx", value))]
    return [(name, stand_in(name.strip()))]


def _url(url: str, told: list[Note]) -> str:
    """The URL, or an empty text where its host is a variable."""
    if not is_marked(url):
        scheme, slashes, rest = url.partition("://") if "://" in url[:40] else ("", "", url)
        authority, end, path = re.split(r"([/?#]|\Z)", rest, maxsplit=1)
        path = _IN_PATH.sub(_marked, _WRITTEN_IN_PATH.sub(_marked, end + path))
        url = f"{scheme}{slashes}{_WRITTEN.sub(_marked, authority)}{path}"
    if not is_marked(url):
        return url
    rest = url.partition("://")[2] or url
    before = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "://" not in url.partition(_OPEN)[0] or is_marked(before):
        shown = re.split(r"[?#]", written(url), maxsplit=1)[0][:120]
        shown = re.sub(r"//[^/@]*@", "//", shown)
        sentence = (
            f"The URL {shown} has the variable {names(before if is_marked(before) else url)}; write the host in "
            "its place."
        )
        told.append(Note("guess", sentence, "url"))
        return ""
    told.append(Note("guess", f"The URL has the variable {names(url)}; a placeholder is used.", "url"))
    return _MARKED.sub(lambda match: stand_in(match[1]), url)


_WRITTEN_IN_PATH = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|(?<=[/=])<[A-Za-z][\w .:-]{0,60}>(?=[/?#&]|\Z)"
    r"|(?<=/)\{[A-Za-z_][\w.-]{0,60}\}(?=[/?#.:]|\Z)"
)


def _marked(match: re.Match[str]) -> str:
    return mark(match[0])
