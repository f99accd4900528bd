"""One connection of a client: how long it may keep us waiting. Gunicorn bounds none of this.

The limits are on what a client owes us, the head of a request and the reading of our response (its body is `bodies`'
concern); while we owe something, there are none. Only asyncio's own interface is used: a protocol stands between the
transport and gunicorn's, and an ASGI application in front of ours.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any, cast

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from checks.admission.limits import BUSY_RETRY_S
from checks.lab.app import Lab
from corschecker.connections import Connections
from corschecker.health import DRAINING

# What a head may have before it is whole: as much as nginx keeps of one.
MAX_HEAD = 32 * 1024
# How long we wait until a client has read why it was sent away.
LINGER_S = 1
# Where the message that the client is gone holds the status with which it was sent away.
SENT_AWAY = "corschecker.sent_away"

# The frame by which a server closes a WebSocket as agreed: code 1000.
_CLOSED = b"\x88\x02\x03\xe8"

_current: ContextVar[Connection] = ContextVar("connection")


def told_of_requests(application: ASGI3Application) -> ASGI3Application:
    """An ASGI application that tells each connection of the requests that come by it."""

    async def serve(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await application(scope, receive, send)
        else:
            await _current.get().answer(application, scope, receive, send)

    return serve


class Connection(asyncio.Protocol):
    """One connection, between its transport and the protocol that `server` makes for it."""

    transport: asyncio.Transport
    client: str | None

    def __init__(self, server: Callable[[], Any], connections: Connections) -> None:
        self._make_server = server
        self._server: Any = None
        self._connections = connections
        self._limits = connections.limits
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        # Whether no more is taken from the client, and whether the connection is closed.
        self._gone = self._lost = False
        # The status of the answer with which the client was sent away.
        self._sent_away = 0
        self._answers = 0
        self._answer_begun = False
        # The head that is on its way: its bytes so far, the last of them, and whether it may be whole.
        self._head = 0
        self._end = b""
        self._head_ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.client = self._connections.client_of(self.transport)
        if refusal := self._connections.enter(self):
            self._send_away(_busy(refusal))
            return
        self._server = self._make_server()
        token = _current.set(self)
        self._server.connection_made(_Transport(self.transport))
        _current.reset(token)
        self._wait()
        self._arm(self._limits.head_s, self._head_is_late)

    def data_received(self, data: bytes) -> None:
        if self._gone:
            return
        if not self._answers and not self._take_head(data):
            self._send_away(_answer("431 Request Header Fields Too Large", "The head of the request is too long."))
            return
        self._server.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._gone else self._server.eof_received()

    def pause_writing(self) -> None:
        self._writable.clear()
        self._wait()
        self._await_reading()
        if self._server is not None:
            self._server.pause_writing()

    def resume_writing(self) -> None:
        self._writable.set()
        if self._answers:
            self._wait_no_more()
            self._disarm()
        if self._server is not None:
            self._server.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = self._lost = True
        self._disarm()
        self._writable.set()
        self._connections.leave(self)
        if self._server is None:
            return
        if self._answers:
            # Who waits for the client to read need not any more.
            self._server.resume_writing()
            self._server.connection_lost(exc)
        else:
            # Where its task still waits for a request, gunicorn keeps all of it for `asgi_disconnect_grace_period`.
            self._server._task.add_done_callback(lambda _: self._server.connection_lost(exc))
            self._server._task.cancel()

    async def answer(
        self, application: ASGI3Application, scope: Any, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one request, which ends the wait for its head."""
        if self._gone:
            # What the client had sent ahead; nobody is there for a response.
            return
        if scope["type"] == "websocket":
            self._send_away(await _handshake_answer(application, scope, receive))
            return
        if self._writable.is_set():
            self._disarm()
            self._wait_no_more()
        else:
            self._await_reading()
        self._head, self._end, self._head_ended = 0, b"", False
        self._answers += 1
        self._answer_begun = False
        closes = scope["http_version"] < "1.1"
        body_complete = False

        async def received() -> Any:
            nonlocal body_complete
            if not body_complete:
                self._wait()
            message: Any = await receive()
            if message["type"] == "http.disconnect" and self._sent_away:
                message = {**message, SENT_AWAY: self._sent_away}
            if not body_complete and not message.get("more_body"):
                body_complete = True
                self._wait_no_more()
            return message

        async def sent(message: Any) -> None:
            if self._gone:
                return
            self._answer_begun = True
            if (closes or self._connections.draining) and message["type"] == "http.response.start":
                message = {**message, "headers": _with_close(message.get("headers", ()))}
            await send(message)
            await self._writable.wait()
            if closes and message["type"] == "http.response.body" and not message.get("more_body"):
                # An HTTP/1.0 client that keeps the connection alive would wait for its end: no response says otherwise.
                self._gone = True
                self.transport.close()

        scope["extensions"] = {**(scope.get("extensions") or {}), "corschecker.transport": self.transport}
        if self._connections.draining:
            scope["extensions"][DRAINING] = {}
        try:
            await application(scope, received, sent)
        finally:
            self._answers -= 1
            if not self._answers:
                self._wait()
                if self.transport.get_write_buffer_size():
                    self._await_reading()

    def _take_head(self, data: bytes) -> bool:
        """Whether what is there of the head is within bounds; what follows it is not counted."""
        if self._head == 0 and self._answer_begun:
            self._arm(self._limits.head_s, self._head_is_late)
        self._head += len(data)
        self._head_ended = self._head_ended or b"\r\n\r\n" in self._end + data
        self._end = (self._end + data)[-3:]
        return self._head_ended or self._head <= MAX_HEAD

    def _head_is_late(self) -> None:
        if self._head and not self.transport.is_closing():
            sentence = f"The head of the request was not there within {self._limits.head_s:g} seconds."
            self._send_away(_answer("408 Request Timeout", sentence))
        else:
            self.close()

    def _await_reading(self) -> None:
        self._arm(self._limits.response_s, self._reading_is_late)

    def _reading_is_late(self) -> None:
        if self.transport.get_write_buffer_size():
            self._abort()

    def make_room(self, reason: str) -> None:
        """Close, with the reason where a request has begun and no response to it has."""
        begun = not self._answer_begun if self._answers else self._head > 0
        if begun and not self.transport.is_closing():
            self._send_away(_busy(reason))
        else:
            self.close()

    def close_idle(self, *, new: bool) -> None:
        """Close where no request is on its way; one that never had a request only if `new` says so."""
        if not self._answers and not self._head and (new or self._answer_begun):
            self.close()

    def close(self) -> None:
        """Close without another word, and without what the client has not read."""
        if self.transport.get_write_buffer_size():
            self._abort()
        else:
            self._gone = True
            self._connections.leave(self)
            self.transport.close()

    def _abort(self) -> None:
        """Close without what is not sent, which the system would else keep and go on sending."""
        self._gone = True
        self._connections.leave(self)
        if connected := self.transport.get_extra_info("socket"):
            with suppress(OSError, ValueError):
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _send_away(self, answer: bytes) -> None:
        """Answer, and close when the client has closed, for closing on unread bytes would take the answer back
        (https://www.rfc-editor.org/rfc/rfc9112#section-9.6)."""
        self._gone = True
        self._sent_away = int(answer.split()[1])
        self._connections.linger(self)
        self.transport.write(answer)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()
        self._arm(LINGER_S, self.close)

    def _wait(self) -> None:
        if not self._gone:
            self._connections.waits(self)

    def _wait_no_more(self) -> None:
        self._connections.waits_no_more(self)

    def _arm(self, seconds: float, late: Callable[[], None]) -> None:
        self._disarm()
        if not self._lost:
            self._timer = self._loop.call_later(seconds, late)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Transport:
    """The transport as gunicorn sees it, which can be asked for its peer also when it has closed."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._names = {name: transport.get_extra_info(name) for name in ("peername", "sockname")}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._names[name] if name in self._names else self._transport.get_extra_info(name, default)


def _busy(reason: str) -> bytes:
    sentence = f"{reason} Close some, or try again in {BUSY_RETRY_S} seconds."
    return _answer("503 Service Unavailable", sentence, f"Retry-After: {BUSY_RETRY_S}\r\n")


async def _handshake_answer(application: ASGI3Application, scope: Any, receive: ASGIReceiveCallable) -> bytes:
    """What a WebSocket is answered: the lab's examples say what they say, and one that they open is closed at once."""
    if not Lab.serves(scope["path"]):
        return _answer("404 Not Found", "There is no WebSocket here. Ask without Upgrade.")
    told: list[Any] = []

    async def take(message: Any) -> None:
        told.append(message)

    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    as_http: Any = {**scope, "type": "http", "method": "GET", "scheme": scheme}
    await application(as_http, receive, take)
    status = HTTPStatus(told[0]["status"])
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode(), *(b"%b: %b" % field for field in told[0]["headers"])]
    body = b"".join(message.get("body", b"") for message in told[1:])
    if status is HTTPStatus.SWITCHING_PROTOCOLS:
        body = _CLOSED
    else:
        lines.append(b"Connection: close")
    return b"\r\n".join([*lines, b"", body])


def _answer(status: str, sentence: str, fields: str = "") -> bytes:
    body = f"{sentence}\n".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{fields}Connection: close\r\n\r\n".encode() + body


def _with_close(headers: Any) -> list[Any]:
    return [*((name, value) for name, value in headers if name.lower() != b"connection"), (b"connection", b"close")]
