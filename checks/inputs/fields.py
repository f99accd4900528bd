"""The values of a check, each from the text that a person or a program gives: one value back, or one clear sentence.

The form and the JSON API share these, so that both refuse the same things in the same words. They are stricter than
a browser where a browser would only fail (https://fetch.spec.whatwg.org/#dom-request): the sentence says what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.cors import urls
from checks.cors.fetch_standard import is_forbidden_method, is_forbidden_request_header, is_token, normalize_method
from checks.cors.model import Headers
from checks.inputs.url_spelling import read_url, shown, trimmed
from checks.refusal import Refusal

MAX_ORIGIN, MAX_METHOD, MAX_PAGE_URL = 300, 64, 2048
MAX_HEADERS, MAX_HEADER_NAME, MAX_HEADER_VALUE, MAX_HEADER_TOTAL = 50, 64, 1024, 8192

_ORIGIN = re.compile(
    r"([a-z][a-z0-9+.\-]*)://((?:[^\s/?#@:\\\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?)", re.IGNORECASE
)
_HIDDEN = re.compile(r"[\x00-\x1f\x7f]")
_VALUE = re.compile(r"[\t\x20-\x7e]*\Z")
# Headers that servers take for the word of a proxy: a checker must not be a way to forge them.
_PROXY_WORDS = re.compile(
    r"(?:forwarded|x-forwarded-.*|x-real-ip|true-client-ip|cf-.*|metadata|metadata-flavor"
    r"|x-aws-ec2-metadata-token.*|x-google-metadata-request)\Z"
)
_FIRST_WORD = re.compile(r"[\w!#$%&'*+.^`|~-]*")
_INSTEAD = {
    "cookie": "The browser adds cookies itself; choose the credentials mode include instead.",
    "origin": "The browser adds it itself; write it in the field for the page's origin.",
}


def url(text: str) -> str:
    """Reads an absolute URL of HTTP or of a WebSocket without user name and password, and gives it as it is written,
    but trimmed.

    Raises `Refusal`, as the other readers of this module do.
    """
    read_url(text)
    return trimmed(text)


def page_url(text: str | None) -> str | None:
    """The URL of a page, of any scheme, as a browser writes it; None where there is none."""
    if not text:
        return None
    parsed = urls.parse(text) if len(text) <= MAX_PAGE_URL else None
    if parsed is None or parsed.has_credentials:
        sentence = f"Write the page's URL from the address bar, at most {MAX_PAGE_URL:,} characters."
        raise Refusal("invalid_url", sentence, "page_url")
    return parsed.href


def origin(text: str) -> str:
    """`scheme://host[:port]`, serialised as a browser does it (lower case, no default port), or `null`."""
    text = text.strip()
    if not text:
        raise _bad_origin(
            "Write the origin of the page that makes the request, such as http://localhost:3000, or null."
        )
    if text.lower() == "null":
        return "null"
    if len(text) > MAX_ORIGIN or _HIDDEN.search(text):
        raise _bad_origin(f"An origin is one line of at most {MAX_ORIGIN} characters.")
    if text.lower().startswith("file:"):
        raise _bad_origin("A page opened from a file has the origin null. Write null.")
    if text == "*":
        raise _bad_origin("* is what a server may allow. A page has one origin, such as https://app.example.com.")
    if "@" in text:
        raise _bad_origin("An origin has no user name or password. Leave out everything up to the @.")
    match = _ORIGIN.match(text)
    if match is None:
        hint = f"http://{shown(text)}" if re.match(r"[\w.\-]+(:\d+)?\Z", text) else "https://app.example.com"
        raise _bad_origin(f"An origin is scheme://host or scheme://host:port, such as {hint}.")
    if match.end() != len(text):
        rest = "the slash" if text[match.end() :] == "/" else f"“{shown(text[match.end() :])}”"
        raise _bad_origin(f"An origin ends after its host and port. Leave out {rest}: {shown(match[0])}.")
    if match[1].lower() not in urls.HTTP_SCHEMES:
        return match[0].lower()
    parsed = urls.parse(match[0])
    if parsed is None:
        raise _bad_origin(f"“{shown(match[2])}” is not a host and port that a browser accepts; check their spelling.")
    return parsed.origin


def method(text: str) -> str:
    """A method as fetch() normalises it: `put` becomes PUT, `patch` stays as it is; GET for an empty text."""
    text = text.strip() or "GET"
    if len(text) > MAX_METHOD or not is_token(text):
        raise Refusal("invalid_method", "A method is one word, such as GET, PUT or DELETE.", "method")
    if is_forbidden_method(text):
        raise Refusal(
            "invalid_method", f"No page can send {text.upper()}: fetch() and XMLHttpRequest refuse it.", "method"
        )
    return normalize_method(text)


def header_lines(text: str) -> Headers:
    """Request headers written one to a line as `Name: value`; empty lines do not count."""
    pairs = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        if not colon or line[0] in " \t":
            raise _bad_header(f"Line {number}, “{_word(line)}”: write each header on one line as Name: value.")
        pairs.append((name.strip(), value))
    return headers(pairs)


def headers(pairs: Iterable[tuple[str, str]]) -> Headers:
    """Request headers that a page's script can set, in their order, values trimmed."""
    listed = tuple((name, value.strip(" \t")) for name, value in pairs)
    if len(listed) > MAX_HEADERS:
        raise _bad_header(f"There are {len(listed)} headers; the limit is {MAX_HEADERS}.")
    for name, value in listed:
        _check_header(name, value)
    if sum(len(name) + len(value) for name, value in listed) > MAX_HEADER_TOTAL:
        raise _bad_header(f"The headers have more than {MAX_HEADER_TOTAL:,} characters in total; shorten them.")
    return listed


def _check_header(name: str, value: str) -> None:
    if not name or len(name) > MAX_HEADER_NAME or not is_token(name):
        raise _bad_header(
            f"“{_word(name)}” is not a header name: use letters, digits and hyphens, at most {MAX_HEADER_NAME}."
        )
    if re.search(r"[\r\n]", value):
        raise _bad_header(f"There is a line break in the value of {name}; a header is one line.")
    if len(value) > MAX_HEADER_VALUE:
        raise _bad_header(f"The value of {name} has {len(value):,} characters; the limit is {MAX_HEADER_VALUE:,}.")
    if not _VALUE.match(value):
        raise _bad_header(f"The value of {name} has a character outside visible ASCII; remove or encode it.")
    if is_forbidden_request_header(name, value):
        hint = _INSTEAD.get(name.lower(), "Leave it out.")
        raise _bad_header(f"Code cannot set {name}. {hint}")
    if _PROXY_WORDS.match(name.lower()):
        raise _bad_header(f"{name} is a proxy header, and this checker does not send it. Leave it out.")


def _word(text: str) -> str:
    """What a sentence repeats of a header that cannot be read: its first word, for a value may follow."""
    word = _FIRST_WORD.match(text.strip())[0][:60]  # type: ignore[index]
    return word if word == text.strip() else f"{word}…"


def _bad_origin(detail: str) -> Refusal:
    return Refusal("invalid_origin", detail, "origin")


def _bad_header(detail: str) -> Refusal:
    return Refusal("invalid_header", detail, "headers")
