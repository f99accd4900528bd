"""A browser's console lines: the request that they are about, and the rule that they mean."""

from __future__ import annotations

import re
from dataclasses import replace

import re2

from checks.cors.fetch_standard import is_token, normalize_method
from checks.cors.model import Request
from checks.cors.urls import parse as parse_url
from checks.inputs.console import envelope, rules
from checks.inputs.console.envelope import Line
from checks.inputs.console.shape import shape
from checks.inputs.dummy import stand_in
from checks.inputs.understood import Cause, Note, Understood
from checks.inputs.url_spelling import shown
from checks.refusal import unreadable

_MAX_LINES, _MAX_LINE = 200, 10_000
# A word of a message of each kind; anything else is not from a console.
_LOOKS = re2.compile(
    r"blocked by CORS policy|Cross-Origin Request (Blocked|Warning)|access control checks"
    r"|Access-Control-Allow-\w+\b.*\."
    r"|Response for preflight|not allowed by Access-Control"
    r"|Cross-Origin Resource Sharing policy|net::ERR_|therefore not allowed access"
    r"|Mixed Content: |mixed active content|requested insecure content|request is not successful"
    r"|Preflight response is not successful|Fetch API cannot load|Not allowed to (request|use|follow)"
    r"|OpaqueResponseBlocking|Cross-Origin-Resource-Policy|may not load data from|only supported for HTTP"
    r"|Failed to fetch|Load failed|NetworkError when attempting|Credentials flag is true"
    r"|Cannot use wildcard in Access-Control|Refused to (execute|set)|Failed to load resource"
    r"|Loading failed for|valid JavaScript MIME|Failed to load module script|due to MIME type|disallowed MIME type"
    r"|Unsafe attempt to load URL|Could not parse HTTP response",
)
_ONLY_SCRIPT = re.compile(r"TypeError: (Failed to fetch|Load failed|NetworkError when attempting to fetch)")


def parse(text: str) -> Understood | None:
    """None where the text holds no console line; raises a Refusal where it holds only one that says nothing."""
    if text.lstrip().startswith(("{", "curl ", "fetch(", "HTTP/")):
        return None
    texts = [line[:_MAX_LINE] for line in re.split(r"[\r\n]+", text) if line.strip()][:_MAX_LINES]
    lines = [line for line in map(envelope.read, texts) if line is not None and _says_something(line)]
    if not _LOOKS.search(text) and not any(rules.rules_of(line) or _remark(line) for line in lines):
        return None
    if not lines:
        if _ONLY_SCRIPT.search(text):
            raise unreadable(
                "This is what script is told, which is the same for every failure. Paste the line that the console "
                "prints above or below it, or the URL of the request."
            )
        return None
    requests = _by_url(lines)
    understood = [_understood(group) for group in requests]
    if len(understood) == 1:
        return understood[0]
    return replace(understood[0], others=tuple(understood))


def _says_something(line: Line) -> bool:
    framed = bool(line.browser) and bool(line.url or line.origin)
    return framed or bool(rules.rules_of(line) or _remark(line))


def _remark(line: Line) -> str:
    return rules.remark(line.reason)


def _by_url(lines: list[Line]) -> list[list[Line]]:
    """The lines in groups of one request each; a line without a URL belongs to its neighbour."""
    groups: dict[str, list[Line]] = {}
    waiting: list[Line] = []
    current = ""
    for line in lines:
        if not line.url:
            if current and rules.rules_of(line) == rules.rules_of(groups[current][0]):
                groups[current].append(line)
            else:
                waiting.append(line)
            continue
        known = next((url for url in groups if line.url == url or groups[url][0].first_url == line.url), line.url)
        current = known
        groups.setdefault(known, []).extend([*waiting, line])
        waiting = []
    if waiting:
        groups.setdefault(current, []).extend(waiting)
    return list(groups.values())


def _understood(lines: list[Line]) -> Understood:
    telling = max(lines, key=lambda line: _weight(line))
    meant = rules.rules_of(telling)
    url = next((line.first_url for line in lines if line.first_url), "") or next((li.url for li in lines if li.url), "")
    url = url or next((line.next_url for line in lines if line.next_url), "")
    origin = next((line.origin for line in lines if line.origin), "")
    browser = next((line.browser for line in lines if line.browser), "")
    shaped = shape(telling.reason)
    notes = [Note("fact", f"It redirects to {telling.url}.", "url")] if telling.first_url else []
    remark = _remark(telling)
    if remark and not meant:
        notes.append(Note("fact", remark))
    url, more = _usable(url)
    method, guess = _method(lines, shaped.preflight or bool(meant and meant[0].startswith(("preflight", "method"))))
    headers = _headers(telling.reason)
    credentials = "include" if "credential" in shaped.text else "same-origin"
    kind = next((line.initiator for line in lines if line.initiator), "")
    notes += [*more, *guess]
    if headers:
        notes.append(Note("guess", f"The line names the header {headers[0][0]}, not its value.", "headers"))
    if credentials == "same-origin":
        notes.append(Note("guess", "A console line does not say whether credentials go with it.", "credentials"))
    if not kind:
        notes.append(Note("guess", "The line does not say what made the request.", "initiator"))
    if not origin:
        notes.append(Note("guess", "The line does not name the page's origin; add it.", "origin"))
    who = {"chromium": "Chromium's console", "firefox": "Firefox's console", "webkit": "Safari's console"}
    return Understood(
        f"{'lines' if len(lines) > 1 else 'a line'} of {who.get(browser, 'a browser’s console')}",
        Request(url, origin, method=method, headers=headers, credentials=credentials, initiator=kind or "fetch"),
        notes=tuple(notes),
        causes=tuple(Cause(rule) for rule in meant),
        blocked=True,
    )


def _weight(line: Line) -> int:
    """How much a line says: one with a rule of its own more than one that any failure prints."""
    meant = rules.rules_of(line)
    if not meant:
        return 1 if _remark(line) else 0
    return 2 if meant[0] == "request-failed" else 2 + bool(line.url) + 2 * (meant[0] != "request-failed")


def _usable(url: str) -> tuple[str, list[Note]]:
    """The URL; one without a scheme, which is what the line complains of, with http:// in front."""
    parsed = parse_url(url)
    if parsed is None or parsed.is_http or not re.match(r"[\w.-]+:\d+|localhost\b", url):
        return url, []
    return f"http://{url}", [Note("guess", f"{shown(url)} has no scheme, so http:// is put in front.", "url")]


def _method(lines: list[Line], preflighted: bool) -> tuple[str, list[Note]]:
    for line in lines:
        named = re.search(r"\bMethod (\S+) is not allowed", line.reason)
        method = line.method or (named[1] if named else "")
        if method and method != "OPTIONS" and is_token(method):
            return normalize_method(method), []
    if preflighted:
        return "PUT", [Note("guess", "A preflight failed, so PUT stands for the method, which is not named.", "method")]
    return "GET", [Note("guess", "The line does not name the method; GET is put in.", "method")]


def _headers(reason: str) -> tuple[tuple[str, str], ...]:
    """The request header that the line names, with a value that needs a preflight."""
    named = re.search(r"Request header field (\S+) is not allowed|header [‘'](\S+)[’'] is not allowed", reason)
    name = (named[1] or named[2]) if named else ""
    if not name or not is_token(name):
        return ()
    return ((name, stand_in(name)),)
