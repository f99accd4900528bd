"""Bodies: bounds on those of requests, which Django would read whole, and none on answers to HEAD."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from checks.admission.limits import BUSY_RETRY_S
from checks.api.body import LONGEST_BODY
from checks.api.evaluate import MAX_BODY as LONGEST_EVALUATION
from checks.api.fragments import MAX_BODY as LONGEST_FRAGMENT
from checks.lab.plain_response import respond
from checks.refusal import Refusal

LONGEST = 64 * 1024
LONGEST_FORM = 4 * 1024 * 1024
# The form with the box in it carries what was pasted to wherever it is sent.
LONG_FORMS = frozenset({"/", "/paste", "/paste/judge", "/preset"})
_LONGEST_OF = {"/api/v1/evaluate": LONGEST_EVALUATION, "/api/v1/fragments": LONGEST_FRAGMENT}
# Most clients read an answer only once they have sent all; a body that is longer than this is not waited for.
PATIENCE = 32 * 1024 * 1024
# More than the packets of the longest body: reading a piece costs the same, however short it is.
MAX_PIECES = 10_000
# Bytes of all bodies of a process together.
MAX_TOGETHER = 32 * 1024 * 1024


def longest_body(scope: Any) -> int:
    """How many bytes a body may have. Long forms come as multipart/form-data: percent-encoding is slow to undo."""
    if scope["path"] in LONG_FORMS and _field(scope, b"content-type").startswith(b"multipart/form-data"):
        return LONGEST_FORM
    return _LONGEST_OF.get(scope["path"], LONGEST)


class BodyLimit:
    """An ASGI application whose requests have bodies of at most `longest(scope)` bytes, announced or streamed, which
    are there within so many `seconds` of their heads, else the answer is 408.

    One that has more goes to `refusal` without its body, and with the bound in its scope. Where the bodies of all
    requests are more than `together` bytes, the largest that is not whole is answered 503.
    """

    def __init__(
        self,
        application: ASGI3Application,
        refusal: ASGI3Application,
        *,
        seconds: float,
        longest: Callable[[Any], int] = longest_body,
        together: int = MAX_TOGETHER,
    ) -> None:
        self.application = application
        self.refusal = refusal
        self.seconds = seconds
        self.longest = longest
        self.together = together
        self._bodies: set[_Body] = set()
        self._held = 0

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        started = False
        body = _Body(self.longest(scope), asyncio.get_running_loop().time() + self.seconds, self._too_slow())

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
            if message["type"] == "http.disconnect":
                raise _Left
            self._take(body, message)
            return message

        async def watched_send(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        self._bodies.add(body)
        try:
            if _announced(scope) > body.most:
                raise _TooLarge(True)
            await self.application(scope, bounded_receive, watched_send)
        except _TooLarge as too_large:
            complete = not too_large.more or await _rest_was_read(scope, receive, body)
            refused: Any = {**scope, LONGEST_BODY: body.most}
            await self.refusal(refused, _no_body(), send if complete else _closing(send))
        except Refusal as refusal:
            if not started:
                await _refuse(send, refusal)
        except _Left:
            pass
        finally:
            self._bodies.remove(body)
            self._held -= body.size

    def _take(self, body: _Body, message: Any) -> None:
        size = len(message["body"])
        body.size += size
        self._held += size
        body.pieces += 1
        body.whole = not message.get("more_body")
        if body.size > body.most:
            raise _TooLarge(not body.whole)
        if body.pieces > MAX_PIECES:
            sentence = f"No body here may come in more than {MAX_PIECES:,} pieces. Send larger ones."
            raise Refusal("body_too_large", sentence)
        if self._held > self.together:
            largest = max((other for other in self._bodies if not other.whole), key=_size, default=body)
            if largest is body:
                raise _busy()
            self._held -= largest.size
            largest.give_way()

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
    """What is there of a body, of at most so many bytes; `refusal` is the answer at its deadline."""

    def __init__(self, most: int, deadline: float, refusal: Refusal) -> None:
        self.most = most
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


class _Left(Exception):
    """The client is gone, and the rest of its body will not come."""


class _TooLarge(Exception):
    def __init__(self, more: bool) -> None:
        self.more = more


def _size(body: _Body) -> int:
    return body.size


def _busy() -> Refusal:
    detail = "As many bytes are being received here as may be, and this body is the longest. Send it again later."
    return Refusal("server_busy", detail, headers={"Retry-After": str(BUSY_RETRY_S)})


async def _rest_was_read(scope: Any, receive: ASGIReceiveCallable, body: _Body) -> bool:
    """Read the rest of a body away until its deadline; False where that is not worth it."""
    if _announced(scope) > PATIENCE or _field(scope, b"expect"):
        return False
    received = body.size
    try:
        async with asyncio.timeout_at(body.deadline):
            while received <= PATIENCE:
                message: Any = await receive()
                if message["type"] != "http.request" or not message["more_body"]:
                    return True
                received += len(message["body"])
    except TimeoutError:
        return False
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


async def _refuse(send: ASGISendCallable, refusal: Refusal) -> None:
    problem = {"title": refusal.title, "status": refusal.status, "detail": refusal.detail, "code": refusal.code}
    headers = {"content-type": "application/problem+json", "connection": "close", **refusal.headers}
    fields = [(name.lower(), value) for name, value in headers.items()]
    await respond(send, refusal.status, fields, json.dumps(problem).encode())


def _announced(scope: Any) -> int:
    """The body's length as the request says it; 0 where it says nothing that can be read."""
    length = _field(scope, b"content-length")
    return int(length) if length.isdigit() and len(length) < 19 else 0


def _field(scope: Any, name: bytes) -> bytes:
    """The first header field of that name; empty where there is none."""
    return next((value for key, value in scope["headers"] if key.lower() == name), b"")
