"""Names to addresses: by the system where private networks are open; `dns_resolver` is for the public service."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from checks.cors.model import Failure
from checks.probing.addresses import IPAddress
from checks.probing.network_error import NetworkError

Resolver = Callable[[str], Awaitable[Sequence[IPAddress]]]

LIFETIME_S = 3.0
MAX_ANSWERS = 64


class SystemResolver:
    """Asks the operating system, in a few threads: one that hangs cannot be cancelled, so their number is bounded."""

    def __init__(
        self, threads: int = 8, lifetime_s: float = LIFETIME_S, lookup: Callable[[str], list[IPAddress]] | None = None
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolve")
        self._lifetime_s = lifetime_s
        self._lookup = lookup or _getaddrinfo

    async def __call__(self, host: str) -> Sequence[IPAddress]:
        """All addresses of the name, none where it does not exist; raises `NetworkError` with `dns_error`."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._lifetime_s):
                addresses = await loop.run_in_executor(self._threads, self._lookup, host)
        except TimeoutError as error:
            raise NetworkError(dns_trouble(host, timed_out=True)) from error
        return bounded(host, addresses)


def _getaddrinfo(host: str) -> list[IPAddress]:
    try:
        entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ip_address(address[0]) for _, _, _, _, address in entries]


def bounded(host: str, addresses: list[IPAddress]) -> Sequence[IPAddress]:
    if len(addresses) > MAX_ANSWERS:
        raise NetworkError(
            Failure(
                "dns_error", f"The name {host} resolves to more than {MAX_ANSWERS} addresses.", "ERR_NAME_NOT_RESOLVED"
            )
        )
    return addresses


def dns_trouble(host: str, timed_out: bool) -> Failure:
    if timed_out:
        return Failure("dns_error", f"No name server responded for {host} in time.", "ERR_NAME_NOT_RESOLVED")
    return Failure("dns_error", f"The name servers of {host} respond with an error.", "ERR_NAME_NOT_RESOLVED")
