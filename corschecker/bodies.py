"""Bodies: a bound on those of requests, which Django would read whole, and none on answers to HEAD."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from checks.api.evaluate import MAX_BODY as LONGEST_EVALUATION
from checks.middleware import LONGEST_BODY

LONGEST = 64 * 1024
LONGEST_FORM = 4 * 1024 * 1024
# The form with the box in it carries what was pasted to wherever it is sent.
LONG_FORMS = frozenset({"/", "/paste", "/paste/judge"})
# Most clients read an answer only once they have sent all; a body that is longer than this is not waited for.
PATIENCE = 32 * 1024 * 1024


def longest_body(scope: Any) -> int:
    """How many bytes a body may have. Long forms come as multipart/form-data: percent-encoding is slow to undo."""
    if scope["path"] in LONG_FORMS and _field(scope, b"content-type").startswith(b"multipart/form-data"):
        return LONGEST_FORM
    return LONGEST_EVALUATION if scope["path"] == "/api/v1/evaluate" else LONGEST


class BodyLimit:
    """An ASGI application whose requests have bodies of at most `longest(scope)` bytes, announced or streamed.

    One that has more goes to `refusal` without its body, and with the bound in its scope.
    """

    def __init__(
        self, application: ASGI3Application, refusal: ASGI3Application, longest: Callable[[Any], int] = longest_body
    ) -> None:
        self.application = application
        self.refusal = refusal
        self.longest = longest

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        most = self.longest(scope)
        received = 0

        async def bounded_receive() -> Any:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message["body"])
                if received > most:
                    raise _TooLarge(message["more_body"])
            return message

        try:
            if _announced(scope) > most:
                raise _TooLarge(True)
            await self.application(scope, bounded_receive, send)
        except _TooLarge as too_large:
            complete = not too_large.more or await _rest_was_read(scope, receive, received)
            refused: Any = {**scope, LONGEST_BODY: most}
            await self.refusal(refused, _no_body(), send if complete else _closing(send))


class HeadWithoutBody:
    """An ASGI application whose answers to HEAD have no body; Django leaves that to the server."""

    def __init__(self, application: ASGI3Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.application(scope, receive, send)
            return

        async def send_head(message: Any) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.application(scope, receive, send_head)


class _TooLarge(Exception):
    def __init__(self, more: bool) -> None:
        self.more = more


async def _rest_was_read(scope: Any, receive: ASGIReceiveCallable, received: int) -> bool:
    """Read the rest of a body away; False where that is not worth it."""
    if _announced(scope) > PATIENCE or _field(scope, b"expect"):
        return False
    while received <= PATIENCE:
        message: Any = await receive()
        if message["type"] != "http.request" or not message["more_body"]:
            return True
        received += len(message["body"])
    return False


def _no_body() -> ASGIReceiveCallable:
    empty = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if empty:
            return empty.pop()
        return await asyncio.Event().wait()

    return receive


def _closing(send: ASGISendCallable) -> ASGISendCallable:
    async def send_and_close(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return send_and_close


def _announced(scope: Any) -> int:
    """The body's length as the request says it; 0 where it says nothing that can be read."""
    length = _field(scope, b"content-length")
    return int(length) if length.isdigit() and len(length) < 19 else 0


def _field(scope: Any, name: bytes) -> bytes:
    """The first header field of that name; empty where there is none."""
    return next((value for key, value in scope["headers"] if key.lower() == name), b"")
