"""A host opts out by our name in its robots.txt, and by nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from checks.probing.robots import Robots, rules
from tests.probing.targets import Served, local_guard, serve

OPTED_OUT = "User-agent: other\nUser-agent: CorsChecker # by name\nDisallow: /\n"


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        (OPTED_OUT, True),
        ("User-agent: corschecker\nDisallow: /private\n", False),
        ("User-agent: corschecker\nDisallow: /items\n", True),
        ("User-agent: corschecker\nAllow: /\n\nUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: other\nDisallow: /\nUser-agent: corschecker\nDisallow:\n", False),
        ("User-agent: corschecker\nCrawl-delay: 5\nUser-agent: other\nDisallow: /\n", True),
        ("<html>not found</html>", False),
        ("", False),
    ],
)
def test_only_a_group_of_our_name_counts(text: str, forbidden: bool) -> None:
    assert rules(text).can_fetch("corschecker", "https://api.example.com/items") != forbidden


class Host:
    """A server with a robots.txt, written as `frame` says; it counts who asks for it."""

    def __init__(self, frame: Callable[[str], str], text: str = OPTED_OUT) -> None:
        self.answer = frame(text).encode()
        self.asked: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answer)
        await writer.drain()
        if b"Connection: close" not in self.answer:
            await reader.read()


def measured(text: str) -> str:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n{text}"


def chunked(text: str) -> str:
    chunks = "".join(f"{len(line):x}\r\n{line}\r\n" for line in text.splitlines(keepends=True))
    return f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"


def closed(text: str) -> str:
    return f"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{text}"


def long(text: str) -> str:
    return measured(text + "# comment\n" * 2000)


async def forbids(robots: Robots, served: Served) -> bool:
    return await robots.forbids(f"{served.url()}items")


@pytest.mark.parametrize("frame", [measured, chunked, closed, long])
async def test_it_is_read_once_an_hour_however_it_is_framed(frame: Callable[[str], str]) -> None:
    host, now = Host(frame), [0.0]
    async with serve(host) as served:
        robots = Robots(local_guard(), "corschecker/1 (+https://checker.example/bot)", clock=lambda: now[0])
        assert [await forbids(robots, served) for _ in range(3)] == [True] * 3
        assert len(host.asked) == 1
        assert host.asked[0].startswith("GET /robots.txt HTTP/1.1\r\n")
        assert "User-Agent: corschecker/1 " in host.asked[0]
        now[0] += 3601
        assert await forbids(robots, served)
        assert len(host.asked) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved", "500 Error"])
async def test_another_status_than_200_says_nothing(status: str) -> None:
    host = Host(lambda text: measured(text).replace("200 OK", status))
    async with serve(host) as served:
        assert not await forbids(Robots(local_guard(), "test"), served)


async def test_a_host_that_says_nothing_does_not_hold_a_check_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.probing.robots.TIMEOUT_S", 0.1)
    async with serve(Host(lambda text: "")) as served:
        assert not await asyncio.wait_for(forbids(Robots(local_guard(), "test"), served), 5)


async def test_what_may_not_be_dialled_is_not_asked() -> None:
    assert not await Robots(local_guard(), "test").forbids("http://169.254.169.254/latest")
    assert not await Robots(local_guard(), "test").forbids("no url")
