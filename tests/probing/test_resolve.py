"""Resolvers: a lying DNS server on loopback, and the system's resolver with its threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_address

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from dns.asyncresolver import Resolver

from checks.probing.dns_resolver import DnsResolver
from checks.probing.network_error import NetworkError
from checks.probing.resolve import SystemResolver

Zone = Mapping[tuple[str, str], list[str] | dns.rcode.Rcode | None]


class NameServer(asyncio.DatagramProtocol):
    """Answers from a table: addresses, an error code, or nothing at all where the table says None."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.asked: list[tuple[str, str]] = []

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        key = (question.name.to_text(), dns.rdatatype.to_text(question.rdtype))
        self.asked.append(key)
        found = self.zone.get(key, dns.rcode.NXDOMAIN)
        if found is None:
            return
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if isinstance(found, list):
            if found:
                response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", key[1], found))
        else:
            response.set_rcode(found)
        self.transport.sendto(response.to_wire(), peer)


@asynccontextmanager
async def name_server(zone: Zone, lifetime_s: float = 3.0) -> AsyncIterator[tuple[DnsResolver, NameServer]]:
    server = NameServer(zone)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: server, ("127.0.0.1", 0))
    resolver = Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield DnsResolver(resolver, lifetime_s=lifetime_s), server
    finally:
        transport.close()


def addresses(*texts: str) -> list:  # type: ignore[type-arg]
    return [ip_address(text) for text in texts]


async def test_both_families_are_asked_and_every_answer_is_given() -> None:
    zone: Zone = {("api.dev.", "A"): ["93.184.215.14", "127.0.0.1"], ("api.dev.", "AAAA"): ["2606:4700::1", "::1"]}
    async with name_server(zone) as (resolve, server):
        found = await resolve("api.dev")
    assert sorted(map(str, found)) == ["127.0.0.1", "2606:4700::1", "93.184.215.14", "::1"]
    assert sorted(server.asked) == [("api.dev.", "A"), ("api.dev.", "AAAA")]


async def test_a_name_that_does_not_exist_has_no_address_and_no_search_domain_is_tried() -> None:
    async with name_server({}) as (resolve, server):
        assert list(await resolve("redis")) == []
    assert {name for name, _ in server.asked} == {"redis."}


async def test_a_name_without_addresses_has_none() -> None:
    async with name_server({("mail.dev.", "A"): [], ("mail.dev.", "AAAA"): []}) as (resolve, _):
        assert list(await resolve("mail.dev")) == []


async def test_an_error_for_one_family_leaves_the_other() -> None:
    zone: Zone = {("api.dev.", "A"): ["93.184.215.14"], ("api.dev.", "AAAA"): dns.rcode.REFUSED}
    async with name_server(zone) as (resolve, _):
        assert list(await resolve("api.dev")) == addresses("93.184.215.14")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (dns.rcode.REFUSED, "The name servers of api.dev respond with an error."),
        (None, "No name server responded for api.dev in time."),
    ],
)
async def test_name_servers_that_fail_or_hang_are_a_dns_error(answer: dns.rcode.Rcode | None, sentence: str) -> None:
    async with name_server({("api.dev.", "A"): answer, ("api.dev.", "AAAA"): answer}, lifetime_s=0.3) as (resolve, _):
        with pytest.raises(NetworkError) as failed:
            await resolve("api.dev")
    failure = failed.value.failure
    assert (failure.code, failure.detail, failure.net_error) == ("dns_error", sentence, "ERR_NAME_NOT_RESOLVED")


async def test_too_many_addresses_are_a_dns_error() -> None:
    zone: Zone = {("api.dev.", "A"): [f"93.184.215.{last}" for last in range(65)], ("api.dev.", "AAAA"): []}
    async with name_server(zone) as (resolve, _):
        # More than fits in a datagram would be asked for again over TCP, where nothing listens.
        with pytest.raises(NetworkError) as failed:
            await resolve("api.dev")
    assert failed.value.failure.code == "dns_error"


async def test_the_system_resolves_localhost() -> None:
    found = await SystemResolver()("localhost")
    assert ip_address("127.0.0.1") in found


async def test_a_system_that_hangs_is_a_dns_error_and_its_threads_are_bounded() -> None:
    release = threading.Event()
    started = []

    def hang(host: str) -> list:  # type: ignore[type-arg]
        started.append(host)
        release.wait(5)
        return []

    resolve = SystemResolver(threads=2, lifetime_s=0.05, lookup=hang)
    results = await asyncio.gather(*(resolve(f"{number}.dev") for number in range(6)), return_exceptions=True)
    release.set()
    assert [result.failure.code for result in results if isinstance(result, NetworkError)] == ["dns_error"] * 6
    assert started == ["0.dev", "1.dev"]


async def test_a_name_may_have_sixty_four_addresses_and_no_more() -> None:
    many = addresses(*(f"93.184.215.{last}" for last in range(65)))
    assert await SystemResolver(lookup=lambda host: many[:64])("api.dev") == many[:64]
    with pytest.raises(NetworkError) as failed:
        await SystemResolver(lookup=lambda host: many)("api.dev")
    assert failed.value.failure.detail == "The name api.dev resolves to more than 64 addresses."
