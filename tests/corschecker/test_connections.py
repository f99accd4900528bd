"""Clients that are slow, many or gone do not keep anyone else from the site: each limit on a real server."""

from __future__ import annotations

import asyncio
import json
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from corschecker.connection import MAX_HEAD
from corschecker.connections import Connections, Limits
from tests.tools.loopback import Target, http
from tests.tools.site import GUNICORN, ROOT, Site

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF = b"GET /healthz HTTP/1.1\r\nHost: loc"
POST = b"POST /api/v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
WEBSOCKET = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
PATIENCE_S = 20


class Client:
    """A connection to the site."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, content: bytes) -> None:
        self.writer.write(content)

    async def trickle(self, content: bytes) -> None:
        """Send a byte at a time, until all is sent or the site is heard."""
        for byte in content:
            self.send(bytes([byte]))
            try:
                await asyncio.wait_for(asyncio.shield(self.heard), 0.05)
            except TimeoutError:
                continue
            return

    @property
    def heard(self) -> asyncio.Future[bytes]:
        self._heard = getattr(self, "_heard", None) or asyncio.ensure_future(self.reader.read())
        return self._heard

    async def rest(self) -> bytes:
        """What the site sends until it closes; a part of it where the site cuts the connection off."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.heard

    async def response(self) -> bytes:
        """The head of a response whose body is as long as the head says."""
        async with asyncio.timeout(PATIENCE_S):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            await self.reader.readexactly(int(length[1]) if length else 0)
        return head


@asynccontextmanager
async def connected(site: Site, address: str = "127.0.0.1") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port, local_addr=(address, 0))
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


async def _eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what it asks has no event
            await asyncio.sleep(0.01)


def _complaints(log: str) -> list[str]:
    return [line for line in log.splitlines() if " INFO corschecker.access: " not in line]


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that waits for little longer than a second, and that must have nothing to complain of."""
    times = dict.fromkeys(("REQUEST_HEAD_S", "REQUEST_BODY_S", "RESPONSE_S"), "1")
    found = Site(tmp_path_factory.mktemp("hasty"), "--keep-alive", "2", **times)
    yield found
    assert _complaints(found.stop()) == []


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three connections for each client and five for all."""
    options = ("--worker-connections", "5")
    found = Site(tmp_path_factory.mktemp("narrow"), *options, CONNECTIONS_PER_CLIENT="3")
    yield found
    assert _complaints(found.stop()) == []


async def test_whoever_is_too_slow_is_told_so_and_let_go(hasty: Site) -> None:
    """One test for all, so that their waits are one wait."""

    async def talk(*parts: bytes, trickled: bytes = b"") -> str:
        async with connected(hasty) as client:
            for part in parts[:-1]:
                client.send(part)
                await client.response()
            client.send(parts[-1])
            await client.trickle(trickled)
            return (await client.rest()).decode()

    long = b"a" * 400
    chunks = b"1\r\na\r\n" * 100
    said = await asyncio.gather(
        talk(HALF),
        talk(b"", trickled=b"GET /" + long),
        talk(GET, HALF),
        talk(GET, b"", trickled=HALF + long),
        talk(POST + b"Content-Length: 900\r\n\r\n{"),
        talk(POST + b"Content-Length: 900\r\n\r\n", trickled=long),
        talk(POST + b"Transfer-Encoding: chunked\r\n\r\n", trickled=chunks),
        talk(POST + b"Content-Length: 900\r\nExpect: 100-continue\r\n\r\n"),
        talk(b""),
        talk(GET, b""),
    )
    heads, bodies, (continued, silent, idle) = said[:4], said[4:7], said[7:]
    for answer in heads:
        assert answer.startswith("HTTP/1.1 408 Request Timeout\r\n")
        assert answer.endswith("The head of the request was not there within 1 seconds.\n")
    assert continued.startswith("HTTP/1.1 100 Continue\r\n\r\n")
    for answer in (*bodies, continued.partition("\r\n\r\n")[2]):
        assert answer.startswith("HTTP/1.1 408 Request Timeout\r\n")
        assert "application/problem+json" in answer
        assert "The body was not there within 1 seconds of the head." in answer
    assert (silent, idle) == ("", "")


def test_whoever_does_not_read_is_cut_off(hasty: Site) -> None:
    requests = 200
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", hasty.port))
        client.sendall(GET.replace(b"/healthz", b"/api/v1/openapi.json") * requests)
        ended = select.poll()
        ended.register(client, 0)
        assert ended.poll(PATIENCE_S * 1000)
        read = b""
        with suppress(ConnectionError):
            while part := client.recv(2**16):
                read += part
    assert 0 < read.count(b"HTTP/1.1 200 OK") < requests
    assert hasty.ask("GET", "/healthz")[0].status == 200


async def test_a_head_that_does_not_end_is_refused_before_its_time(hasty: Site) -> None:
    async with connected(hasty) as client:
        for number in range(MAX_HEAD // 1000 + 1):
            client.send(b"" if number else b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
            client.send(b"x-%d: " % number + b"v" * 1000 + b"\r\n")
            await client.writer.drain()
        assert (await client.rest()).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(("version", "status"), [(b"13", b"404"), (b"8", b"426")])
async def test_a_websocket_is_declined_without_an_error(hasty: Site, version: bytes, status: bytes) -> None:
    async with connected(hasty) as client:
        client.send(GET[:-2] + WEBSOCKET + b"Sec-WebSocket-Version: " + version + b"\r\n\r\n")
        assert (await client.rest()).startswith(b"HTTP/1.1 " + status)


async def test_an_http_1_0_client_that_keeps_its_connection_is_told_that_it_ends(narrow: Site) -> None:
    async with connected(narrow) as client:
        client.send(b"GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
        head, _, page = (await client.rest()).partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    assert page.rstrip().endswith(b"</html>")


async def test_clients_that_break_off_anywhere_leave_no_error_behind(hasty: Site) -> None:
    """What is sent ahead is asked for as well when its client has gone, and so is what follows a response that ends."""
    told = [
        GET,
        GET.replace(b"1.1", b"1.0\r\nConnection: keep-alive"),
        POST + b"Content-Length: 20\r\n\r\n{}",
        POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        GET.replace(b"/healthz", b"/"),
        GET.replace(b"/healthz", b"/lab/response-malformed/broken"),
        GET[:-2] + WEBSOCKET + b"Sec-WebSocket-Version: 13\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\r\n\r\n",
    ]
    choose = random.Random(7)

    async def break_off(content: bytes, pause_s: float, how: str) -> None:
        with suppress(ConnectionError):
            async with connected(hasty, f"127.0.0.{choose.randrange(2, 250)}") as client:
                client.send(content)
                await asyncio.sleep(pause_s)
                if how == "reset":
                    at_once = struct.pack("ii", 1, 0)
                    client.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
                elif how == "half":
                    client.writer.write_eof()

    def some() -> bytes:
        content = b"".join(choose.choices(told, k=choose.randrange(1, 4)))
        return content[: choose.randrange(len(content)) + 1]

    ways = ("reset", "half", "close")
    await asyncio.gather(*(break_off(some(), choose.choice((0, 0.02, 0.3)), choose.choice(ways)) for _ in range(300)))
    assert hasty.ask("GET", "/healthz")[0].status == 200


async def test_requests_one_after_another_are_answered_over_one_connection(hasty: Site) -> None:
    async with connected(hasty) as client:
        client.send(GET * 3 + HALF)
        for _ in range(3):
            assert (await client.response()).startswith(b"HTTP/1.1 200")
        client.send(b"alhost\r\n\r\n")
        assert (await client.response()).startswith(b"HTTP/1.1 200")


async def test_a_client_with_too_many_connections_loses_its_oldest(narrow: Site) -> None:
    async with connected(narrow) as first, connected(narrow) as second, connected(narrow, "127.0.0.2") as other:
        for client in (first, second, other):
            client.send(HALF)
        async with connected(narrow) as third, connected(narrow) as fourth:
            for client in (third, fourth):
                client.send(GET)
                assert (await client.response()).startswith(b"HTTP/1.1 200")
            told = (await first.rest()).decode()
            for client in (second, other):
                client.send(b"alhost\r\n\r\n")
                assert (await client.response()).startswith(b"HTTP/1.1 200")
    assert told.startswith("HTTP/1.1 503 Service Unavailable\r\n")
    assert "\r\nRetry-After: 5\r\n" in told
    assert "3 connections are open from this address" in told


async def test_where_all_connections_are_taken_the_oldest_makes_room(narrow: Site) -> None:
    async with connected(narrow, "127.0.0.3") as oldest:
        oldest.send(HALF)
        async with connected(narrow, "127.0.0.3") as idle:
            idle.send(GET)
            await idle.response()
            half = [connected(narrow, f"127.0.0.{number}") for number in (4, 5, 6)]
            async with half[0] as one, half[1] as two, half[2] as three:
                for client in (one, two, three):
                    client.send(HALF)
                async with connected(narrow, "127.0.0.7") as visitor:
                    visitor.send(GET)
                    assert (await visitor.response()).startswith(b"HTTP/1.1 200")
                    assert (await oldest.rest()).startswith(b"HTTP/1.1 503")
                    async with connected(narrow, "127.0.0.8") as next_visitor:
                        next_visitor.send(GET)
                        assert (await next_visitor.response()).startswith(b"HTTP/1.1 200")
                        assert await idle.rest() == b""


async def test_a_connection_is_refused_where_no_other_waits_for_its_client(narrow: Site, target: Target) -> None:
    target.waits = asyncio.Event()
    target.answer = lambda head: http(200)
    body = json.dumps({"url": target.url, "origin": "http://app.example.com", "probes": False}).encode()
    check = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
    async with connected(narrow) as first, connected(narrow) as second, connected(narrow) as third:
        for client in (first, second, third):
            client.send(check)
        await _eventually(lambda: len(target.heads) == 3)
        async with connected(narrow) as fourth:
            fourth.send(GET)
            assert (await fourth.rest()).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        target.waits.set()
        for client in (first, second, third):
            assert (await client.response()).startswith(b"HTTP/1.1 201")


async def test_a_server_that_stops_closes_the_connections_that_are_idle(tmp_path: Path) -> None:
    site = await asyncio.to_thread(Site, tmp_path, "--keep-alive", "600", "--graceful-timeout", "600")
    async with connected(site) as client:
        client.send(GET)
        await client.response()
        site.process.send_signal(signal.SIGTERM)
        assert await client.rest() == b""
    await asyncio.to_thread(site.process.wait, 60)


class Transport:
    """A transport that knows its peer."""

    def __init__(self, peer: Any) -> None:
        self.peer = peer

    def get_extra_info(self, name: str) -> Any:
        return {"peername": self.peer}[name]


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        (("192.0.2.1", 4000), "192.0.2.1"),
        (("::ffff:192.0.2.1", 4000, 0, 0), "192.0.2.1"),
        (("2001:db8::1:2:3:4", 4000, 0, 0), "2001:db8::/64"),
        (("fe80::1%eth0", 4000, 0, 2), "fe80::/64"),
        (("10.0.0.7", 4000), None),
        (("::ffff:10.0.0.7", 4000, 0, 0), None),
        (("fd00::7", 4000, 0, 0), None),
        ("", None),
        (None, None),
    ],
)
def test_a_client_is_an_address_or_a_network_and_a_trusted_proxy_is_none(peer: Any, client: str | None) -> None:
    proxies = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    connections = Connections(Limits(head_s=10, response_s=60, per_client=100, total=4096), proxies)
    transport: Any = Transport(peer)
    assert connections.client_of(transport) == client


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "raised", "connections"),
    [(256, 1024, 4096, 1024, 640), (256, 1024, 300, 684, 300), (1024, 1024, 100, 1024, 100), (64, 64, 4096, 64, 32)],
)
def test_connections_stay_below_the_descriptors_that_there_may_be(
    soft: int, hard: int, wanted: int, raised: int, connections: int
) -> None:
    program = (
        "import resource\n"
        "from corschecker.worker import connections_within_descriptors\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
        f"print(connections_within_descriptors({wanted}), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == f"{connections} {raised}\n"


@pytest.mark.parametrize("options", [[], ["--config", "python:corschecker.serving"]])
def test_every_way_of_starting_the_site_has_the_same_limits(options: list[str]) -> None:
    told = subprocess.run(
        [*GUNICORN, *options, "--print-config"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    found = dict(re.findall(r"(\w+) += (.*)", told.stdout))
    names = ("worker_class", "worker_connections", "keepalive", "http_parser")
    assert [found[name] for name in names] == ["corschecker.worker.Worker", "4096", "15", "python"]
