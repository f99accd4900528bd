"""Clients that are slow, broken or gone do not keep anyone else from the site: each limit on a real server."""

from __future__ import annotations

import asyncio
import random
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress

import pytest

from corschecker.connection import MAX_HEAD
from tests.corschecker.talking import GET, HALF, PATIENCE_S, POST, complaints, connected
from tests.tools.site import Site

WEBSOCKET = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that waits for little longer than a second, and that must have nothing to complain of."""
    times = dict.fromkeys(("REQUEST_HEAD_S", "REQUEST_BODY_S", "RESPONSE_S"), "1")
    found = Site(tmp_path_factory.mktemp("hasty"), "--keep-alive", "2", **times)
    yield found
    assert complaints(found.stop()) == []


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


@pytest.mark.parametrize(
    ("which", "origin", "status", "end"),
    [
        (b"broken", b"http://app.example.com", b"101 Switching Protocols", b"\r\n\r\n\x88\x02\x03\xe8"),
        (b"right", b"http://app.example.com", b"101 Switching Protocols", b"\r\n\r\n\x88\x02\x03\xe8"),
        (b"right", b"http://other.example.com", b"403 Forbidden", b"}\n"),
    ],
)
async def test_the_lab_opens_the_websockets_of_its_examples_and_closes_them_at_once(
    hasty: Site, which: bytes, origin: bytes, status: bytes, end: bytes
) -> None:
    start = GET[:-2].replace(b"/healthz", b"/lab/websocket-any-origin/" + which)
    async with connected(hasty) as client:
        client.send(start + WEBSOCKET + b"Origin: " + origin + b"\r\nSec-WebSocket-Version: 13\r\n\r\n")
        answer = await client.rest()
    assert answer.startswith(b"HTTP/1.1 " + status + b"\r\n")
    assert answer.endswith(end)
    assert (b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer) is (status[:3] == b"101")


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
                    with suppress(OSError):  # the server may have reset the connection before
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
