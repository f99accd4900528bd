"""The fields of a check, cleaned: one rule and one sentence each, for the form and for the JSON API alike.

What a browser would refuse to send is refused here by name, never dropped in silence
(https://fetch.spec.whatwg.org/#forbidden-request-header).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from checks.cors.fetch_standard import normalize_method
from checks.cors.model import Headers
from checks.cors.urls import parse

MAX_URL = 4096
MAX_ORIGIN = 300
MAX_METHOD = 64
MAX_HEADERS = 50
MAX_HEADER_NAME = 64
MAX_HEADER_VALUE = 1024
MAX_HEADERS_LENGTH = 8 * 1024
MAX_BODY = 8 * 1024

CREDENTIALS = ("omit", "same-origin", "include")
MODES = ("cors", "no-cors", "same-origin")
REDIRECTS = ("follow", "error", "manual")
SCRIPTED = ("fetch", "xmlhttprequest")
ELEMENTS = ("img", "script", "module-script", "stylesheet", "preload", "font", "eventsource")
INITIATORS = SCRIPTED + ELEMENTS
BODY_KINDS = ("urlsearchparams", "formdata", "blob", "arraybuffer", "stream")
CACHES = ("default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached")
REFERRER_POLICIES = (
    "",
    "no-referrer",
    "no-referrer-when-downgrade",
    "same-origin",
    "origin",
    "strict-origin",
    "origin-when-cross-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
)
EMBEDDER_POLICIES = ("require-corp", "credentialless")

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#@\s\\]+)", re.IGNORECASE)
_FORBIDDEN_METHODS = ("CONNECT", "TRACE", "TRACK")
_VISIBLE = re.compile(r"[\t\x20-\x7e]*")

_BROWSER_SETS = frozenset(
    "accept-charset accept-encoding access-control-request-headers access-control-request-method "
    "access-control-request-private-network connection content-length cookie cookie2 date dnt expect host keep-alive "
    "origin referer set-cookie te trailer transfer-encoding upgrade via "
    "x-http-method x-http-method-override x-method-override".split()
)
_NEVER_SENT = frozenset(
    "forwarded x-real-ip true-client-ip metadata metadata-flavor x-google-metadata-request".split()
)
_BROWSER_SETS_PREFIXES = ("sec-", "proxy-")
_NEVER_SENT_PREFIXES = ("x-forwarded-", "cf-", "x-aws-ec2-metadata-token")
_INSTEAD = {
    "cookie": " Choose the credentials mode “include” to ask for a request with cookies.",
    "origin": " Give the page's origin in its own field.",
    "referer": " The browser derives it from the page and its referrer policy.",
}

Code = Literal["invalid_field", "invalid_url", "invalid_origin", "invalid_method", "invalid_header"]


class FieldError(ValueError):
    """A field that cannot be used: `code` is the contract's, `sentence` says what to change."""

    def __init__(self, field: str, code: Code, sentence: str) -> None:
        super().__init__(field, code, sentence)
        self.field = field
        self.code = code
        self.sentence = sentence


def clean_url(text: str) -> str:
    """The URL without surrounding space; whether it may be checked is for the address policy to say."""
    text = text.strip()
    if not text:
        raise FieldError("url", "invalid_url", "Give the URL that the page requests, such as https://api.example.com/.")
    if len(text) > MAX_URL:
        sentence = f"The URL has {len(text):,} characters; at most {MAX_URL:,} are checked. Shorten its query."
        raise FieldError("url", "invalid_url", sentence)
    return text


def clean_origin(text: str) -> str:
    """The origin as a browser serialises it (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin)."""
    text = text.strip()
    if text == "null":
        return text
    if not text:
        raise _bad_origin("Give the origin of the page, such as https://app.example.com, or null for a file.")
    if len(text) > MAX_ORIGIN:
        raise _bad_origin(f"An origin has at most {MAX_ORIGIN} characters here.")
    if text.lower().startswith("file:"):
        raise _bad_origin("A page opened from a file has the origin null: write null.")
    match = _ORIGIN.match(text)
    if match is None:
        raise _bad_origin(_without_scheme(text))
    rest = text[match.end() :]
    if rest:
        raise _bad_origin(_with_rest(match[0], rest))
    return _serialise(match[1].lower(), text)


def _serialise(scheme: str, text: str) -> str:
    if scheme in ("http", "https"):
        parsed = parse(text)
        if parsed is None:
            raise _bad_origin("The origin's host or port is not one that a browser accepts. Correct its spelling.")
        return parsed.origin
    if not _VISIBLE.fullmatch(text):
        raise _bad_origin("The origin holds characters that no browser sends. Write it in ASCII.")
    return text.lower()


def _without_scheme(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]+)?/?", text):
        return f"The origin has no scheme. Write https://{text.rstrip('/')} or http://{text.rstrip('/')}."
    return "An origin is scheme://host[:port], such as https://app.example.com, or null."


def _with_rest(origin: str, rest: str) -> str:
    if "@" in rest:
        return "An origin has no user name and no password. Remove everything up to the @."
    if rest[0] in "/?#":
        return f"An origin ends after the host and port. Write {origin[:80]} without what follows."
    return "The origin holds a space or a backslash. Remove it."


def _bad_origin(sentence: str) -> FieldError:
    return FieldError("origin", "invalid_origin", sentence)


def clean_method(text: str) -> str:
    """The method as a browser normalises it: `put` becomes PUT, `patch` stays as it is."""
    text = text.strip()
    if not text:
        raise FieldError("method", "invalid_method", "Give a method, such as GET.")
    if len(text) > MAX_METHOD or not _TOKEN.fullmatch(text):
        sentence = f"A method is one word of at most {MAX_METHOD} letters, such as GET or PATCH."
        raise FieldError("method", "invalid_method", sentence)
    if text.upper() in _FORBIDDEN_METHODS:
        sentence = f"No page can send {text.upper()}: fetch() and XMLHttpRequest refuse it. Choose another method."
        raise FieldError("method", "invalid_method", sentence)
    return normalize_method(text)


def clean_headers(pairs: Sequence[tuple[str, str]]) -> Headers:
    """The header list in the order given, its values trimmed."""
    if len(pairs) > MAX_HEADERS:
        raise _bad_header(f"There are {len(pairs)} headers; at most {MAX_HEADERS} are sent. Leave some out.")
    cleaned = tuple(_clean_header(name, value) for name, value in pairs)
    if sum(len(name) + len(value) for name, value in cleaned) > MAX_HEADERS_LENGTH:
        raise _bad_header(f"The headers have more than {MAX_HEADERS_LENGTH:,} characters in all. Shorten their values.")
    return cleaned


def _clean_header(name: str, value: str) -> tuple[str, str]:
    name = name.strip(" \t")
    value = value.strip(" \t")
    if not name:
        raise _bad_header("A header has no name.")
    if any(char in name + value for char in "\r\n\0"):
        raise _bad_header(f"The header {shown(name)} holds a line break or a NUL. Write one header a line.")
    if not _TOKEN.fullmatch(name):
        raise _bad_header(f"{shown(name)} is not a header name: it may hold letters, digits and hyphens, no space.")
    if len(name) > MAX_HEADER_NAME:
        raise _bad_header(f"The header name {shown(name)} has more than {MAX_HEADER_NAME} characters.")
    _refuse_forbidden(name)
    if len(value) > MAX_HEADER_VALUE:
        raise _bad_header(f"The value of {name} has more than {MAX_HEADER_VALUE:,} characters. Shorten it.")
    if not _VISIBLE.fullmatch(value):
        raise _bad_header(f"The value of {name} holds characters outside ASCII or control characters. Remove them.")
    return name, value


def _refuse_forbidden(name: str) -> None:
    lower = name.lower()
    if lower in _BROWSER_SETS or lower.startswith(_BROWSER_SETS_PREFIXES):
        raise _bad_header(f"No page can set {name}: the browser does. Remove it.{_INSTEAD.get(lower, '')}")
    if lower in _NEVER_SENT or lower.startswith(_NEVER_SENT_PREFIXES):
        raise _bad_header(f"{name} is not sent from here, since servers may trust it. Remove it.")


def _bad_header(sentence: str) -> FieldError:
    return FieldError("headers", "invalid_header", sentence)


def clean_body(text: str | None) -> str | None:
    if text is not None and len(text.encode("utf-8", "replace")) > MAX_BODY:
        sentence = f"The body has more than {MAX_BODY // 1024} kB. A shorter one gives the same verdict."
        raise FieldError("body", "invalid_field", sentence)
    return text


def clean_body_type(text: str | None) -> str | None:
    """The type of a Blob, as the page's code gave it."""
    if text is not None and (len(text) > MAX_HEADER_VALUE or not _VISIBLE.fullmatch(text)):
        raise FieldError("body_type", "invalid_field", "body_type is a media type in ASCII, such as application/json.")
    return text


def clean_choice(field: str, text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        listed = ", ".join(choice or "an empty text" for choice in choices)
        raise FieldError(field, "invalid_field", f"{field} is one of {listed}.")
    return text


def refuse_impossible(initiator: str, method: str, headers: Headers) -> None:
    """An element chooses neither its method nor its headers."""
    if initiator in SCRIPTED:
        return
    if method.upper() != "GET":
        sentence = f"An element ({initiator}) always requests with GET. Choose GET, or fetch as what makes the request."
        raise FieldError("method", "invalid_method", sentence)
    if headers:
        sentence = f"An element ({initiator}) sets no headers. Remove them, or choose fetch as what makes the request."
        raise FieldError("headers", "invalid_header", sentence)


def shown(text: str) -> str:
    """A short excerpt of what was typed, safe in a sentence."""
    plain = re.sub(r"[^\x20-\x7e\xa1-\uffff]", "?", text)
    return f"“{plain[:40]}…”" if len(plain) > 40 else f"“{plain}”"
