"""Whoever hangs up, at whatever moment, is told by a status of its own and never as a failure of the site."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.tools.loopback import Target, until
from tests.tools.site import Site

pytestmark = pytest.mark.prove

TOKEN = "metrics-token-0123456789"
CLIENTS = 320
AT_ONCE = 40
ORIGIN = "https://app.example.com"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    found = await asyncio.to_thread(Site, tmp_path, METRICS_TOKEN=TOKEN)
    yield found
    told = (await asyncio.to_thread(found.stop)).splitlines()
    assert [line for line in told if " INFO " not in line] == []


def metrics(site: Site) -> str:
    return site.ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}")[1].decode()


def statuses(site: Site) -> Counter[int]:
    """How often each status was told of a request that is none of this test's own questions."""
    told: Counter[int] = Counter()
    for labels, count in re.findall(r"http_request_seconds_count\{(.*)\} ([0-9.]+)", metrics(site)):
        if "metrics" not in labels and "healthz" not in labels:
            told[int(labels.partition('status="')[2][:3])] += int(float(count))
    return told


def message(line: str, body: str = "", length: int | None = None) -> bytes:
    fields = f"Host: localhost\r\nContent-Type: application/json\r\nContent-Length: {length or len(body)}\r\n"
    return f"{line} HTTP/1.1\r\n{fields}\r\n{body}".encode()


Moment = Callable[[socket.socket], Awaitable[object]]


async def soon(client: socket.socket) -> None:
    await asyncio.sleep(0.1)


async def when_answered(client: socket.socket) -> None:
    assert await asyncio.get_running_loop().sock_recv(client, 1) == b"H"


async def leave(site: Site, sent: bytes, moment: Moment, *, abruptly: bool) -> None:
    """Sends this, and hangs up when the moment has come."""
    with socket.socket() as client:
        # Little is taken from the site before the client leaves.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, ("127.0.0.1", site.port))
        await loop.sock_sendall(client, sent)
        await moment(client)
        if abruptly:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def all_leave(site: Site, *sent: bytes, moment: Moment = soon) -> None:
    for _ in range(CLIENTS // AT_ONCE):
        leaving = (leave(site, sent[n % len(sent)], moment, abruptly=n // len(sent) % 2 == 1) for n in range(AT_ONCE))
        await asyncio.gather(*leaving)


async def told(site: Site, requests: int) -> Counter[int]:
    """The statuses, once so many requests have been told."""

    async def all_are_told() -> bool:
        return (await asyncio.to_thread(statuses, site)).total() >= requests

    await until(all_are_told)
    return await asyncio.to_thread(statuses, site)


async def test_who_leaves_within_the_head_of_a_request_has_made_none(site: Site) -> None:
    await all_leave(site, b"GET / HTTP/1.1\r\nHos", b"POST /api/v1/checks HTTP/1.1\r\n")
    assert await told(site, 0) == {}


async def test_who_leaves_within_the_body_is_told_to_have_left(site: Site) -> None:
    paths = ("/api/v1/checks", "/api/v1/evaluate", "/", "/paste", "/static/site.css")
    await all_leave(site, *(message(f"POST {path}", '{"url": "htt', 1000) for path in paths))
    assert await told(site, CLIENTS) == {499: CLIENTS}


async def test_who_leaves_while_a_check_runs_is_told_to_have_left(site: Site, target: Target) -> None:
    target.waits = asyncio.Event()
    body = json.dumps({"url": target.url, "origin": ORIGIN, "probes": False, "fresh": True})
    query = f"url={quote(target.url)}&origin={ORIGIN}"
    asked: list[int] = []

    async def when_sent(client: socket.socket) -> None:
        # Half of the checks of each round are one, which the others join.
        asked.append(0)
        rounds = (len(asked) - 1) // AT_ONCE + 1
        await until(lambda: len(target.heads) == rounds * (AT_ONCE // 2 + 1))

    await all_leave(site, message("POST /api/v1/checks", body), message(f"GET /api/v1/check?{query}"), moment=when_sent)
    assert await told(site, CLIENTS) == {499: CLIENTS}
    assert set(re.findall(r'check_seconds_count{how="(.*)"}', await asyncio.to_thread(metrics, site))) == {"left"}
    target.waits.set()


async def test_who_leaves_while_the_response_is_sent_has_been_answered(site: Site) -> None:
    paths = ("/", "/rules/", "/api/v1/openapi.json", "/nowhere")
    await all_leave(site, *(message(f"GET {path}") for path in paths), moment=when_answered)
    assert await told(site, CLIENTS) == {200: CLIENTS * 3 // 4, 404: CLIENTS // 4}


async def test_a_body_that_gives_way_to_another_connection_is_told_by_what_was_answered(tmp_path: Path) -> None:
    site = await asyncio.to_thread(Site, tmp_path, METRICS_TOKEN=TOKEN, CONNECTIONS_PER_CLIENT="20")
    await all_leave(site, message("POST /api/v1/checks", '{"url": "htt', 1000))
    found = await told(site, CLIENTS // 2)
    assert set(found) == {499, 503}
    await asyncio.to_thread(site.stop)
