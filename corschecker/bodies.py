"""Bodies: bounds on those of requests, which Django would first write to disk, and none on answers to HEAD."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from checks.limits import BUSY_RETRY_S
from checks.refusal import Refusal

# More than the packets of the longest body: reading a piece costs the same, however short it is.
MAX_PIECES = 10_000
# Bytes of all bodies of a process together.
MAX_TOGETHER = 32 * 1024 * 1024


class BodyLimit:
    """An ASGI application that answers 413 to a body of more than `limit` bytes, announced or streamed, and 408 to one
    that is not there within so many `seconds` of its head.

    Where the bodies of all requests are more than `together` bytes, the largest that is not whole is answered 503.
    """

    def __init__(self, application: ASGI3Application, limit: int, seconds: float, together: int = MAX_TOGETHER) -> None:
        self.application = application
        self.limit = limit
        self.seconds = seconds
        self.together = together
        self._bodies: set[_Body] = set()
        self._held = 0

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if _announced(scope) > self.limit:
            await _refuse(send, self._too_large())
            return
        started = False
        body = _Body(asyncio.get_running_loop().time() + self.seconds, self._too_slow())

        async def bounded_receive() -> Any:
            if body.whole:
                return await receive()
            try:
                async with asyncio.timeout_at(body.deadline) as body.wait:
                    message: Any = await receive()
            except TimeoutError as error:
                raise body.refusal from error
            finally:
                body.wait = None
            if message["type"] == "http.request":
                self._take(body, message)
            return message

        async def watched_send(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        self._bodies.add(body)
        try:
            await self.application(scope, bounded_receive, watched_send)
        except Refusal as refusal:
            if not started:
                await _refuse(send, refusal)
        finally:
            self._bodies.remove(body)
            self._held -= body.size

    def _take(self, body: _Body, message: Any) -> None:
        size = len(message["body"])
        body.size += size
        self._held += size
        body.pieces += 1
        body.whole = not message.get("more_body")
        if body.size > self.limit:
            raise self._too_large()
        if body.pieces > MAX_PIECES:
            raise _too_large(f"No body here may come in more than {MAX_PIECES:,} pieces. Send larger ones.")
        if self._held > self.together:
            largest = max((other for other in self._bodies if not other.whole), key=_size, default=body)
            if largest is body:
                raise _busy()
            self._held -= largest.size
            largest.give_way()

    def _too_large(self) -> Refusal:
        return _too_large(f"No body here may have more than {self.limit // 1024} kB. Send less.")

    def _too_slow(self) -> Refusal:
        detail = f"The body was not there within {self.seconds:g} seconds of the head. Send it at once, or send less."
        return Refusal("body_too_slow", detail)


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


class _Body:
    """What is there of a body; `refusal` is the answer at its deadline."""

    def __init__(self, deadline: float, refusal: Refusal) -> None:
        self.deadline = deadline
        self.size = 0
        self.pieces = 0
        self.whole = False
        self.wait: asyncio.Timeout | None = None
        self.refusal = refusal

    def give_way(self) -> None:
        self.size = 0
        self.refusal = _busy()
        self.deadline = 0
        if self.wait is not None:
            self.wait.reschedule(self.deadline)


def _size(body: _Body) -> int:
    return body.size


def _too_large(detail: str) -> Refusal:
    return Refusal("body_too_large", detail)


def _busy() -> Refusal:
    detail = "As many bytes are being received here as may be, and this body is the longest. Send it again later."
    return Refusal("server_busy", detail, headers={"Retry-After": str(BUSY_RETRY_S)})


async def _refuse(send: ASGISendCallable, refusal: Refusal) -> None:
    problem = {"title": refusal.title, "status": refusal.status, "detail": refusal.detail, "code": refusal.code}
    headers = {"content-type": "application/problem+json", "connection": "close", **refusal.headers}
    fields = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": fields, "trailers": False})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode(), "more_body": False})


def _announced(scope: Any) -> int:
    """The body's length as the request says it; 0 where it says nothing that can be read."""
    lengths = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() and len(lengths[0]) < 19 else 0
