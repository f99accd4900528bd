"""The HTTP client of one check: httpx over our own wire, so that every byte in and out is ours.

The only module that imports httpx: it gives the interface, `checks.probing.connections` the judgement of URLs and
addresses, and `checks.probing.wire` the bytes.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import httpx

from checks.cors.model import Failure, Headers, HttpRequest, RawResponse
from checks.probing.addresses import IPAddress
from checks.probing.connections import Connections
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.refused import NoAnswer, Refused
from checks.probing.target import Target

# httpx would write the method in capitals, escape the URL its own way and log it with its secrets: it only carries
# the request to the wire.
_CARRIER = httpx.URL("http://wire.invalid/")


class _Unread(httpx.AsyncByteStream):
    """The body of every answer: it stays on the wire."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        return
        yield b""


class WireTransport(httpx.AsyncBaseTransport):
    """Sends the `HttpRequest` that an httpx request carries in its extensions over the `Connections` beside it, and
    answers with the head's bytes in the extension `head`. Raises `Refused` and `NoAnswer`."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        head = await request.extensions["connections"].exchange(request.extensions["request"])
        # The head stays bytes, for each browser to read its own way; httpx must not read or follow anything in it.
        return httpx.Response(200, stream=_UNREAD, extensions={"head": head})


_UNREAD = _Unread()
# It keeps nothing of any check, so one serves all.
_HTTP = httpx.AsyncClient(transport=WireTransport(), trust_env=False, follow_redirects=False, headers=[])


class Client:
    """Sends requests for one check, each with the `common` headers that it lacks.

    `async with Client(guard) as client: await client.send(request)`.
    """

    def __init__(
        self,
        guard: Guard,
        context: ssl.SSLContext | None = None,
        limits: Limits | None = None,
        common: Headers = (),
    ) -> None:
        self._connections = Connections(guard, context, limits or Limits(), common)

    def judge(self, url: str) -> Target:
        """The target of a URL; raises `Refused`. Nothing is resolved yet."""
        return self._connections.judge(url)

    async def admit(self, target: Target) -> tuple[IPAddress, ...]:
        """The target's addresses, none for a name that does not resolve; raises `Refused` where one may not be
        dialled."""
        try:
            return await self._connections.addresses(target)
        except NoAnswer:
            return ()

    async def send(self, request: HttpRequest) -> RawResponse | Failure:
        """The head of the answer as bytes, or why there is none; a refused target is a failure with its code."""
        carried = {"request": request, "connections": self._connections}
        try:
            response = await _HTTP.send(httpx.Request("GET", _CARRIER, extensions=carried), stream=True)
        except NoAnswer as error:
            return error.failure
        except Refused as error:
            return error.as_failure()
        return RawResponse(response.extensions["head"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connections.close()
