"""What an error answer says: its body is looked through for known phrases as it comes, and forgotten."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

from checks.cors import http_head
from checks.cors.browsers import CHROMIUM
from checks.cors.model import HttpResponse
from checks.cors.phrases import MAX_BODY, known
from checks.probing.body import Body

_ERROR = re.compile(rb"HTTP/1\.[01] [45][0-9][0-9]\b")


class ErrorBody:
    """The beginning of an error answer's body, in memory until its phrase has been asked for."""

    def __init__(self, response: HttpResponse) -> None:
        self._body: Body | None = Body(response)
        self._is_there = asyncio.Event()

    @property
    def is_enough(self) -> bool:
        return self._is_there.is_set()

    def feed(self, data: bytes) -> None:
        """Takes the bytes that came next."""
        if self._body is not None:
            self._body.feed(data)
            if self._body.is_enough or len(self._body.so_far) >= MAX_BODY:
                self._is_there.set()

    def end(self) -> None:
        """Tells that no more will come."""
        self._is_there.set()

    async def phrase(self, within_s: float) -> str:
        """The name of the phrase in what comes within some seconds; the bytes are dropped."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._is_there.wait()
        body, self._body = self._body, None
        self._is_there.set()
        return known(body.so_far) if body is not None else ""


def error_body(head: bytes, method: str) -> ErrorBody | None:
    """Where the body of an answer with this head is gathered; None where there is no error, no body or one that is
    compressed."""
    if method == "HEAD" or _ERROR.match(head) is None:
        return None
    response = http_head.read(head, CHROMIUM.head)
    if not isinstance(response, HttpResponse) or (response.get("content-encoding") or "identity") != "identity":
        return None
    return ErrorBody(response)
