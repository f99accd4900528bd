"""The values in a message's slots: a URL, an origin, a name, as they were before quoting and wrapping."""

from __future__ import annotations

import re

from checks.cors.fetch_standard import is_token
from checks.cors.initiators import INITIATORS
from checks.cors.urls import parse
from checks.inputs.console.source import bare, joined, letters_of

_NAMED = {
    # The first that is called so.
    **{made_by.chromium: name for name, made_by in reversed(INITIATORS.items())},
    "XMLHttpRequest endpoint": "xmlhttprequest",
    "Fetch API": "fetch",
    "EventSource": "eventsource",
    "EventSource endpoint": "eventsource",
    "module script": "module-script",
    "stylesheet": "stylesheet",
}
# By their letters, the longest first.
_KINDS = sorted(((letters_of(kind), made) for kind, made in _NAMED.items()), key=lambda pair: -len(pair[0]))
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]{0,30}:/{1,3}[^\s'\"“”‘’`<>]+")
_HOST = re.compile(
    r"(?:localhost|[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,20}+)(?::\d{1,5})?(?:[/?#]\S*)?\Z"
    r"|[\w-]{1,63}+:\d{1,5}(?:[/?#]\S*)?\Z",
    re.ASCII,
)
# Hosts that readers put in for their own.
_HIDDEN = re.compile(r"[a-z]{2,20}://(?:[.…*x]{2,}|[{<$][^/]*)(?:[/:]|\Z)", re.IGNORECASE)
_REDIRECTED = re.compile(r"\(\s*redirected\s+from", re.IGNORECASE)
_QUOTES = "'\"‘’“”`´„«»"
_CLOSED = re.compile("[’'”»\"](?=[)）.。]|\\s|$)")
_NO_ORIGINS = frozenset({"null", "file://"})


def read(name: str, text: str, link: str = "") -> dict[str, object]:
    """What a slot says, as parts of a message."""
    match name:
        case "url":
            return _urls(text, link)
        case "hop":
            first, _, then = re.sub(r"['\"‘’“”`]?\s{1,20}to\s{1,20}['\"‘’“”`]?", "\n", text, count=1).partition("\n")
            return {"first_url": url(first), "url": url(then)}
        case "next" | "page":
            found = url(text, link)
            return {"next_url": found} if name == "next" else {"page": found}
        case "at":
            shown = origin(text)
            return {"url": shown + "/"} if shown else {}
        case "asked":
            kind = re.split(r"['\"‘“`]|https?:", text, maxsplit=1)[0]
            shown_url = _URL.search(text)
            return {"initiator": initiator(kind), "url": url(shown_url[0]) if shown_url else ""}
        case "kind":
            return {"initiator": initiator(text)}
        case "origin":
            return {"origin": origin(text)}
        case "method" | "header":
            word = bare(text.strip().strip(_QUOTES + " .,:;*"))
            return {name: word} if is_token(word) else {}
        case "value":
            return {"value": bare_value(text)}
        case "mime" | "scheme" | "directive":
            return {name: bare(text.strip().strip("()., :"))}
        case "status":
            number = re.search(r"[1-5]\d\d", text)
            return {"status": int(number[0])} if number else {}
    return {}


def _urls(text: str, link: str) -> dict[str, object]:
    parts = _REDIRECTED.split(text, maxsplit=1)
    found: dict[str, object] = {"url": url(parts[0], link if len(parts) == 1 else "")}
    if len(parts) > 1:
        found["first_url"] = url(parts[1].strip().rstrip(") "))
    return found


def url(text: str, link: str = "") -> str:
    """The URL that a slot shows; the target of a link whose words are none; empty where it is hidden."""
    text = text.strip()
    quoted = text[:1] in _QUOTES if text else False
    value = bare(text.rstrip("(（ "))
    if not quoted:
        value = value.rstrip("(（ ")
        value = re.sub(r"[.:,;]\Z", "", value).strip()
        value = bare(value)
        value = value.rstrip(_QUOTES)
    value = "".join(value.split()) if " " not in joined(value).strip() else value.split()[0]
    value = value.replace("\\_", "_").replace("\\*", "*")
    if value.startswith("<") or not (_URL.match(value) or _HOST.match(value) or _scheme(value)):
        found = _URL.search(value)
        value = found[0] if found else ""
    if _HIDDEN.match(value):
        value = ""
    return value or (link if _URL.match(link) else "")


def _scheme(value: str) -> bool:
    return re.match(r"(?:data|blob|file|about|javascript|chrome-extension|[a-z]{2,20}):\S", value) is not None


def origin(text: str) -> str:
    """The origin that a slot shows; empty where it is hidden."""
    value = "".join(bare(text.strip().strip(".,; ")).split())
    value = bare(value.strip(_QUOTES))
    if value.lower() in _NO_ORIGINS:
        return "null"
    match = _URL.match(value)
    if match is None:
        return ""
    parsed = parse(value)
    return parsed.origin if parsed is not None and parsed.is_http else value.rstrip("/")


def bare_value(text: str) -> str:
    """A header's value as it stands between its quotation marks."""
    text = text.strip()
    if text[:1] in _QUOTES and len(text) > 1 and text[-1] in _QUOTES + ",.":
        end = max(text.rfind(mark) for mark in _QUOTES)
        return text[1:end] if end > 0 else text
    return text.rstrip(",")


def initiator(kind: str) -> str:
    """What made the request, in the words of the form; empty for other words."""
    letters = letters_of(kind)
    return next((made for words, made in _KINDS if letters.endswith(words)), "")


def first(text: str, *, whole: bool) -> str:
    """The value that a text begins with: its first word, or for a whole value all up to the closing mark or line."""
    text = text.lstrip(" :")
    if not whole:
        return text.split(None, 1)[0] if text.split() else ""
    paragraph = (
        joined(re.split(r"\n[ \t\r]*\n", text, maxsplit=1)[0]) if text[:1] in _QUOTES else text.partition("\n")[0]
    )
    if paragraph[:1] in _QUOTES:
        closed = _CLOSED.search(paragraph, 1)
        return paragraph[: closed.end()] if closed else paragraph
    return paragraph
