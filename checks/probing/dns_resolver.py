"""Names to addresses by DNS alone, as the public service does it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

from dns.asyncresolver import Resolver as AsyncResolver
from dns.exception import DNSException, Timeout
from dns.name import from_text
from dns.rdatatype import RdataType
from dns.resolver import NXDOMAIN, NoAnswer

from checks.probing.addresses import IPAddress
from checks.probing.network_error import NetworkError
from checks.probing.resolve import LIFETIME_S, bounded, dns_trouble


class DnsResolver:
    """Asks the DNS for A and AAAA, and waits for both: an address that comes late must be judged as well.

    It reads no hosts file, follows no search domain and, unlike `getaddrinfo`, can be cancelled.
    """

    def __init__(self, resolver: AsyncResolver | None = None, lifetime_s: float = LIFETIME_S) -> None:
        self._resolver = resolver
        self._lifetime_s = lifetime_s

    async def __call__(self, host: str) -> Sequence[IPAddress]:
        """All addresses of the name, none where it does not exist; raises `NetworkError` with `dns_error`."""
        try:
            resolver = self._resolver = self._resolver or AsyncResolver()
        except DNSException as error:
            raise NetworkError(dns_trouble(host, timed_out=False)) from error
        answers = await asyncio.gather(
            self._ask(resolver, host, RdataType.A), self._ask(resolver, host, RdataType.AAAA), return_exceptions=True
        )
        addresses: list[IPAddress] = []
        for answer in answers:
            if not isinstance(answer, BaseException):
                addresses += answer
        # Some servers know no AAAA and answer that question with an error: what is dialled is judged all the same.
        errors = [answer for answer in answers if isinstance(answer, BaseException)]
        if errors and not addresses:
            if not isinstance(errors[0], DNSException | OSError):
                raise errors[0]
            raise NetworkError(dns_trouble(host, isinstance(errors[0], Timeout | TimeoutError))) from errors[0]
        return bounded(host, addresses)

    async def _ask(self, resolver: AsyncResolver, host: str, kind: RdataType) -> list[IPAddress]:
        try:
            answer = await resolver.resolve(
                from_text(host + "."), kind, search=False, lifetime=self._lifetime_s, raise_on_no_answer=True
            )
        except (NXDOMAIN, NoAnswer):
            return []
        return [ip_address(record.address) for record in answer]
