"""How long a full audit takes beside the bare pair of preflight and request, at a target that takes 200 ms to answer.

    python -m tests.bench.audit [--rounds 5] [--delay 0.2]

Both run in turn in one process against one loopback target, so that a busy machine slows both alike. The goal is an
audit, with all diagnostic requests and over at most six connections, in no more than three times the pair's time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from ipaddress import ip_network
from statistics import median

from checks.cors.judge import conclude
from checks.cors.model import Request
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard
from tests.bench.figures import Figure, tell

GOAL, MOST_CONNECTIONS = 3.0, 6
PAGE = "http://app.example.com"
PAIR = (
    "OPTIONS /items HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: GET\r\n"
    "Access-Control-Request-Headers: x-one\r\n\r\n",
    "GET /items HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nX-One: 1\r\n\r\n",
)


class Target:
    """A server with an allow list that anything at the end of the host name passes: the case with most requests."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.requests = self.open = self.most = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.requests += 1
                await asyncio.sleep(self.delay_s)
                writer.write(self.answer(head))
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            self.open -= 1
            writer.close()

    def answer(self, head: str) -> bytes:
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        origin = fields.get("origin", "")
        cors = f"Access-Control-Allow-Origin: {origin}\r\n" if origin in (PAGE, "null") else ""
        granted = "Access-Control-Allow-Headers: x-one\r\n" if head.startswith("OPTIONS") else ""
        return f"HTTP/1.1 200 OK\r\nVary: Origin\r\n{cors}{granted}Content-Length: 0\r\n\r\n".encode()


async def pair(port: int) -> None:
    for text in PAIR:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(text.format(origin=PAGE).encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.close()


async def audit(port: int, prober: Prober, headers: tuple[tuple[str, str], ...]) -> None:
    request = Request(f"http://localhost:{port}/items", PAGE, headers=headers)
    conversation = await run(request, prober, probes=True)
    judgement = conclude(request, conversation.outcomes, conversation.probes)
    if judgement.safety == "unknown":
        raise RuntimeError("the audit learned nothing")


async def measure(rounds: int, delay_s: float) -> list[Figure]:
    target = Target(delay_s)
    server = await asyncio.start_server(target.handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    prober = Prober(Guard(ports=None, allow=[ip_network("127.0.0.0/8")]), user_agent="bench")
    ways = {
        "bare pair": lambda: pair(port),
        "audit without preflight": lambda: audit(port, prober, ()),
        "audit with preflight": lambda: audit(port, prober, (("X-One", "1"),)),
    }
    samples: dict[str, list[float]] = {name: [] for name in ways}
    counts: dict[str, tuple[int, int]] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            target.requests = target.most = 0
            started = time.perf_counter()
            await way()
            samples[name].append((time.perf_counter() - started) * 1000)
            counts[name] = (target.requests, target.most)
    server.close()
    base = median(samples["bare pair"])
    print(f"{'':26}{'wall ms':>9}{'x pair':>8}{'requests':>10}{'connections':>13}")
    for name, taken in samples.items():
        requests, most = counts[name]
        print(f"{name:26}{median(taken):9.1f}{median(taken) / base:8.2f}{requests:10}{most:13}")
    worst = max(median(taken) for taken in samples.values()) / base
    return [
        Figure("wall of a full audit / bare pair", worst, GOAL),
        Figure("connections of a full audit", max(most for _, most in counts.values()), MOST_CONNECTIONS, unit=""),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds until the target answers")
    options = parser.parse_args()
    return tell(asyncio.run(measure(options.rounds, options.delay)))


if __name__ == "__main__":
    sys.exit(main())
