"""Bodies: a bound on those of requests, which Django would first write to disk, and none on answers to HEAD."""

from __future__ import annotations

import json
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope


class BodyLimit:
    """An ASGI application that answers 413 to a body of more than `limit` bytes, announced or streamed."""

    def __init__(self, application: ASGI3Application, limit: int) -> None:
        self.application = application
        self.limit = limit

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if _announced(scope) > self.limit:
            await self._refuse(send)
            return
        started = False
        received = 0

        async def bounded_receive() -> Any:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message["body"])
                if received > self.limit:
                    raise _TooLarge
            return message

        async def watched_send(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.application(scope, bounded_receive, watched_send)
        except _TooLarge:
            if not started:
                await self._refuse(send)

    async def _refuse(self, send: ASGISendCallable) -> None:
        problem = {
            "title": "The body is too large",
            "status": 413,
            "detail": f"No body here may have more than {self.limit // 1024} kB. Send less.",
            "code": "body_too_large",
        }
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers, "trailers": False})
        await send({"type": "http.response.body", "body": json.dumps(problem).encode(), "more_body": False})


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
    pass


def _announced(scope: Any) -> int:
    """The body's length as the request says it; 0 where it says nothing that can be read."""
    lengths = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() and len(lengths[0]) < 19 else 0
