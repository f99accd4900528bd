"""Heads of requests and of answers as text: from DevTools' panels, `curl -i`, `curl -v`, a proxy's log.

The bytes of an answer's head are kept for each browser to read its own way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.cors.fetch_standard import is_token
from checks.cors.model import RawResponse
from checks.inputs.from_wire import from_wire
from checks.inputs.understood import Note, PastedAnswer, Understood
from checks.refusal import unreadable

_REQUEST_LINE = re.compile(r"([A-Z]{3,10}) (\S+) HTTP/[\d.]+\s*$")
_STATUS_LINE = re.compile(r"HTTP/(?:1\.[01]|2|3|2\.0|3\.0) (\d{3})\b", re.IGNORECASE)
_FIELD = re.compile(r":?([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(?!//)[ \t]?(.*)")
_PROVISIONAL = "Provisional headers are shown"
# Panels of DevTools put a name and its value on lines of their own.
_PANEL_NAME = re.compile(r":?[A-Za-z][\w-]*:?$")
_ANSWERS_OWN = re.compile(
    r"access-control-(?:allow|expose|max)|server$|set-cookie|etag|vary|age$|date$|location|www-authenticate|x-powered-by",
    re.IGNORECASE,
)
MAX_ANSWERS = 40


def parse(text: str) -> Understood | None:
    """A request's head, an answer's, or both in the order of an exchange; several exchanges may follow each other."""
    if _PROVISIONAL in text and "\n" not in text.strip():
        raise unreadable(
            "“Provisional headers are shown” stands where the browser has no headers to show, because the request "
            "failed before. Paste the console line instead, or use Copy as fetch."
        )
    lines = [_clean(line) for line in text.splitlines()]
    if not _looks_like_heads(lines):
        return None
    requests = [head for head in _heads(lines) if _REQUEST_LINE.match(head[0])]
    found_answers = answers_in("\n".join(lines))
    if requests:
        return _with_request(requests, lines, found_answers)
    if found_answers:
        return Understood(
            what="the head of an answer" if len(found_answers) == 1 else f"{len(found_answers)} heads of answers",
            answers=found_answers,
            notes=(Note("guess", "An answer does not say what was asked: fill in URL, origin and method.", "url"),),
        )
    fields = _fields(lines)
    if len(fields) < len([line for line in lines if line.strip()]) / 2:
        return None
    pseudo = {name: value for name, value in fields if name.startswith(":")}
    if any(_ANSWERS_OWN.match(name) for name, _ in fields) and ":authority" not in pseudo:
        status = re.match(r"\d{3}", pseudo.get(":status", "200"))
        head = _as_head(int(status[0]) if status else 200, fields)
        note = Note("guess", "There is no status line; 200 is put in its place.", None)
        return Understood(
            what="the header fields of an answer",
            answers=(PastedAnswer(head, preflight=_kind(fields)),),
            notes=(note, Note("guess", "Fill in what was asked: URL, origin and method.", "url")),
        )
    url = (
        f"{pseudo.get(':scheme', 'https')}://{pseudo[':authority']}{pseudo.get(':path', '/')}"
        if pseudo.get(":authority")
        else _url_from_host(fields, "/")
    )
    if not url:
        raise unreadable(
            "These are header fields of a request, but none says where it went: paste the request line too, such as "
            "GET /items HTTP/1.1 with its Host, or use Copy as cURL."
        )
    return from_wire("the header fields of a request", url, pseudo.get(":method", "GET"), fields)


def answers_in(text: str, *, url: str = "", preflight: bool | None = None) -> tuple[PastedAnswer, ...]:
    """Every head of an answer in a text, interim ones left out; `preflight` where it is known of them all."""
    lines = [_clean(line) for line in text.splitlines()]
    found = []
    for head in _heads(lines):
        status = _STATUS_LINE.match(head[0])
        if status is None or status[1].startswith("1") or "connection established" in head[0].lower():
            continue
        fields = _fields(head[1:])
        raw = "\r\n".join([_http1(head[0]), *head[1:], "", ""])
        kind = _kind(fields) if preflight is None else preflight
        found.append(PastedAnswer(RawResponse(raw.encode("latin-1", "replace")), url, kind))
        if len(found) == MAX_ANSWERS:
            break
    return tuple(found)


def _with_request(requests: list[list[str]], lines: list[str], answers: Sequence[PastedAnswer]) -> Understood:
    """The request that matters, the first that is no preflight, with what answered each."""
    made = []
    for head in requests:
        match = _REQUEST_LINE.match(head[0])
        assert match is not None  # noqa: S101 - the caller chose them so
        fields = _fields(head[1:])
        target = match[2]
        url = target if "://" in target else _url_from_host(fields, target)
        if not url:
            raise unreadable("The head of the request has no Host, so its URL is not known. Paste the Host line too.")
        made.append((match[1], url, fields))
    main = next((item for item in made if item[0] != "OPTIONS"), made[0])
    named = []
    for number, answer in enumerate(answers):
        method, url, _ = made[min(number, len(made) - 1)]
        named.append(PastedAnswer(answer.answer, url, method == "OPTIONS"))
    what = "the head of a request" + (" with its answer" if named else "")
    notes = [] if main[1].startswith("https://") or "://" in requests[0][0] else [_scheme_note()]
    return from_wire(what, main[1], main[0], main[2], notes=notes, answers=tuple(named))


def _scheme_note() -> Note:
    return Note(
        "guess", "A request's head does not say whether it went over TLS; http:// is put in for this host.", "url"
    )


def _heads(lines: list[str]) -> list[list[str]]:
    """Groups of lines that begin with a request line or a status line and end before a blank line."""
    heads: list[list[str]] = []
    inside = False
    for line in lines:
        if _REQUEST_LINE.match(line) or _STATUS_LINE.match(line):
            heads.append([line.strip()])
            inside = True
        elif not line.strip():
            inside = False
        elif inside:
            heads[-1].append(line)
    return heads


def _looks_like_heads(lines: list[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    if not filled or len(filled) > 4000:
        return False
    first = filled[0]
    if _REQUEST_LINE.match(first) or _STATUS_LINE.match(first):
        return True
    if any(_STATUS_LINE.match(line) or _REQUEST_LINE.match(line) for line in filled[:400]):
        return True
    return bool(_fields(lines)) and len(_fields(lines)) >= max(1, len(filled) // 2)


def _clean(line: str) -> str:
    """Without what `curl -v` puts in front; its own remarks become blank-free nothing."""
    if line.startswith(("< ", "> ")):
        return line[2:]
    if line in ("<", ">"):
        return ""
    if line.startswith(("* ", "{ [", "} [", "Learn more")) or _PROVISIONAL in line:
        return " "
    return line


def _fields(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Header fields, one a line; also in the panels' form, with the value on the line after the name."""
    found = []
    place = 0
    while place < len(lines):
        line = lines[place]
        match = _FIELD.match(line)
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if match is not None and match[2].strip():
            name = (":" if line.startswith(":") else "") + match[1]
            found.append((name, match[2].strip()))
        elif (
            _PANEL_NAME.match(line) and following.strip() and is_token(line.strip(":")) and not _FIELD.match(following)
        ):
            found.append(((":" if line.startswith(":") else "") + line.strip(":"), following.strip()))
            place += 1
        elif match is not None:
            found.append((match[1], ""))
        place += 1
    return found


def _kind(fields: Sequence[tuple[str, str]]) -> bool | None:
    """Whether it answers a preflight, as far as its own fields tell."""
    names = {name.lower() for name, _ in fields}
    asked = {"access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"}
    return True if names & asked else None


def _as_head(status: int, fields: Sequence[tuple[str, str]]) -> RawResponse:
    lines = [f"HTTP/1.1 {status} ", *(f"{name}: {value}" for name, value in fields if not name.startswith(":"))]
    return RawResponse("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))


def _http1(status_line: str) -> str:
    """The status line as HTTP/1.1 writes it: heads of later versions were shown in its manner, and had none."""
    match = _STATUS_LINE.match(status_line)
    if match is None or status_line.upper().startswith("HTTP/1."):
        return status_line
    return f"HTTP/1.1 {status_line[match.start(1) :].strip()}" + (" " if len(status_line.split()) == 2 else "")


def _url_from_host(fields: Sequence[tuple[str, str]], target: str) -> str:
    values = {name.lower(): value for name, value in fields}
    host = values.get("host", "")
    if not host:
        return ""
    secure = values.get("origin", values.get("referer", "")).startswith("https:") or "sec-fetch-site" in values
    local = re.match(r"(?:localhost|127\.|\[::1\]|10\.|192\.168\.)", host) or re.search(r":(?!443\b)\d+$", host)
    return f"{'http' if local or not secure else 'https'}://{host}{target}"
