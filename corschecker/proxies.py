"""Who the client is behind reverse proxies that we trust: their words are believed, nobody else's.

The entry of X-Forwarded-For that counts is the rightmost one that is not itself a trusted proxy; all to its left
could have been written by the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from checks.probing.addresses import plain_address, plain_network
from corschecker.environment import Network


class TrustedProxies:
    """An ASGI application that sets `client` and `scheme` of the scope from the headers of trusted proxies."""

    def __init__(self, application: ASGI3Application, networks: Sequence[Network]) -> None:
        self.application = application
        self.networks = tuple(map(plain_network, networks))

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http" and self.networks and self._trusts(_peer(scope)):
            scope = {**scope, **self._as_forwarded(scope)}  # type: ignore[assignment]
        await self.application(scope, receive, send)

    def _as_forwarded(self, scope: Any) -> dict[str, Any]:
        forwarded: dict[str, Any] = {}
        schemes = _list_of(scope["headers"], b"x-forwarded-proto")
        if schemes and schemes[-1] in ("http", "https"):
            forwarded["scheme"] = schemes[-1]
        for address in reversed(_list_of(scope["headers"], b"x-forwarded-for")):
            if plain_address(address) is None:
                break
            forwarded["client"] = (address, 0)
            if not self._trusts(address):
                break
        return forwarded

    def _trusts(self, address: str) -> bool:
        parsed = plain_address(address)
        return parsed is not None and any(parsed in network for network in self.networks)


def _peer(scope: Any) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _list_of(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> list[str]:
    """The entries of a comma-separated header, over all its lines."""
    lines = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    return [entry.strip() for entry in ",".join(lines).split(",") if entry.strip()]
