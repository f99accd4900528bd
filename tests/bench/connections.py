"""What a worker keeps of each connection after it has ended, and what gunicorn's parser in Python costs.

    python -m tests.bench.connections [--connections 10000]

Each connection sends one request for `/healthz`. The cost is the workers' CPU of a request over connections that stay,
beside that of the parser in C, where gunicorn-h1c is installed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import sys
import time
from collections.abc import Iterator

import uvloop

from tests.bench.figures import Figure, tell
from tests.bench.served import Load, Served, request, served_site

AT_ONCE = 20
ROUNDS = 5
GROWTH_GOAL, PARSER_GOAL = 100, 1.4
PAYLOAD = request("GET", "/healthz")


async def open_and_close(port: int, total: int) -> None:
    left = iter(range(total))
    await asyncio.gather(*(_one_after_another(port, left) for _ in range(AT_ONCE)))


async def _one_after_another(port: int, left: Iterator[int]) -> None:
    for _ in left:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(PAYLOAD)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode("latin-1"))
        writer.close()


def growth(runner: asyncio.Runner, site: Served, connections: int) -> float:
    """Bytes that the worker has grown by a connection, after as many that grow its pools."""
    sizes = []
    for _ in range(2):
        runner.run(open_and_close(site.port, connections))
        time.sleep(1)
        sizes.append(site.pss_mib())
    return (sizes[1] - sizes[0]) * 2**20 / connections


def cost(runner: asyncio.Runner, site: Served, requests: int) -> float:
    """Microseconds of the worker's CPU for a request."""
    before = site.cpu_s()
    runner.run(Load(site.port, PAYLOAD).rate(AT_ONCE, requests))
    return (site.cpu_s() - before) * 1e6 / requests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=10_000)
    connections = parser.parse_args().connections
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, served_site(workers=1) as site:
        left = growth(runner, site, connections)
        print(f"{left:.0f} bytes of each of {connections:,} connections are kept")
        figures = [Figure("bytes of memory that a connection leaves behind", left, GROWTH_GOAL, unit="B")]
        if importlib.util.find_spec("gunicorn_h1c") is None:
            print("gunicorn-h1c is not installed, so the parsers are not compared")
        else:
            with served_site("--http-parser", "fast", workers=1) as other:
                costs = [(cost(runner, site, connections), cost(runner, other, connections)) for _ in range(ROUNDS)]
            python, fast = map(min, zip(*costs, strict=True))
            print(f"µs of CPU a request: parser in Python {python:.0f}, in C {fast:.0f}")
            figures.append(Figure("CPU of a request, parser in Python / in C", python / fast, PARSER_GOAL))
    return tell(figures)


if __name__ == "__main__":
    sys.exit(main())
