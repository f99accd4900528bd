"""The HTTP client of one check: httpx over our own wire, so that every byte in and out is ours.

The only module that imports httpx: it gives the interface, `checks.probing.wire` the bytes, and
`checks.probing.guard` the one door to the network.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import httpx

from checks.cors.model import Failure, HttpRequest, RawResponse
from checks.probing.addresses import IPAddress
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.refused import NoAnswer, Refused
from checks.probing.target import Target
from checks.probing.tls import default_context
from checks.probing.wire import Connection, request_bytes

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# httpx would write the method in capitals, escape the URL its own way and log it with its secrets: it only carries
# the request to the wire.
_CARRIER = httpx.URL("http://wire.invalid/")
# A server may close a kept connection while the next request is on its way: only a new connection tells.
_CLOSED_WHILE_IDLE = frozenset({"ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET"})


class _Unread(httpx.AsyncByteStream):
    """The body of every answer: it stays on the wire."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        return
        yield b""


_UNREAD = _Unread()


class WireTransport(httpx.AsyncBaseTransport):
    """Sends the `HttpRequest` that an httpx request carries in its extensions, and answers with the head's bytes in
    the extension `head`. Judges every URL and address; raises `Refused` and `NoAnswer`."""

    def __init__(self, guard: Guard, context: ssl.SSLContext | None = None, limits: Limits | None = None) -> None:
        self._guard = guard
        self._context = context
        self._limits = limits or Limits()
        self._targets: dict[str, Target] = {}
        self._addresses: dict[str, asyncio.Task[tuple[IPAddress, ...]]] = {}
        self._connections: dict[tuple[str, str, int], list[Connection]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        carried: HttpRequest = request.extensions["request"]
        target = self.judge(carried.url)
        head = await self._exchange(target, request_bytes(target, carried), carried.method)
        # The head stays bytes, for each browser to read its own way; httpx must not read or follow anything in it.
        return httpx.Response(200, stream=_UNREAD, extensions={"head": head})

    def judge(self, url: str) -> Target:
        """The target of a URL, judged once a check; raises `Refused`."""
        target = self._targets.get(url)
        if target is None:
            target = self._targets[url] = self._guard.judge(url)
        return target

    async def addresses(self, target: Target) -> tuple[IPAddress, ...]:
        """The target's addresses, resolved and judged once a check: no second answer can differ."""
        if target.name not in self._addresses:
            self._addresses[target.name] = asyncio.create_task(self._guard.addresses(target))
        known = self._addresses[target.name]
        return known.result() if known.done() else await asyncio.shield(known)

    async def aclose(self) -> None:
        for task in self._addresses.values():
            task.cancel()
        for connections in self._connections.values():
            for connection in connections:
                connection.close()

    async def _exchange(self, target: Target, payload: bytes, method: str) -> bytes:
        kept = self._connections.setdefault((target.scheme, target.host, target.port), [])
        while kept and method in _SAFE:
            connection = kept.pop()
            if connection.is_reusable:
                try:
                    head = await connection.exchange(payload, method)
                except NoAnswer as error:
                    if error.failure.net_error in _CLOSED_WHILE_IDLE:
                        break
                    raise
                kept.append(connection)
                return head
            connection.close()
        connection = await self._connect(target)
        head = await connection.exchange(payload, method)
        kept.append(connection)
        return head

    async def _connect(self, target: Target) -> Connection:
        addresses = await self.addresses(target)
        connection = await self._guard.connect(addresses, target.port, lambda: Connection(target, self._limits))
        if target.is_secure:
            await connection.secure(self._context or default_context())
        return connection


class Client:
    """Sends requests for one check. `async with Client(guard) as client: await client.send(request)`."""

    def __init__(self, guard: Guard, context: ssl.SSLContext | None = None, limits: Limits | None = None) -> None:
        self._transport = WireTransport(guard, context, limits)
        self._http = httpx.AsyncClient(transport=self._transport, trust_env=False, follow_redirects=False, headers=[])

    def judge(self, url: str) -> Target:
        """The target of a URL; raises `Refused`. Nothing is resolved yet."""
        return self._transport.judge(url)

    async def admit(self, target: Target) -> tuple[IPAddress, ...]:
        """The target's addresses, none for a name that does not resolve; raises `Refused` where one may not be
        dialled."""
        try:
            return await self._transport.addresses(target)
        except NoAnswer:
            return ()

    async def send(self, request: HttpRequest) -> RawResponse | Failure:
        """The head of the answer as bytes, or why there is none; a refused target is a failure with its code."""
        carrier = httpx.Request("GET", _CARRIER, extensions={"request": request})
        try:
            response = await self._http.send(carrier, stream=True)
        except NoAnswer as error:
            return error.failure
        except Refused as error:
            # A hop that leads to a URL that no one could check by hand is a hop to a blocked host.
            return Failure("blocked_host" if error.code == "invalid_url" else error.code, error.detail)
        return RawResponse(response.extensions["head"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()
