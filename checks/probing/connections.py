"""The connections of one check: every URL and address judged once, and a connection used again where that is safe."""

from __future__ import annotations

import asyncio
import ssl

from checks.cors.model import RawResponse
from checks.probing.addresses import IPAddress
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.network_error import NetworkError
from checks.probing.target import Target
from checks.probing.tls import default_context
from checks.probing.wire import Connection
from checks.refusal import Refusal

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A server may close a kept connection while the next request is on its way: only a new connection tells.
_CLOSED_WHILE_IDLE = frozenset({"ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET"})


class Connections:
    """Exchanges requests for responses over connections to judged addresses, and keeps those that may serve again."""

    def __init__(self, guard: Guard, context: ssl.SSLContext | None, limits: Limits) -> None:
        self._guard = guard
        self._context = context
        self._limits = limits
        self._targets: dict[str, Target] = {}
        self._addresses: dict[str, tuple[IPAddress, ...] | Refusal | NetworkError] = {}
        self._resolving = asyncio.Lock()
        self._connections: dict[tuple[str, str, int], list[Connection]] = {}

    def judge(self, url: str) -> Target:
        """Gives the target of a URL, which is judged once a check; raises `Refusal`."""
        target = self._targets.get(url)
        if target is None:
            target = self._targets[url] = self._guard.judge(url)
        return target

    async def addresses(self, target: Target) -> tuple[IPAddress, ...]:
        """Gives the target's addresses, which are resolved and judged once a check: no second answer can differ.

        Raises `Refusal` and `NetworkError`.
        """
        if target.name not in self._addresses:
            async with self._resolving:
                if target.name not in self._addresses:
                    self._addresses[target.name] = await self._resolved(target)
        known = self._addresses[target.name]
        if isinstance(known, Exception):
            raise known
        return known

    async def _resolved(self, target: Target) -> tuple[IPAddress, ...] | Refusal | NetworkError:
        try:
            return await self._guard.addresses(target)
        except (Refusal, NetworkError) as error:
            return error

    def close(self) -> None:
        """Closes all kept connections."""
        for connections in self._connections.values():
            for connection in connections:
                connection.close()

    async def exchange(self, target: Target, method: str, payload: bytes) -> RawResponse:
        """Sends the bytes of a request and returns the head of its answer, and of an error what its body is known to
        say; raises `Refusal` and `NetworkError`."""
        kept = self._connections.setdefault((target.scheme, target.host, target.port), [])
        while kept and method in _SAFE:
            connection = kept.pop()
            if connection.is_reusable:
                try:
                    head = await connection.exchange(payload, method)
                except NetworkError as error:
                    if error.failure.net_error in _CLOSED_WHILE_IDLE:
                        break
                    raise
                return await self._told(head, connection, kept)
            connection.close()
        connection = await self._connect(target)
        return await self._told(await connection.exchange(payload, method), connection, kept)

    @staticmethod
    async def _told(head: bytes, connection: Connection, kept: list[Connection]) -> RawResponse:
        try:
            phrase = await connection.phrase()
        except BaseException:
            connection.close()
            raise
        kept.append(connection)
        return RawResponse(head, phrase)

    async def _connect(self, target: Target) -> Connection:
        addresses = await self.addresses(target)
        connection = await self._guard.connect(addresses, target.port, lambda: Connection(target, self._limits))
        if target.is_secure:
            await connection.secure(self._context or default_context())
        return connection
