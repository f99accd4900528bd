"""The HTTP client of one check: httpx requests and responses over our own wire, so that every byte in and out is ours.

The only module that imports httpx (https://www.python-httpx.org/advanced/transports/): it gives the interface,
`checks.probing.connections` the judgement of URLs and addresses, and `checks.probing.wire` the bytes.
"""

from __future__ import annotations

import ssl
from types import TracebackType
from typing import Self

import httpx

from checks.cors import http_head
from checks.cors.browsers import BROWSERS
from checks.cors.model import Failure, Headers, HttpRequest, HttpResponse, RawResponse
from checks.probing.addresses import IPAddress
from checks.probing.connections import Connections
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.network_error import NetworkError
from checks.probing.target import Target
from checks.probing.wire import request_head, wire_fields
from checks.refusal import Refusal

_HABITS = BROWSERS["chromium"].head


# The body of every response: what comes of it stays on the wire.
_UNREAD = httpx.ByteStream(b"")


class WireTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests over the guarded connections of one check: method, path and query, header list and body go
    out as the request has them, and nothing else does.

    A response has the status and the headers that Chromium reads, or status 0, that of a network error, where it reads
    none. The extension `head` holds the bytes from which each browser reads its own, and `phrase` names what the body
    of an error is known to say. The transport raises `Refusal` and `NetworkError`.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request and gives its response, body unread."""
        target = self._connections.judge(str(request.url))
        payload = request_head(request.method, request.url.raw_path, request.headers.raw) + await request.aread()
        told = await self._connections.exchange(target, request.method, payload)
        response = http_head.read(told.head, _HABITS)
        extensions = {"head": told.head, "phrase": told.phrase}
        if not isinstance(response, HttpResponse):
            return httpx.Response(0, stream=_UNREAD, extensions=extensions)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        return httpx.Response(response.status, headers=headers, stream=_UNREAD, extensions=extensions)


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
        self._connections = Connections(guard, context, limits or Limits())
        # Used without httpx's client, which would log URLs with their secrets, keep cookies, and fail of a `Location`
        # that it cannot follow.
        self._transport = WireTransport(self._connections)
        self._common = common

    def judge(self, url: str) -> Target:
        """Gives the target of a URL, and resolves nothing yet; raises `Refusal`."""
        return self._connections.judge(url)

    async def admit(self, target: Target) -> tuple[IPAddress, ...]:
        """Gives the target's addresses, none for a name that does not resolve; raises `Refusal` where one may not be
        dialled."""
        try:
            return await self._connections.addresses(target)
        except NetworkError:
            return ()

    async def send(self, request: HttpRequest) -> RawResponse | Failure:
        """Gives the head of the answer as bytes, or why there is none; a refused target is a failure with its code."""
        try:
            response = await self._transport.handle_async_request(self._on_wire(request))
        except NetworkError as error:
            return error.failure
        except Refusal as error:
            return error.as_failure()
        return RawResponse(response.extensions["head"], response.extensions["phrase"])

    def _on_wire(self, request: HttpRequest) -> httpx.Request:
        target = self.judge(request.url)
        fields = wire_fields(target, request, self._common)
        sent = httpx.Request(request.method, target.url, headers=fields, stream=httpx.ByteStream(request.body or b""))
        # httpx writes every method in capitals, where fetch() does so for a few only.
        sent.method = request.method
        return sent

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connections.close()
