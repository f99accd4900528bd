"""The head of an answer as bytes, read as each browser reads it (https://httpwg.org/specs/rfc9112.html).

The rules that all three share: a line ends at LF, CR before it does not count; a folded line continues its value;
interim answers (1xx) are skipped; a NUL spoils the head. Where they differ, `HeadHabits` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from checks.cors import broken_body
from checks.cors.model import Answer, Failure, Headers, HttpResponse, RawResponse
from checks.cors.short_cache import short_cache

INVALID = "ERR_INVALID_HTTP_RESPONSE"
INVALID_STATUS_LINE = "invalid status line"
EMPTY = Failure("bad_response", "The server closed the connection without sending a response.", "ERR_EMPTY_RESPONSE")
SWITCHED = Failure(
    "bad_response",
    "The server switched protocols (status 101) without being asked to, and sent no response.",
    "ERR_EMPTY_RESPONSE",
)
# What followed was no final response.
NO_FINAL = Failure("bad_response", "The server sent interim (1xx) responses and no final one.", "ERR_EMPTY_RESPONSE")
# HTTP/0.9: bytes that are a body and nothing else.
BARE = HttpResponse(200, (), "", http_version="0.9")
BARE_REFUSED = Failure("bad_response", "The response has no head, as in HTTP/0.9.", "ERR_INVALID_HTTP_RESPONSE")
NO_STATUS_LINE = Failure("bad_response", "The response does not begin with an HTTP status line.", INVALID_STATUS_LINE)
# The server has shown that it knows how to begin a response.
NO_HEAD_NEXT = Failure("bad_response", "What follows the interim (1xx) response is no response.", INVALID)
MAX_INTERIM = 1000
MAX_HEAD = 65536
# Chromium reads a number that is greater as this one.
MAX_STATUS = 2**31 - 1
# A final answer that keeps to the grammar in all that browsers could read in more than one way.
_PLAIN = re.compile(
    rb"HTTP/1\.[01] (?P<status>[2-9][0-9]{2}) (?P<reason>[^\r\n\0]*+)\r\n"
    rb"(?P<fields>(?:[A-Za-z0-9!#$%&'*+.^_`|~-]++:[^\r\n\0]*+\r\n)*)\r\n"
)


_LINE_ENDS = re.compile(r"[\r\n]*+")
# A line that begins with white space continues a value.
_NUL_NAME = re.compile(r"^(?![ \t])[^:\n]*+(?=:)", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n\r?\n")


@dataclass(frozen=True, slots=True)
class HeadHabits:
    """How a browser reads what HTTP's grammar forbids.

    status_line: matches a first line that it reads, with the groups `status` and `reason`.
    before: what it skips to find that line; nothing where the pattern matches nothing.
    no_status: what a first line without a match is: "invalid", or "body" (HTTP/0.9: status 200, no headers).
    trims_name: white space before the colon is cut off, else the line is dropped.
    lone_cr_ends_line: a CR without LF ends a line, else it stays in the value.
    needs_blank_line: a head that breaks off is no answer, else what came of it counts.
    checks_framing: Content-Length must be a number and Transfer-Encoding known.
    refuses_two: fields of which two different values are no answer; chunks_hide_lengths: but two lengths of chunks are.
    drops_nul_names: a NUL in a field's name spoils that line alone.
    spoilt_by_chunks: chunks that are not valid make it no answer, else they spoil the body alone.
    bare_at_default_port: what a first line without a match is at the scheme's own port: a body.
    awaits_more_after_101: a switch of protocols that no one asked for is an interim answer, too, else it is final.
    """

    status_line: re.Pattern[str]
    before: re.Pattern[str] = re.compile(r"[\r\n]*")
    no_status: str = "invalid"
    trims_name: bool = False
    lone_cr_ends_line: bool = False
    needs_blank_line: bool = False
    checks_framing: bool = False
    refuses_two: tuple[str, ...] = ()
    chunks_hide_lengths: bool = False
    drops_nul_names: bool = False
    awaits_more_after_101: bool = False
    spoilt_by_chunks: bool = False
    bare_at_default_port: bool = False


def read_answer(answer: Answer, habits: HeadHabits) -> HttpResponse | Failure:
    """The answer as a browser with these habits has it, whether it is still bytes or not."""
    if isinstance(answer, RawResponse):
        response = read(answer.head, habits)
        if isinstance(response, Failure) or not (answer.phrase or answer.incomplete):
            return response
        return replace(response, phrase=answer.phrase, incomplete=answer.incomplete)
    if isinstance(answer, HttpResponse):
        if _is_interim(answer, habits):
            return SWITCHED if answer.status == 101 else answer
        return _conflict(answer, habits) or answer
    if isinstance(answer, Failure) and answer.net_error == INVALID_STATUS_LINE and habits.no_status == "body":
        return BARE
    return answer


def finds_status_line(head: bytes, habits: HeadHabits) -> bool:
    """Whether a browser takes the bytes for an answer with a head, be it a broken one."""
    text = head.decode("latin-1")
    return habits.status_line.match(text, _start(text, habits)) is not None


def read(head: bytes, habits: HeadHabits) -> HttpResponse | Failure:
    """The final response in the bytes, or the `bad_response` that they are to this browser."""
    plain = _read_plain(head)
    if plain is None:
        return _read_habitually(head, habits)
    return _conflict(plain, habits) or plain


def _conflict(response: HttpResponse, habits: HeadHabits) -> Failure | None:
    """Why the browser takes no response whose fields contradict each other, so that nobody can smuggle one in."""
    for name in habits.refuses_two:
        if name == "content-length" and habits.chunks_hide_lengths and response.get("transfer-encoding") is not None:
            continue
        values = [value for field, value in response.headers if field.lower() == name]
        if name == "content-length":
            values = [part.strip() for value in values for part in value.split(",")]
        if len(set(values)) > 1:
            title = "-".join(part.capitalize() for part in name.split("-"))
            code = f"ERR_RESPONSE_HEADERS_MULTIPLE_{name.upper().replace('-', '_')}"
            return Failure("bad_response", f"{title} is there more than once, with different values.", code)
    return None


# Three browsers and the rules read the same head one after the other.
@short_cache(maxsize=32, longest=4096)
def _read_plain(head: bytes) -> HttpResponse | None:
    """What every browser reads in a head that keeps to the grammar; None where it does not."""
    match = _PLAIN.fullmatch(head)
    if match is None:
        return None
    lines = match["fields"].decode("latin-1").split("\r\n")[:-1]
    fields = (line.partition(":") for line in lines)
    headers = tuple((name, value.strip(" \t")) for name, _, value in fields)
    if not _is_framed(headers):
        return None
    return HttpResponse(int(match["status"]), headers, match["reason"].decode("latin-1").strip(" \t"))


def _read_habitually(head: bytes, habits: HeadHabits) -> HttpResponse | Failure:
    text = head.decode("latin-1")
    nothing = EMPTY
    at = 0
    for _ in range(MAX_INTERIM):
        if at == len(text) or (at and _LINE_ENDS.fullmatch(text, at)):
            return nothing
        if _LINE_ENDS.fullmatch(text):
            return BARE if habits.no_status == "body" else NO_STATUS_LINE
        start = _start(text, habits, at)
        end = _BLANK_LINE.search(text, start)
        length = len(text) - start
        if end is None and (habits.needs_blank_line or length > MAX_HEAD):
            return _endless(length)
        response = _read_block(text[start : end.start() if end else None], habits)
        if isinstance(response, Failure):
            return NO_HEAD_NEXT if at and response is NO_STATUS_LINE else response
        if not _is_interim(response, habits):
            return _with_body(response, text[end.end() :] if end else "", habits)
        nothing = SWITCHED if response.status == 101 else NO_FINAL
        at = end.end() if end else len(text)
    return Failure("bad_response", "The server kept sending interim (1xx) responses and never a final one.", INVALID)


def _with_body(response: HttpResponse, body: str, habits: HeadHabits) -> HttpResponse | Failure:
    error = broken_body.error_in(response, body)
    if error == broken_body.BAD_CHUNKS and habits.spoilt_by_chunks:
        return broken_body.failure(error)
    return replace(response, body_error=error) if error else response


def _start(text: str, habits: HeadHabits, at: int = 0) -> int:
    """Where this browser begins to read what follows `at`."""
    found = habits.before.match(text, at)
    return found.end() if found else at


def _is_interim(response: HttpResponse, habits: HeadHabits) -> bool:
    if response.status != 101:
        return 100 <= response.status < 200
    # With this header it is the answer to a handshake: no server can make it up for a request that was none.
    return habits.awaits_more_after_101 and response.get("sec-websocket-accept") is None


def _endless(length: int) -> Failure:
    if length > MAX_HEAD:
        return Failure("response_too_large", "The response headers never end.", "ERR_RESPONSE_HEADERS_TOO_BIG")
    return Failure("bad_response", "The response headers break off.", INVALID)


def _read_block(block: str, habits: HeadHabits) -> HttpResponse | Failure:
    if habits.lone_cr_ends_line:
        block = re.sub(r"\r(?!\n)", "\n", block)
    first, _, rest = block.partition("\n")
    match = habits.status_line.match(first.rstrip("\r \t"))
    if match is None:
        if habits.no_status == "body" and not re.match(r"HTTP/|ICY", first):
            # It takes small letters for a head, and then cannot read the version.
            return HttpResponse(200, (), "") if re.match("http/", first) else BARE
        return NO_STATUS_LINE
    if "\0" in first or "\0" in (_NUL_NAME.sub("", rest) if habits.drops_nul_names else rest):
        return Failure("bad_response", "The response headers contain a NUL byte.", INVALID)
    if match["status"] is None:
        return HttpResponse(200, (), "")
    headers = _read_fields(rest, habits)
    if habits.checks_framing and not _is_framed(headers):
        return Failure("bad_response", "Content-Length or Transfer-Encoding is not valid.", INVALID)
    response = HttpResponse(_status(match["status"] or "200"), headers, (match["reason"] or "").strip(" \t"))
    return _conflict(response, habits) or response


def _status(digits: str) -> int:
    return min(int(digits.lstrip("0")[:11] or "0"), MAX_STATUS)


def _is_framed(headers: Headers) -> bool:
    for name, value in headers:
        if name.lower() == "content-length" and not re.fullmatch(r"[+-]?[0-9]+", value):
            return False
        if name.lower() == "transfer-encoding" and value.lower() not in ("chunked", "identity"):
            return False
    return True


def _read_fields(text: str, habits: HeadHabits) -> Headers:
    fields: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if line[:1] in (" ", "\t"):
            folded = line.strip()
            if fields and folded:
                fields[-1][1].append(folded)
            continue
        name, colon, value = line.partition(":")
        stripped = name.rstrip(" \t")
        if not colon or not stripped or "\0" in stripped or (stripped != name and not habits.trims_name):
            continue
        fields.append((stripped, [value.strip(" \t")]))
    return tuple((name, " ".join(parts).strip(" \t")) for name, parts in fields)
