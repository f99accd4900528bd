"""A host is asked for its robots.txt once an hour, and a broken one costs a check a bounded wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address

import pytest

from checks.probing.addresses import IPAddress
from checks.probing.client import Client
from checks.probing.guard import Guard
from checks.probing.robots import Robots
from checks.probing.target import Target
from checks.refusal import Refusal
from tests.probing.targets import LOOPBACK, Handler, Served, local_guard, serve
from tests.probing.test_robots_rules import OPTED_OUT, OURS


class Host:
    """A server with a robots.txt, sent in pieces of `size` bytes; it counts who asks for it."""

    def __init__(self, answer: str | bytes, size: int = 1 << 20) -> None:
        self.answer = answer.encode() if isinstance(answer, str) else answer
        self.size = size
        self.asked: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        for at in range(0, len(self.answer), self.size):
            writer.write(self.answer[at : at + self.size])
            await writer.drain()
            await asyncio.sleep(0)
        if b"Connection: close" not in self.answer:
            await reader.read()


def measured(text: str) -> str:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n{text}"


def chunked(text: str, size: int = 7) -> str:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    chunks = "".join(f"{len(piece):x};name=value\r\n{piece}\r\n" for piece in pieces)
    return f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"


def closed(text: str) -> str:
    return f"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{text}"


def after_an_interim(text: str) -> str:
    return "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + measured(text)


def in_odd_capitals(text: str) -> str:
    return chunked(text).replace("Transfer-Encoding: chunked", "TRANSFER-encoding:Chunked")


def moved(location: str, status: str = "301 Moved") -> str:
    return f"HTTP/1.1 {status}\r\nLocation: {location}\r\nConnection: close\r\n\r\n"


def robots(clock: Callable[[], float] = time.monotonic, **more: float) -> Robots:
    return Robots(local_guard(), "corschecker/1 (+https://checker.example/bot)", clock=clock, **more)  # type: ignore[arg-type]


async def forbids(
    asking: Robots, served: Served, path: str = "/items", guard: Guard | None = None, host: str = "127.0.0.1"
) -> bool:
    async with Client(guard or local_guard()) as client:

        async def reach(url: str) -> tuple[Target, Sequence[IPAddress]]:
            target = client.judge(url)
            return target, await client.admit(target)

        return await asking.forbids(client.judge(served.url(path, host)), reach)


@pytest.mark.parametrize("size", [1, 5, 1 << 20])
@pytest.mark.parametrize("frame", [measured, chunked, closed, after_an_interim, in_odd_capitals])
async def test_it_is_read_once_an_hour_however_it_is_framed_and_cut(frame: Callable[[str], str], size: int) -> None:
    host, now = Host(frame(OPTED_OUT), size), [0.0]
    async with serve(host) as served:
        asking = robots(lambda: now[0])
        assert [await forbids(asking, served) for _ in range(3)] == [True] * 3
        assert len(host.asked) == 1
        assert host.asked[0].startswith("GET /robots.txt HTTP/1.1\r\n")
        assert "User-Agent: corschecker/1 " in host.asked[0]
        now[0] += 3601
        assert await forbids(asking, served)
        assert len(host.asked) == 2


def in_large_chunks(text: str) -> str:
    return chunked(text, 1000)


@pytest.mark.parametrize("frame", [measured, in_large_chunks, closed])
async def test_a_long_one_is_read_to_the_end(frame: Callable[[str], str]) -> None:
    async with serve(Host(frame("# comment\n" * 40_000 + OPTED_OUT))) as served:
        assert await forbids(robots(), served)


@pytest.mark.parametrize("frame", [measured, chunked, closed])
async def test_one_without_end_is_read_as_far_as_the_bound(frame: Callable[[str], str]) -> None:
    text = frame(OPTED_OUT + "# comment\n" * 100_000).removesuffix("0\r\n\r\n").replace("Connection: close\r\n", "")
    async with serve(Host(text)) as served:
        assert await forbids(robots(), served)


@pytest.mark.parametrize(
    "answer",
    [
        f"HTTP/1.1 404 Not Found\r\nContent-Length: {len(OPTED_OUT)}\r\n\r\n{OPTED_OUT}",
        f"HTTP/1.1 403 Forbidden\r\nContent-Length: {len(OPTED_OUT)}\r\n\r\n{OPTED_OUT}",
        f"HTTP/1.1 500 Error\r\nContent-Length: {len(OPTED_OUT)}\r\n\r\n{OPTED_OUT}",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        moved("http://[", "302 Found"),
        moved("ftp://127.0.0.1/robots.txt"),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nUser-agent: corschecker\nDisallow: /\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "f" * 5000,
        f"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n\x1f\x8b{'x' * 50}",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\0" * 100,
        "",
    ],
)
async def test_what_is_no_text_of_rules_says_nothing(answer: str) -> None:
    async with serve(Host(answer)) as served:
        assert not await forbids(robots(timeout_s=1.0), served)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_it_is_followed_to_where_it_was_moved(status: str) -> None:
    async with serve(Host(measured(OPTED_OUT))) as other, serve(Host(moved(other.url("/r.txt"), status))) as served:
        assert await forbids(robots(), served)
        assert not await forbids(robots(), served, path="/robots.txt")


@pytest.mark.parametrize(("hops", "forbidden"), [(5, True), (6, False)])
async def test_five_redirects_are_followed_and_no_more(hops: int, forbidden: bool) -> None:
    asked: list[str] = []

    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).decode().split()[1]
        asked.append(path)
        number = len(asked)
        writer.write((moved(f"/{number}") if number <= hops else closed(OPTED_OUT)).encode())

    async with serve(host) as served:
        assert await forbids(robots(), served) == forbidden
    assert asked == ["/robots.txt", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize("location", ["http://169.254.169.254/", "http://10.0.0.1/robots.txt", "http://x.onion/"])
async def test_no_redirect_leads_to_an_address_that_is_not_open(location: str) -> None:
    host = Host(moved(location))
    async with serve(host) as served:
        assert not await forbids(robots(), served)
    assert len(host.asked) == 1


LONGER = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"


def silent(text: str) -> Handler:
    """A host that takes the request, sends `text` and then nothing."""

    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(text.encode())
        await reader.read()

    return host


@pytest.mark.parametrize("text", ["", "HTTP/1.1 200 OK\r\nContent-Le", f"{LONGER}{OURS}Disallow: /"])
async def test_a_host_that_stops_half_way_holds_a_check_up_for_a_bounded_time(text: str) -> None:
    async with serve(silent(text)) as served, asyncio.timeout(20):
        assert not await forbids(robots(timeout_s=0.2), served)


@pytest.mark.parametrize("text", [LONGER, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n"])
async def test_whole_lines_of_a_text_that_stops_half_way_count(text: str) -> None:
    async with serve(silent(text + OPTED_OUT)) as served:
        assert await forbids(robots(timeout_s=1.5), served)


async def test_a_byte_at_a_time_holds_a_check_up_for_a_bounded_time() -> None:
    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"#")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serve(host) as served, asyncio.timeout(20):
        assert not await forbids(robots(timeout_s=0.2), served)


async def test_forty_who_ask_at_once_make_one_connection() -> None:
    host = Host(measured(OPTED_OUT), size=1)
    async with serve(host) as served:
        asking = robots()
        assert await asyncio.gather(*(forbids(asking, served) for _ in range(40))) == [True] * 40
        assert (len(host.asked), served.connections) == (1, 1)


async def test_where_the_one_that_asks_is_broken_off_the_next_one_asks() -> None:
    go = asyncio.Event()
    asked = asyncio.Queue[bytes]()

    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.put_nowait(await reader.readuntil(b"\r\n\r\n"))
        await go.wait()
        writer.write(measured(OPTED_OUT).encode())

    async with serve(host) as served:
        asking = robots()
        first, *others = [asyncio.create_task(forbids(asking, served)) for _ in range(5)]
        await asked.get()
        first.cancel()
        go.set()
        assert await asyncio.gather(*others) == [True] * 4
        with pytest.raises(asyncio.CancelledError):
            await first
    assert asked.qsize() == 1


async def test_what_a_host_said_holds_while_it_does_not_answer_and_it_is_asked_again_a_minute_later() -> None:
    host, now = Host(measured(OPTED_OUT)), [0.0]
    async with serve(host) as served:
        asking = robots(lambda: now[0])
        assert await forbids(asking, served)
        host.answer = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
        now[0] = 3601
        assert [await forbids(asking, served) for _ in range(2)] == [True, True]
        assert len(host.asked) == 2
        now[0] += 61
        host.answer = b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"
        assert not await forbids(asking, served)
        assert len(host.asked) == 3


async def test_what_is_kept_is_bounded_by_its_sum_and_goes_oldest_first() -> None:
    async def resolve(host: str) -> list[IPAddress]:
        return [ip_address("127.0.0.1")]

    guard = Guard(ports=None, allow=LOOPBACK, resolve=resolve)
    host = Host(measured(OURS + "Disallow: /abc\n" * 1000))
    async with serve(host) as served:
        asking = robots(max_kept=100_000)
        for number in range(20):
            assert await forbids(asking, served, "/abc", guard, host=f"h{number}.dev")
        again = []
        for number in reversed(range(20)):
            asked = len(host.asked)
            await forbids(asking, served, "/abc", guard, host=f"h{number}.dev")
            again.append(len(host.asked) - asked)
    # Of 16 kB each: those that fit are the last, and each of the others drives out one more.
    assert again == [0] * 6 + [1] * 14


async def test_what_may_not_be_reached_is_not_asked() -> None:
    async def reach(url: str) -> tuple[Target, Sequence[IPAddress]]:
        raise Refusal("blocked_host", "not there")

    target = local_guard().judge("http://127.0.0.1/items")
    assert not await robots().forbids(target, reach)


OTHERS, PRIVATE = "User-agent: other\nUser-agent: third\nDisallow: /\n", "User-agent: corschecker\nDisallow: /private\n"


@pytest.mark.parametrize(
    "text", [f"{PRIVATE}\n{OTHERS}", f"{OTHERS}\n{PRIVATE}", f"{OTHERS}{PRIVATE}", f"{PRIVATE}{OTHERS}"]
)
async def test_the_groups_of_others_forbid_nothing_wherever_they_stand(text: str) -> None:
    async with serve(Host(measured(text))) as served:
        asked = robots()
        assert await forbids(asked, served, path="/private") is True
        assert await forbids(asked, served, path="/items") is False
