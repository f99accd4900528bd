"""How long a new visitor waits while 2,000 connections send half a request and no more, and when those are gone.

    python -m tests.bench.half_open [--connections 2000]

They come from as many addresses of loopback, with half a head or half a body, silent or a byte a second; then all from
one address, whose own new visitor is served, too; then to a server that may open no more than 1,024 descriptors.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import resource
import sys
import time
from collections.abc import Iterator

from tests.bench.figures import Figure, tell
from tests.bench.served import request, served_site

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "
BODY = b"POST /api/v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n{"
HEAD_S, BODY_S, SPARE_S = 10, 30, 3
# What it costs to accept 2,000 connections at once is not what is measured.
SETTLE_S = 2
WAIT_GOAL_S = 1
DESCRIPTORS = 1024


def addresses() -> Iterator[str]:
    """Of the block that is loopback (https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3), all but the visitor's."""
    return (f"127.{a}.{b}.{c}" for a in range(1, 255) for b in range(255) for c in range(1, 255))


class Half:
    """A connection that sends what it is given and, while it is open, no more than a byte a second."""

    def __init__(self, part: bytes, *, trickles: bool) -> None:
        self.part = part
        self.trickles = trickles
        self.opened = asyncio.Event()
        self.answer = b""

    async def talk(self, port: int, address: str) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
            writer.write(self.part)
            self.opened.set()
            more = asyncio.create_task(self._trickle(writer))
            self.answer = await reader.read()
            more.cancel()
            writer.close()
        except ConnectionError:
            pass
        self.opened.set()

    async def _trickle(self, writer: asyncio.StreamWriter) -> None:
        while self.trickles:
            await asyncio.sleep(1)
            writer.write(b"a")


async def visit(port: int, address: str) -> float:
    """Seconds until a new visitor has the front page."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    writer.write(request("GET", "/"))
    head = await reader.readuntil(b"\r\n\r\n")
    waited = time.perf_counter() - started
    writer.close()
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    return waited


async def besiege(port: int, what: str, part: bytes, within_s: float, count: int, **how: bool) -> list[Figure]:
    one = how.get("one_address", False)
    sources = itertools.repeat("127.9.9.9") if one else addresses()
    halves = [Half(part, trickles=how.get("trickles", False)) for _ in range(count)]
    talks = [asyncio.create_task(half.talk(port, next(sources))) for half in halves]
    await asyncio.gather(*(half.opened.wait() for half in halves))
    opened = time.perf_counter()
    await asyncio.sleep(SETTLE_S)
    visits = []
    while time.perf_counter() - opened < within_s - 1:
        visits.append(await visit(port, "127.9.9.9" if one else "127.0.0.1"))
        await asyncio.sleep(0.1)
    await asyncio.wait(talks, timeout=opened + within_s + SPARE_S - time.perf_counter())
    left = sum(not talk.done() for talk in talks)
    for talk in talks:
        talk.cancel()
    statuses = sorted({half.answer.split(b" ")[1].decode() for half in halves if half.answer})
    print(f"{what}: {len(visits)} visits, longest {max(visits) * 1000:.0f} ms; answered {', '.join(statuses)}")
    return [
        Figure(f"a new visitor's longest wait, {count:,} {what}", max(visits), WAIT_GOAL_S, unit="s"),
        Figure(f"left of them after {within_s + SPARE_S:g} s", left, 0, unit=""),
    ]


async def measure(port: int, count: int) -> list[Figure]:
    return [
        *await besiege(port, "half heads", HEAD, HEAD_S, count),
        *await besiege(port, "heads of a byte a second", HEAD, HEAD_S, count, trickles=True),
        *await besiege(port, "half heads from the visitor's address", HEAD, HEAD_S, count, one_address=True),
        *await besiege(port, "bodies of a byte a second", BODY, BODY_S, count, trickles=True),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=2000)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, options.connections + 256), hard))
    with served_site(workers=1, CONNECTIONS_PER_CLIENT="100") as site:
        figures = asyncio.run(measure(site.port, options.connections))
        print(f"{site.pss_mib():.1f} MiB of the worker at the end")
    with served_site(workers=1, descriptors=DESCRIPTORS) as site:
        what = f"half heads where there are {DESCRIPTORS:,} descriptors"
        figures += asyncio.run(besiege(site.port, what, HEAD, HEAD_S, options.connections))
    return tell(figures)


if __name__ == "__main__":
    sys.exit(main())
