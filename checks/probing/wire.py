"""HTTP/1.1 on one connection: exactly the given bytes out, the head of the answer in, nothing more.

It reads as tolerantly as browsers do, keeps the bytes, and reads no body but a small one whose length is known, so that
the connection can serve the next request of the same check, and the beginning of an error's, for the phrase in it.
"""

from __future__ import annotations

import asyncio
import re
import ssl

from checks.cors.model import Failure, Headers, HttpRequest
from checks.probing.connect_failure import connect_failure
from checks.probing.error_body import ErrorBody, error_body
from checks.probing.head_scanner import HeadScanner, Limits
from checks.probing.network_error import NetworkError
from checks.probing.other_protocols import other_protocol, protocol
from checks.probing.target import Target
from checks.probing.tls import not_tls, tls_failure
from checks.refusal import Refusal

Fields = list[tuple[bytes, bytes]]

SMALL_BODY = 4096
_FORBIDDEN = re.compile(rb"[\r\n\0]")
_STATUS = re.compile(rb"HTTP/1\.1 ([0-9]{3})\b")
LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r?(?=\n)", re.IGNORECASE)
_ENDS_CONNECTION = re.compile(
    rb"\n(?:transfer-encoding|connection:[^\n]*close|proxy-connection|content-length[^:\n]*:)", re.I
)


def wire_fields(target: Target, request: HttpRequest, common: Headers) -> Fields:
    """Gives the header list as it goes on the wire: Host and Connection first as browsers have them, then the given
    headers and what the request lacks of the common ones. Raises `Refusal` for a character beyond Latin-1."""
    given = {name.lower() for name, _ in request.headers}
    headers = [("Host", target.authority)]
    if "connection" not in given:
        headers.append(("Connection", "keep-alive"))
    if "content-length" not in given and (request.body is not None or request.method in ("POST", "PUT")):
        headers.append(("Content-Length", str(len(request.body or b""))))
    headers += request.headers
    headers += (field for field in common if field[0].lower() not in given)
    try:
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    except UnicodeEncodeError as error:
        raise _unsendable() from error


def request_head(method: str, path_and_query: bytes, fields: Fields) -> bytes:
    """Gives the head of a request in bytes; raises `Refusal` where a field would break out of its line."""
    start = b"%b %b HTTP/1.1" % (method.encode("latin-1"), path_and_query)
    lines = [start, *(b"%b: %b" % field for field in fields)]
    if _FORBIDDEN.search(b"".join(lines)):
        raise _unsendable()
    return b"\r\n".join([*lines, b"", b""])


def _unsendable() -> Refusal:
    return Refusal("invalid_header", "A header holds a line break, a NUL or a character beyond Latin-1.", "headers")


class Connection(asyncio.Protocol):
    """A connection to a judged address, for one exchange at a time."""

    def __init__(self, target: Target, limits: Limits) -> None:
        self._target = target
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._scanner = HeadScanner(limits)
        self._answer: asyncio.Future[bytes] | None = None
        self._unread: int | None = None
        self._method = ""
        self._error: ErrorBody | None = None
        self._early = b""
        self._spoke_first = False
        self._lost: Exception | bool = False
        self._timer: asyncio.TimerHandle | None = None

    async def secure(self, context: ssl.SSLContext) -> None:
        """Begins TLS in the target's name; raises `NetworkError` with `tls_error`."""
        plain = self._transport
        host, port = self._target.host, self._target.port
        if plain is None or self._early:
            self.close()
            raise NetworkError(tls_failure(EOFError(), host, port) if plain is None else not_tls(port))
        try:
            async with asyncio.timeout(self._limits.tls_s):
                self._transport = await self._loop.start_tls(plain, self, context, server_hostname=self._target.name)
        except TimeoutError as error:
            self.close()
            detail = (
                "The server took the connection, but the TLS handshake was not finished in "
                f"{self._limits.tls_s:g} seconds: what listens on port {port} may not speak TLS, or hangs."
            )
            raise NetworkError(Failure("timeout", detail, "ERR_TIMED_OUT")) from error
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise NetworkError(tls_failure(error, host, port)) from error

    @property
    def is_reusable(self) -> bool:
        """Whether the last answer has been read whole, to a request that went before it, and the server has not closed
        since."""
        whole = self._unread == 0 and not self._spoke_first
        return whole and self._transport is not None and not self._transport.is_closing()

    async def exchange(self, payload: bytes, method: str) -> bytes:
        """Sends the request and returns the head of its answer, or what came of it; raises `NetworkError`."""
        self._scanner = HeadScanner(self._limits)
        self._answer = self._loop.create_future()
        self._unread = None
        self._method = method
        self._error = None
        self._timer = self._loop.call_later(self._limits.first_byte_s, self._no_first_byte)
        if self._transport is not None:
            self._transport.write(payload)
        early, self._early = self._early, b""
        if early:
            self._spoke_first = True
            self.data_received(early)
        if self._lost:
            self._ended(None if self._lost is True else self._lost)
        try:
            head = await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._timer.cancel()
        if not_http := other_protocol(head, self._target):
            raise NetworkError(not_http)
        return head

    async def phrase(self) -> str:
        """The name of the phrase that the body of the last answer is known to say, of an error alone."""
        if self._error is None:
            return ""
        phrase = await self._error.phrase(self._limits.body_s)
        if self._unread != 0:
            self.close()
        return phrase

    def close(self) -> None:
        # Not close(): a body may follow for ever, and TLS would wait for the other side's goodbye.
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            # A server that speaks first, such as one for mail, is no HTTP server, and its words are its answer.
            self._early = (self._early + data)[: self._limits.head_bytes]
            return
        if self._answer.done():
            self._drain(data)
            return
        if self._timer is not None:
            self._timer.cancel()
        try:
            if self._scanner.feed(data) and self._scanner.head is not None:
                self._unread = body_length(self._scanner.head, self._method == "HEAD")
                self._error = error_body(self._scanner.head, self._method)
                self._answer.set_result(self._scanner.head)
                self._drain(self._scanner.rest)
        except NetworkError as error:
            self._answer.set_exception(error)

    def eof_received(self) -> None:
        self._ended(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = exc or True
        self._transport = None
        self._ended(exc)

    def _drain(self, data: bytes) -> None:
        if self._error is not None:
            self._error.feed(data)
        if self._unread is None or len(data) > self._unread:
            self._unread = None
            if self._error is None or self._error.is_enough:
                self.close()
        else:
            self._unread -= len(data)

    def _no_first_byte(self) -> None:
        if self._answer is not None and not self._answer.done():
            seconds = self._limits.first_byte_s
            detail = f"Connected, request sent, then no byte of a response in {seconds:g} seconds."
            self._answer.set_exception(NetworkError(Failure("timeout", detail, "ERR_TIMED_OUT", silent_s=seconds)))

    def _ended(self, error: Exception | None) -> None:
        self._unread = None
        if self._error is not None:
            self._error.end()
        if self._answer is None or self._answer.done():
            return
        came = self._scanner.end()
        if came and (error is None or protocol(came)):
            self._answer.set_result(came)
        elif error is None:
            detail = "The server closed the connection without a response."
            self._answer.set_exception(NetworkError(Failure("bad_response", detail, "ERR_EMPTY_RESPONSE")))
        elif isinstance(error, ssl.SSLError):
            self._answer.set_exception(NetworkError(tls_failure(error, self._target.host, self._target.port)))
        else:
            failure = connect_failure(error) if isinstance(error, OSError) else connect_failure(ConnectionResetError())
            self._answer.set_exception(NetworkError(failure))


def body_length(head: bytes, bodiless: bool) -> int | None:
    """The length of the body that follows the head; None where the connection must not be used again."""
    status = _STATUS.match(head)
    lengths = set(LENGTH.findall(head))
    plain = LENGTH.sub(b"", head)
    if (
        status is None
        or status[1] == b"101"
        or len(lengths) > 1
        or _ENDS_CONNECTION.search(plain)
        or not head.endswith(b"\r\n\r\n")
    ):
        return None
    if bodiless or status[1] in (b"204", b"304"):
        return 0
    length = int(lengths.pop()) if lengths else None
    return length if length is not None and length <= SMALL_BODY else None
