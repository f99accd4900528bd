"""Nothing is dialled that was not judged: fake resolvers lie, and a recording dialler counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network

import pytest

from checks.cors.model import Failure, HttpRequest
from checks.probing.addresses import IPAddress
from checks.probing.client import Client
from checks.probing.guard import Guard, P
from checks.probing.network_error import NetworkError
from checks.refusal import Refusal
from tests.probing.targets import LOOPBACK, OK, serve


class Names:
    """A resolver that gives a list of answers in turn, the last one for ever."""

    def __init__(self, *answers: str) -> None:
        self.answers = [[ip_address(text) for text in answer.split()] for answer in answers]
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Sequence[IPAddress]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Dials:
    """A dialler that records what it is asked for and refuses it, or leads it to a local port."""

    def __init__(self, local_port: int | None = None, failing: int = 0) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.local_port = local_port
        self.failing = failing

    async def __call__(self, address: IPAddress, port: int, factory: Callable[[], P]) -> P:
        self.dialled.append((str(address), port))
        if self.local_port is None or len(self.dialled) <= self.failing:
            raise ConnectionRefusedError(111, "refused")
        _, protocol = await asyncio.get_running_loop().create_connection(factory, "127.0.0.1", self.local_port)
        return protocol


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", url, (), "main")


async def send(guard: Guard, *urls: str) -> list[str]:
    """The codes of the answers to each URL in turn, within one check."""
    async with Client(guard) as client:
        answers = [await client.send(get(url)) for url in urls]
    return [answer.code if isinstance(answer, Failure) else answer.head.decode() for answer in answers]


INNER = [
    "127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::127.0.0.1", "0.0.0.0", "100.64.0.1", "168.63.129.16", "224.0.0.1", "fe80::1",
]  # fmt: skip


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("answers", ["{}", "93.184.215.14 {}", "{} 93.184.215.14", "2606:4700::1 93.184.215.14 {}"])
async def test_a_name_with_one_inner_address_is_refused_before_any_packet(inner: str, answers: str) -> None:
    dials = Dials()
    guard = Guard(resolve=Names(answers.format(inner)), dial=dials)
    assert await send(guard, "http://public.dev/", "https://public.dev/") == ["blocked_address", "blocked_address"]
    assert dials.dialled == []


@pytest.mark.parametrize("inner", INNER)
async def test_an_inner_address_in_the_url_is_refused_without_asking_anyone(inner: str) -> None:
    names, dials = Names("93.184.215.14"), Dials()
    host = f"[{inner}]" if ":" in inner else inner
    assert await send(Guard(resolve=names, dial=dials), f"http://{host}/") == ["blocked_address"]
    assert (names.asked, dials.dialled) == ([], [])


async def test_a_name_that_turns_inner_after_it_was_judged_still_gets_the_judged_address() -> None:
    names = Names("93.184.215.14", "127.0.0.1")
    async with serve(OK) as target:
        dials = Dials(target.port)
        answers = await send(Guard(resolve=names, dial=dials), "http://rebind.dev/", "http://rebind.dev/again")
    assert answers == [OK.decode(), OK.decode()]
    assert names.asked == ["rebind.dev"]
    assert dials.dialled == [("93.184.215.14", 80), ("93.184.215.14", 80)]


async def test_requests_that_need_a_name_at_once_resolve_it_once() -> None:
    asked = []

    async def resolve(host: str) -> Sequence[IPAddress]:
        asked.append(host)
        await asyncio.sleep(0.01)
        return [ip_address("93.184.215.14")]

    async with Client(Guard(resolve=resolve, dial=Dials())) as client:
        await asyncio.gather(*(client.send(get(f"http://public.dev/{number}")) for number in range(5)))
    assert asked == ["public.dev"]


async def test_the_next_check_judges_the_name_again() -> None:
    names, dials = Names("93.184.215.14", "127.0.0.1"), Dials()
    guard = Guard(resolve=names, dial=dials)
    assert await send(guard, "http://rebind.dev/") == ["connect_error"]
    assert await send(guard, "http://rebind.dev/") == ["blocked_address"]
    assert dials.dialled == [("93.184.215.14", 80)]


async def test_refusals_read_the_same_whatever_listens_there_and_name_no_address() -> None:
    async with serve(OK) as target:
        dials = Dials(target.port)
        sentences = set()
        for inner in ("10.0.0.1", "10.0.0.2", "127.0.0.1", "fd00::1"):
            guard = Guard(ports=None, resolve=Names(inner), dial=dials)
            async with Client(guard) as client:
                for port in (target.port, 80):
                    sentences.add(await client.send(get(f"http://inner.dev:{port}/")))
    assert target.connections == 0
    assert len(sentences) == 1
    (failure,) = sentences
    assert isinstance(failure, Failure)
    assert not any(inner in failure.detail for inner in ("10.0.0", "127.0", "fd00"))


async def test_ipv4_is_dialled_first_and_two_addresses_are_tried() -> None:
    dials = Dials()
    guard = Guard(resolve=Names("2606:4700::1 93.184.215.14 93.184.215.15 2606:4700::2"), dial=dials)
    assert await send(guard, "https://public.dev/") == ["connect_error"]
    assert dials.dialled == [("93.184.215.14", 443), ("93.184.215.15", 443)]


async def test_the_second_address_serves_where_the_first_refuses() -> None:
    async with serve(OK) as target:
        dials = Dials(target.port, failing=1)
        guard = Guard(resolve=Names("93.184.215.14 2606:4700::1"), dial=dials)
        assert await send(guard, "http://public.dev:8080/") == [OK.decode()]
    assert dials.dialled == [("93.184.215.14", 8080), ("2606:4700::1", 8080)]


async def test_a_connection_that_never_comes_is_a_timeout() -> None:
    async def never(address: IPAddress, port: int, factory: Callable[[], P]) -> P:
        await asyncio.Event().wait()
        raise AssertionError

    guard = Guard(resolve=Names("93.184.215.14"), dial=never, connect_s=0.05)
    async with Client(guard) as client:
        answer = await client.send(get("http://public.dev/"))
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error, answer.silent_s) == ("timeout", "ERR_CONNECTION_TIMED_OUT", None)
    assert answer.detail.startswith("No connection in time")


async def test_a_name_without_addresses_is_a_dns_error() -> None:
    dials = Dials()
    async with Client(Guard(resolve=Names(""), dial=dials)) as client:
        answer = await client.send(get("http://nowhere.dev/"))
    assert (answer.code, answer.net_error) == ("dns_error", "ERR_NAME_NOT_RESOLVED")  # type: ignore[union-attr]
    assert dials.dialled == []


@pytest.mark.parametrize("port", [1, 22, 25, 6379, 5432, 11211, 10080, 65535])
async def test_a_port_that_is_not_listed_is_never_dialled(port: int) -> None:
    names, dials = Names("93.184.215.14"), Dials()
    assert await send(Guard(resolve=names, dial=dials), f"http://public.dev:{port}/") == ["blocked_port"]
    assert (names.asked, dials.dialled) == ([], [])


@pytest.mark.parametrize("port", [1, 22, 25, 6000, 10080])
async def test_a_port_that_browsers_block_is_never_dialled_even_where_any_port_is_open(port: int) -> None:
    dials = Dials()
    assert await send(Guard(ports=None, resolve=Names("93.184.215.14"), dial=dials), f"http://public.dev:{port}/") == [
        "blocked_port"
    ]
    assert dials.dialled == []


@pytest.mark.parametrize("host", ["checker.dev", "CHECKER.dev", "checker.dev.", "93.184.215.14", "[2606:4700:0::1]"])
async def test_our_own_hosts_are_refused(host: str) -> None:
    dials = Dials()
    guard = Guard(
        resolve=Names("93.184.215.15"), dial=dials, own_hosts=["Checker.dev", "93.184.215.14", "[2606:4700::1]"]
    )
    assert await send(guard, f"http://{host}/") == ["blocked_host"]
    assert dials.dialled == []


async def test_a_name_that_leads_to_our_own_address_is_refused() -> None:
    dials = Dials()
    guard = Guard(resolve=Names("93.184.215.14"), dial=dials, own_hosts=["93.184.215.14"])
    assert await send(guard, "http://other.dev/") == ["blocked_address"]
    assert dials.dialled == []


@pytest.mark.parametrize("host", ["localhost", "app.localhost", "LOCALHOST", "localhost."])
async def test_localhost_is_loopback_where_loopback_is_open_and_no_resolver_is_asked(host: str) -> None:
    names, dials = Names("93.184.215.14"), Dials()
    guard = Guard(allow=[ip_network("127.0.0.1/32")], resolve=names, dial=dials)
    assert await send(guard, f"http://{host}:8000/") == ["connect_error"]
    assert (names.asked, dials.dialled) == ([], [("127.0.0.1", 8000)])


@pytest.mark.parametrize("allow", [[], [ip_network("10.0.0.0/8")]])
async def test_localhost_is_refused_where_loopback_is_closed(allow) -> None:  # type: ignore[no-untyped-def]
    dials = Dials()
    guard = Guard(allow=allow, resolve=Names("10.0.0.1"), dial=dials)
    assert await send(guard, "http://localhost/", "http://app.localhost/") == ["blocked_host", "blocked_host"]
    assert dials.dialled == []


async def test_an_open_network_opens_no_other() -> None:
    dials = Dials()
    guard = Guard(allow=[ip_network("10.1.0.0/16")], resolve=Names("10.1.2.3", "10.2.0.1"), dial=dials)
    assert await send(guard, "http://db/") == ["connect_error"]
    assert await send(guard, "http://cache/") == ["blocked_address"]
    assert dials.dialled == [("10.1.2.3", 80)]


async def test_connect_refuses_an_address_that_was_never_judged() -> None:
    dials = Dials()
    with pytest.raises(Refusal):
        await Guard(dial=dials).connect([ip_address("127.0.0.1")], 80, asyncio.Protocol)
    assert dials.dialled == []


async def test_the_real_dialler_reaches_the_literal_and_no_other() -> None:
    peers = []

    class Peer(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            peers.append(transport.get_extra_info("peername"))
            transport.close()

    async with serve(OK) as target:
        guard = Guard(ports=None, allow=LOOPBACK)
        await guard.connect([ip_address("127.0.0.1")], target.port, Peer)
        with pytest.raises(NetworkError) as refused:
            await guard.connect([ip_address("127.0.0.2")], target.port, Peer)
    assert peers == [("127.0.0.1", target.port)]
    assert refused.value.failure.net_error == "ERR_CONNECTION_REFUSED"
