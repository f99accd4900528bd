"""Names to addresses: by DNS alone on the public service, by the system where private networks are open."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from dns.asyncresolver import Resolver as AsyncResolver
from dns.exception import DNSException, Timeout
from dns.name import from_text
from dns.rdatatype import RdataType
from dns.resolver import NXDOMAIN, NoAnswer

from checks.cors.model import Failure
from checks.probing.addresses import IPAddress
from checks.probing.refused import NoAnswer as NoHttpAnswer

Resolver = Callable[[str], Awaitable[Sequence[IPAddress]]]

LIFETIME_S = 3.0
MAX_ANSWERS = 64


class DnsResolver:
    """Asks the DNS for A and AAAA, and waits for both: an address that comes late must be judged as well.

    It reads no hosts file, follows no search domain and, unlike `getaddrinfo`, can be cancelled.
    """

    def __init__(self, resolver: AsyncResolver | None = None, lifetime_s: float = LIFETIME_S) -> None:
        self._resolver = resolver
        self._lifetime_s = lifetime_s

    async def __call__(self, host: str) -> Sequence[IPAddress]:
        """All addresses of the name, none where it does not exist; raises `NoAnswer` with `dns_error`."""
        try:
            resolver = self._resolver = self._resolver or AsyncResolver()
        except DNSException as error:
            raise NoHttpAnswer(dns_trouble(host, timed_out=False)) from error
        answers = await asyncio.gather(
            self._ask(resolver, host, RdataType.A), self._ask(resolver, host, RdataType.AAAA), return_exceptions=True
        )
        found: list[IPAddress] = []
        for answer in answers:
            if not isinstance(answer, BaseException):
                found += answer
        # Some servers know no AAAA and answer that question with an error: what is dialled is judged all the same.
        errors = [answer for answer in answers if isinstance(answer, BaseException)]
        if errors and not found:
            if not isinstance(errors[0], DNSException | OSError):
                raise errors[0]
            raise NoHttpAnswer(dns_trouble(host, isinstance(errors[0], Timeout | TimeoutError))) from errors[0]
        return bounded(host, found)

    async def _ask(self, resolver: AsyncResolver, host: str, kind: RdataType) -> list[IPAddress]:
        try:
            answer = await resolver.resolve(
                from_text(host + "."), kind, search=False, lifetime=self._lifetime_s, raise_on_no_answer=True
            )
        except (NXDOMAIN, NoAnswer):
            return []
        return [ip_address(record.address) for record in answer]


class SystemResolver:
    """Asks the operating system, in a few threads: one that hangs cannot be cancelled, so their number is bounded."""

    def __init__(
        self, threads: int = 8, lifetime_s: float = LIFETIME_S, lookup: Callable[[str], list[IPAddress]] | None = None
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolve")
        self._lifetime_s = lifetime_s
        self._lookup = lookup or _getaddrinfo

    async def __call__(self, host: str) -> Sequence[IPAddress]:
        """All addresses of the name, none where it does not exist; raises `NoAnswer` with `dns_error`."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._lifetime_s):
                found = await loop.run_in_executor(self._threads, self._lookup, host)
        except TimeoutError as error:
            raise NoHttpAnswer(dns_trouble(host, timed_out=True)) from error
        return bounded(host, found)


def _getaddrinfo(host: str) -> list[IPAddress]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ip_address(address[0]) for _, _, _, _, address in found]


def bounded(host: str, addresses: list[IPAddress]) -> Sequence[IPAddress]:
    if len(addresses) > MAX_ANSWERS:
        raise NoHttpAnswer(
            Failure(
                "dns_error", f"The name {host} resolves to more than {MAX_ANSWERS} addresses.", "ERR_NAME_NOT_RESOLVED"
            )
        )
    return addresses


def dns_trouble(host: str, timed_out: bool) -> Failure:
    if timed_out:
        return Failure("dns_error", f"No name server answered for {host} in time.", "ERR_NAME_NOT_RESOLVED")
    return Failure("dns_error", f"The name servers of {host} answer with an error.", "ERR_NAME_NOT_RESOLVED")
