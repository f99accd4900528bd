"""Bodies that break off, or whose chunks or coding are not valid: what each browser makes of an answer with one.

The head has come by then, so that `fetch` is fulfilled; what needs the whole body fails.
"""

from __future__ import annotations

import re
import zlib

from checks.cors.console import chromium_net_error
from checks.cors.model import Failure, HttpResponse
from checks.cors.step import Step

SHORT = "ERR_CONTENT_LENGTH_MISMATCH"
CUT_CHUNKS = "ERR_INCOMPLETE_CHUNKED_ENCODING"
BAD_CHUNKS = "ERR_INVALID_CHUNKED_ENCODING"
UNDECODABLE = "ERR_CONTENT_DECODING_FAILED"
RESET = "ERR_CONNECTION_RESET"
_BROKEN_OFF = (SHORT, CUT_CHUNKS, RESET)
_DETAILS = {
    SHORT: "The response's body breaks off before the number of bytes in Content-Length.",
    CUT_CHUNKS: "The response's body breaks off before the last chunk.",
    RESET: "The response's body breaks off before the end of the connection.",
    BAD_CHUNKS: "The response's body is not in the chunks that Transfer-Encoding announces.",
    UNDECODABLE: "The response's body is not coded as Content-Encoding says.",
}
_SIZE = re.compile(r"([0-9A-Fa-f]+)[ \t]*(?:;[^\n]*)?\r?\n")
_CODINGS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}


def error_in(response: HttpResponse, body: str) -> str:
    """Chromium's name of what is wrong with the bytes that follow the head; "" where nothing is, or none are known."""
    if not body or response.status in (204, 304):
        return ""
    if (response.get("transfer-encoding") or "").lower() == "chunked":
        return _error_in_chunks(body)
    length = response.get("content-length") or ""
    if length.isascii() and length.isdigit() and len(length) < 19:
        if int(length) > len(body):
            return SHORT
        body = body[: int(length)]
    windows = _CODINGS.get((response.get("content-encoding") or "").lower(), ())
    return UNDECODABLE if body and windows and not any(_inflates(body, bits) for bits in windows) else ""


def _error_in_chunks(body: str) -> str:
    at = 0
    while at < len(body):
        size = _SIZE.match(body, at)
        if size is None:
            return BAD_CHUNKS if "\n" in body[at:] else CUT_CHUNKS
        length = int(size[1][-16:], 16)
        if length == 0:
            return ""
        at = size.end() + length
        end = re.compile(r"\r?\n").match(body, at)
        if end is None:
            return BAD_CHUNKS if len(body) > at + 1 else CUT_CHUNKS
        at = end.end()
    return CUT_CHUNKS


def _inflates(body: str, window: int) -> bool:
    try:
        # One byte is enough to know, and no bomb unfolds.
        zlib.decompressobj(window).decompress(body.encode("latin-1"), 1)
    except zlib.error:
        return False
    return True


def error_of(response: HttpResponse) -> str:
    """The same of an answer that has been read, or was told to break off."""
    if response.body_error or not response.incomplete:
        return response.body_error
    if (response.get("transfer-encoding") or "").lower() == "chunked":
        return CUT_CHUNKS
    return SHORT if response.get("content-length") is not None else RESET


def failure(error: str) -> Failure:
    return Failure("bad_response", _DETAILS.get(error, ""), error)


def blocks(step: Step) -> Failure | None:
    """Why the load fails for its body."""
    error = _error(step)
    request, name = step.request, step.browser.name
    if not error or request.initiator == "eventsource":
        return None
    if name == "webkit" and error not in _BROKEN_OFF:
        return None
    if step.phase == "preflight":
        return failure(error) if name == "webkit" and error == SHORT else None
    if request.initiator == "fetch":
        # Firefox waits for the body of an opaque response before it lets it through.
        opaque = step.no_cors and step.url.origin != request.origin
        return failure(error) if name == "firefox" and opaque and error in _BROKEN_OFF else None
    return failure(error)


def lines(step: Step) -> tuple[str, ...]:
    """What is printed of a broken body, whether the load fails or the page was given the response before."""
    error = _error(step)
    if step.browser.name == "chromium":
        return chromium_net_error(error) if error else ()
    if step.browser.name == "firefox" and step.request.initiator == "script":
        return (f"Loading failed for the <script> with source “{step.first_url.href}”.",)
    return ()


def _error(step: Step) -> str:
    return error_of(step.response) if step.response is not None and step.method != "HEAD" else ""
