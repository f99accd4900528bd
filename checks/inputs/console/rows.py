"""Lines beside a console's messages that hold a request with its status or its error, and the places of calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import re2

from checks.cors import judge
from checks.cors.model import Failure, Request
from checks.inputs.console.messages import Message
from checks.inputs.console.source import Source

# More lines of one kind are not read.
_MOST = 200
_METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
_ROW = re.compile(
    rf"(?:\b|XHR)({_METHODS})[ \t]+(?:XHR[ \t]+)?(https?://[^\s]{{1,4000}})"
    r"(?:[ \t]+|\r?\n[ \t]*(?=\[HTTP))"
    r"(?:(?:\(failed\)[ \t]*)?net::(ERR_[A-Z_0-9]{2,60}(?:\.\w{1,80})?)|\[HTTP/[\d.]{1,5}[ \t]|(?=[1-5]\d\d\b)"
    r"|(?=CORS\b))"
    r"[ \t]*([1-5]\d\d\b)?",
    re.ASCII,
)
# Cypress writes the status in front of the URL.
_CYPRESS = re.compile(
    rf"\((?:xhr|fetch)\)[ \t]+({_METHODS})[ \t]+([1-5]\d\d)[ \t]+(https?://[^\s]{{1,4000}})", re.ASCII
)
_NET = re.compile(r"\b(ERR_[A-Z0-9]{2,30}_[A-Z_0-9]{1,60}(?:\.\w{1,80})?)", re.ASCII)
_RETYPED = re.compile(r"\berr_blocked_by_[a-z]{3,20}(?:\.\w{1,80})?", re.ASCII)
_PREFIX = re.compile(
    r"^[ \t]*+(?:\[\w{1,10}\][ \t]*+)?(\S{3,2000}?):\d{1,6}(?::\d{1,6})?[ \t]++Failed to load resource",
    re.IGNORECASE | re.MULTILINE,
)
# Safari shows the last part of the URL's path behind the message.
_SAFARI = re.compile(r"status of ([1-5]\d\d)[^\n]{0,60}? \(([\w.~%-]{1,200}), line \d{1,9}\)", re.ASCII)
_STATUS_OF = re.compile(r"[^\n]{0,60}?status of ([1-5]\d\d)")
# What DevTools shows of a URL in front of a line; a file's name alone is none.
_HOST = re.compile(r"https?://|(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?/|[\w.-]+:\d+", re.ASCII)
_SOME_URL = re.compile(r"(?<!rigin )(?<!rigin ['\"‘“])\b((?:https?|wss?)://[^\s'\"“”‘’<>]*[^\s'\"“”‘’<>.,:;)\]])")
# What consoles link to for an explanation.
_HELP = re.compile(
    r"https?://(?:developer\.mozilla\.org|(?:www\.)?chromestatus\.com|goo\.gle|on\.cypress\.io|angular\.(?:io|dev)"
    r"|developer\.chrome\.com|go\.microsoft\.com)/"
)
_POSITION = re.compile(r":\d{1,6}(?::\d{1,6})?\)?\Z")
_STACK = re2.compile(
    r"[ \t>]*(?:at[ \t]\S.*|.{0,200}@[ \t]?\S.*:\d+.*|\d{0,3}[ \t]?\S{0,120}\(\)[ \t]\[.*|\(anonymous\).*"
    r"|.{0,200}[ \t]—[ \t]\S+:\d+.*"
    r"|\([\w ]{1,40}\)[ \t]?\(?\S{0,300}:\d+.*|(?:promiseReactionJob|asyncFunctionResume"
    r"|JavaScript stack is empty)[ \t]*"
    r"|(?:Promise\.then|await in|setTimeout|requestAnimationFrame|Show \d+ more frames).*"
    r"|\w{1,60}[ \t]\((?:user-script|\S{1,300}):\d+.*"
    r"|\S{1,300}:\d{1,6}(?::\d{1,6})?[ \t\r]*|Understand this (?:error|warning)[ \t\r]*|\[?Learn More\]?[ \t\r]*"
    r"|\d{1,4}[ \t\r]*)"
)
_ERRORS = {
    "ERR_UNSAFE_PORT": "port-blocked",
    "ERR_TOO_MANY_REDIRECTS": "redirect-loop",
    "ERR_INVALID_REDIRECT": "redirect-location-invalid",
    "ERR_CONTENT_LENGTH_MISMATCH": "response-malformed",
    "ERR_INCOMPLETE_CHUNKED_ENCODING": "response-malformed",
    "ERR_INVALID_CHUNKED_ENCODING": "response-malformed",
    "ERR_CONTENT_DECODING_FAILED": "response-malformed",
    "ERR_ALPN_NEGOTIATION_FAILED": "stream-upload",
    "ERR_UNSAFE_REDIRECT": "redirect-not-http",
    "ERR_BLOCKED_BY_CSP": "content-security-policy-blocks",
    "ERR_BLOCKED_BY_ORB": "opaque-response-blocked",
    "ERR_BLOCKED_BY_RESPONSE": "resource-policy-blocks",
    "ERR_BLOCKED_BY_RESPONSE.NotSameOrigin": "resource-policy-blocks",
    "ERR_BLOCKED_BY_RESPONSE.NotSameSite": "resource-policy-blocks",
    "ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep": "embedder-policy-blocks",
    "ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByDip": "isolation-policy-blocks",
    "ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS": "local-network-permission",
    "ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS": "local-network-permission",
    "ERR_INSECURE_PRIVATE_NETWORK_REQUEST": "local-network-insecure-page",
}
_BY_LETTERS = {error.lower(): error for error in _ERRORS}
_CODES = {
    "ERR_CERT": "tls_error",
    "ERR_SSL": "tls_error",
    "ERR_INVALID_HTTP": "bad_response",
    "ERR_RESPONSE_HEADERS": "bad_response",
}
# Errors of their own wording, or of none that says why.
_TOLD = frozenset({"ERR_FAILED", "ERR_ABORTED", "ERR_BLOCKED_BY_CLIENT", "ERR_BLOCKED_BY_ADMINISTRATOR", "ERR_NETWORK"})


def read(source: Source) -> list[Message]:
    """The requests of Chromium's and Firefox's lines with a method, and the errors of Chromium's network stack."""
    found = []
    for match in islice(_ROW.finditer(source.text), _MOST):
        error = match[3] or ""
        found.append(
            _row(
                source,
                match,
                url=match[2],
                method=match[1],
                net_error=error,
                status=int(match[4]) if match[4] else None,
            )
        )
    for match in islice(_PREFIX.finditer(source.text), _MOST):
        status = _STATUS_OF.match(source.text, match.end(), match.end() + 90)
        if _HOST.match(match[1]):
            found.append(_row(source, match, url=match[1], status=int(status[1]) if status else None))
    rows = {number for row in found for number in row.lines if row.net_error}
    found.extend(
        _row(source, match, net_error=match[1])
        for match in islice(_NET.finditer(source.text), _MOST)
        if source.line(match.start()) not in rows and match[1] not in _TOLD
    )
    found.extend(
        _row(source, match, net_error=_BY_LETTERS[match[0].lower()])
        for match in islice(_RETYPED.finditer(source.text), _MOST)
        if match[0].lower() in _BY_LETTERS
    )
    found.extend(
        _row(source, match, method=match[1], status=int(match[2]), url=match[3])
        for match in islice(_CYPRESS.finditer(source.text), _MOST)
    )
    found.extend(
        _row(source, match, url=match[2], status=int(match[1]))
        for match in islice(_SAFARI.finditer(source.text), _MOST)
    )
    return found


def _row(source: Source, match: re.Match[str], **parts: object) -> Message:
    first, last = source.line(match.start()), source.line(max(match.start(), match.end() - 1))
    error = str(parts.get("net_error", ""))
    return Message(
        tuple(range(first, last + 1)),
        browser="chromium" if error else "",
        rules=of_net_error(error) if error else (),
        words=f"net::{error}" if error else "",
        nothing=not error or error in _TOLD,
        **parts,  # type: ignore[arg-type]
    )


def of_net_error(error: str) -> tuple[str, ...]:
    """The rule that ends a plain request which fails with this error of Chromium's network stack."""
    if error in _TOLD:
        return ()
    if error in _ERRORS:
        return (_ERRORS[error],)
    if error == "ERR_UNKNOWN_URL_SCHEME":
        return ("url-not-http", "redirect-not-http")
    code = next((code for prefix, code in _CODES.items() if error.startswith(prefix)), "connect_error")
    request = Request("https://api.example.com/", "https://app.example.com")
    rule = judge.drive(request, "chromium", lambda _: Failure(code, "", error)).rule
    malformed = ("response-malformed",) if error == "ERR_EMPTY_RESPONSE" else ()
    return (rule, *malformed) if rule else ()


_CALL = re.compile(
    r"(?:^|[\s(@/])((?:[\w.$@~-]{1,120}/)?[\w.$@~-]{1,120}\.(?:m?jsx?|tsx?|vue|svelte))(?:\?[^\s:]{0,200})?:(\d{1,7})",
    re.ASCII,
)
_EXTENSION = re.compile(
    r"(?:chrome|moz|safari-web)-extension://|\bcontent[-_.]?script",
    re.IGNORECASE,
)


def place(lines: str) -> tuple[str, str]:
    """The script's name and the line that a console names as the place of a call; empty where it names none."""
    match = _CALL.search(lines)
    return (match[1].rpartition("/")[2], match[2]) if match else ("", "")


def is_extensions(lines: str) -> bool:
    """Whether these lines name a script of a browser extension."""
    return _EXTENSION.search(lines) is not None


def url_in(line: str, *, without: tuple[str, ...] = ()) -> str:
    """The first URL in a line that is no place in a script."""
    for match in _SOME_URL.finditer(line):
        known = any(other.startswith(match[1].rstrip("/")) for other in without if other)
        if not known and not _POSITION.search(match[1]) and not _HELP.match(match[1]):
            return match[1]
    return ""


def goes_on(line: str) -> bool:
    """Whether a line only adds to the message before it: a stack frame, a place in a script, a counter."""
    return _STACK.fullmatch(line.rstrip()) is not None


def following(source: Source, lines: set[int]) -> Iterator[int]:
    """The numbers of the lines that belong to the messages before them."""
    all_lines = source.text.split("\n")
    for number, line in enumerate(all_lines):
        if number not in lines and line.strip() and number and _before(number, lines, all_lines) and goes_on(line):
            lines.add(number)
            yield number


def _before(number: int, lines: set[int], all_lines: list[str]) -> bool:
    """Whether a message stands before a line, with at most one empty line between."""
    return number - 1 in lines or (number - 2 in lines and not all_lines[number - 1].strip())
