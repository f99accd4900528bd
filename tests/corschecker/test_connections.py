"""Clients that are many do not keep anyone else from the site: each limit on a real server."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from corschecker.connections import Connections, Limits
from tests.corschecker.talking import GET, HALF, PATIENCE_S, POST, complaints, connected
from tests.tools.loopback import Target, http
from tests.tools.site import GUNICORN, ROOT, Site


async def _eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what it asks has no event
            await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three connections for each client and five for all."""
    options = ("--worker-connections", "5")
    found = Site(tmp_path_factory.mktemp("narrow"), *options, CONNECTIONS_PER_CLIENT="3")
    yield found
    assert complaints(found.stop()) == []


async def test_an_http_1_0_client_that_keeps_its_connection_is_told_that_it_ends(narrow: Site) -> None:
    async with connected(narrow) as client:
        client.send(b"GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
        head, _, page = (await client.rest()).partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    assert page.rstrip().endswith(b"</html>")


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
