"""The body of an answer as far as it is wanted, whatever its framing and however its bytes are cut
(https://www.rfc-editor.org/rfc/rfc9112#section-6.3)."""

from __future__ import annotations

import re

from checks.cors.model import HttpResponse

# As much of a robots.txt must be read: https://www.rfc-editor.org/rfc/rfc9309#section-2.5.
MAX_TEXT = 500 * 1024
# Beside it, since a server may put each byte into a chunk of its own.
MAX_FRAMING = 128 * 1024
_MAX_LINE = 1024
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?\r?", re.DOTALL)
_LENGTH = re.compile(r"[0-9]{1,12}")
_CRLF = b"\r\n"


class Body:
    """Fed with the bytes after the head until `is_enough`; `text` is what they say."""

    def __init__(self, response: HttpResponse) -> None:
        self.is_enough = response.status == 204
        self._text = bytearray()
        self._is_whole = False
        self._is_chunked = "chunked" in (response.get("transfer-encoding") or "").lower()
        length = _LENGTH.fullmatch(response.get("content-length") or "")
        # The bytes to come: of the body, or of a chunk and the line end after it; None where nobody knows.
        self._left = int(length[0]) if length and not self._is_chunked else None
        self._half_line = b""
        self._framing = 0

    @property
    def so_far(self) -> bytes:
        """What came, broken off or not."""
        return bytes(self._text)

    @property
    def text(self) -> bytes:
        """What came; of a body that did not come whole, the whole lines."""
        return bytes(self._text if self._is_whole else self._text[: self._text.rfind(b"\n") + 1])

    def feed(self, data: bytes) -> None:
        """Takes the bytes that came next."""
        if self._is_chunked:
            self._feed_chunks(self._half_line + data)
        else:
            self._take(data, 0)
            self._is_whole = self._left == 0
        self.is_enough |= self._is_whole or self._is_full()
        del self._text[MAX_TEXT:]

    def end(self) -> None:
        """Tells that the connection has ended, which is the end of a body without a length."""
        self._is_whole |= not self._is_chunked and self._left is None
        self.is_enough = True

    def _feed_chunks(self, data: bytes) -> None:
        at = 0
        while at < len(data) and not self._is_full():
            if self._left is not None:
                at = self._take(data, at)
                if self._left == 0:
                    del self._text[-len(_CRLF) :]
                    self._left = None
                continue
            end = data.find(b"\n", at)
            if end < 0:
                break
            size = _CHUNK_SIZE.fullmatch(data, at, end)
            if size is None or int(size[1], 16) == 0:
                self._is_whole = size is not None
                self.is_enough = True
                return
            self._left = int(size[1], 16) + len(_CRLF)
            self._framing += end + 1 - at + len(_CRLF)
            at = end + 1
        self._half_line = data[at:]
        self.is_enough |= len(self._half_line) > _MAX_LINE

    def _take(self, data: bytes, at: int) -> int:
        """Takes what is left of the body or the chunk, and gives the place after it."""
        part = data[at:] if self._left is None else data[at : at + self._left]
        self._text += part
        if self._left is not None:
            self._left -= len(part)
        return at + len(part)

    def _is_full(self) -> bool:
        return len(self._text) > MAX_TEXT or self._framing > MAX_FRAMING
