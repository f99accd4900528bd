"""Finds where the head of an answer ends, and reads nothing else in it (https://httpwg.org/specs/rfc9112.html#message.format).

Browsers read much that HTTP's grammar forbids, so the bytes are kept as they came and each browser's reader judges
them later (`checks.cors.http_head`). This module skips interim answers and bounds what is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors.model import Failure
from checks.probing.network_error import NetworkError

# Chromium finds "http" after up to 4 bytes of junk, Firefox "HTTP/" within the first 11 bytes; "ICY" is Shoutcast's.
_START = re.compile(rb".{0,4}?(http|icy )|.{0,10}?(http/|icy )", re.IGNORECASE | re.DOTALL)
# What may still come to begin so.
_UNDECIDED = re.compile(rb".{0,10}?(?:h|ht|htt|http|i|ic|icy)?", re.IGNORECASE | re.DOTALL)
_END = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"http/?[0-9.]*[ \t]+(?!101)1[0-9][0-9](?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one answer, in bytes, header lines, interim answers and seconds."""

    head_bytes: int = 64 * 1024
    fields: int = 256
    interims: int = 10
    tls_s: float = 5.0
    first_byte_s: float = 8.0
    body_s: float = 1.0


class HeadScanner:
    """Fed with bytes until `head` is there: the final answer's head, blank line included. `rest` is what follows it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._scanned = 0
        self._lines = 0
        self._interims = 0
        self.head: bytes | None = None
        self.rest = b""

    def feed(self, data: bytes) -> bool:
        """Whether the head is complete; raises `NetworkError` with `response_too_large` or `bad_response`."""
        self._buffer += data
        while self.head is None and self._advance():
            pass
        size = len(self._buffer) if self.head is None else len(self.head)
        if size > self._limits.head_bytes:
            raise _too_large(f"The response headers are larger than {self._limits.head_bytes // 1024} kB.")
        return self.head is not None

    def end(self) -> bytes:
        """The head at the end of the connection: what came."""
        return self.head if self.head is not None else bytes(self._buffer)

    def _advance(self) -> bool:
        """Takes one step in the buffer: an interim answer dropped is a step, and so is the head found."""
        begins = _START.match(self._buffer)
        if begins is None:
            if not _UNDECIDED.fullmatch(self._buffer):
                # No status line: an answer as HTTP/0.9 gives it. A prefix shows what it is.
                self._take(min(len(self._buffer), self._limits.head_bytes))
            return False
        start = begins.start(begins.lastindex or 0)
        match = _END.search(self._buffer, max(start, self._scanned - 3))
        end = match.end() if match else len(self._buffer)
        self._lines += self._buffer.count(b"\n", self._scanned, end)
        # The status line and the blank line are no fields.
        if self._lines > self._limits.fields + 2:
            raise _too_large(f"The response has more than {self._limits.fields} header lines.")
        self._scanned = end
        if match is None:
            return False
        if not _INTERIM.match(self._buffer, start):
            self._take(end)
            return False
        self._drop(end)
        return bool(self._buffer)

    def _take(self, end: int) -> None:
        self.head = bytes(self._buffer[:end])
        self.rest = bytes(self._buffer[end:])
        self._buffer.clear()

    def _drop(self, end: int) -> None:
        self._interims += 1
        if self._interims > self._limits.interims:
            detail = f"The server sent more than {self._limits.interims} interim responses (1xx) and no final one."
            raise NetworkError(Failure("bad_response", detail, "ERR_INVALID_HTTP_RESPONSE"))
        del self._buffer[:end]
        self._scanned = self._lines = 0


def _too_large(detail: str) -> NetworkError:
    return NetworkError(Failure("response_too_large", detail))
