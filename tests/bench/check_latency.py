"""How long a check takes beside the same two requests made bare, against a loopback target that answers at once.

    python -m tests.bench.check_latency [--rounds 300] [--loop uvloop|asyncio]

Every way is tried in turn in each round of one run, so that a busy machine slows all of them alike; the figures to
trust are the ratios. The goal is a check through the API at no more than 3 times the pair by bare httpx.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from statistics import median
from typing import Any

import httpx
import uvloop

from checks.cors.judge import conclude
from checks.cors.model import Request
from checks.probing.driver import Prober, run, user_agent
from checks.probing.guard import Guard
from tests.bench.figures import Figure, tell

Way = Callable[[], Awaitable[None]]

GOAL = 3.0
ORIGIN = "http://app.localhost:3000"
HEADERS = (("Origin", ORIGIN), ("Accept", "*/*"), ("Accept-Language", "en"), ("Accept-Encoding", "identity"))
PREFLIGHT = (*HEADERS, ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "x-a"))
MAIN = (*HEADERS, ("X-A", "b"))
ANSWER = (
    b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\n"
    b"Access-Control-Allow-Headers: x-a\r\nDate: Fri, 20 Nov 2026 10:00:00 GMT\r\nServer: bench\r\n\r\n"
)
TARGET = f"""
import asyncio, sys
class Target(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data):
        if delay: loop.call_later(delay, self.transport.write, {ANSWER!r})
        else: self.transport.write({ANSWER!r})
async def main():
    global loop
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Target, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
delay = float(sys.argv[1])
asyncio.run(main())
"""
LOOPS = {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}


@contextmanager
def loopback_target(delay: float = 0.0) -> Iterator[int]:
    """A target in a process of its own that allows everything after `delay` seconds; gives its port."""
    command = [sys.executable, "-c", TARGET, str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as target:
        try:
            assert target.stdout is not None
            yield int(target.stdout.readline())
        finally:
            target.terminate()


def raw_pair(port: int) -> Way:
    """The floor: two connections in turn, the bytes ready-made."""
    payloads = []
    for method, headers in (("OPTIONS", PREFLIGHT), ("GET", MAIN)):
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers)
        payloads.append(f"{method} / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fields}\r\n".encode())

    async def pair() -> None:
        for payload in payloads:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(payload)
            await reader.readuntil(b"\r\n\r\n")
            writer.close()

    return pair


async def _httpx_pair(client: httpx.AsyncClient, url: str) -> None:
    await client.request("OPTIONS", url, headers=PREFLIGHT)
    await client.request("GET", url, headers=MAIN)


def httpx_new(url: str, context: ssl.SSLContext) -> Way:
    async def pair() -> None:
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:
            await _httpx_pair(client, url)

    return pair


def httpx_kept(url: str, client: httpx.AsyncClient) -> Way:
    return lambda: _httpx_pair(client, url)


def engine(request: Request, *, judged: bool) -> Way:
    guard = Guard(ports=None, allow=[ip_network("127.0.0.0/8")])
    prober = Prober(guard, user_agent=user_agent("https://checker.example"))

    async def check() -> None:
        outcomes, exchanges, _ = await run(request, prober, confirm_side_effects=True)
        if {outcome.outcome for outcome in outcomes.values()} != {"allowed"} or len(exchanges) != 2:
            raise RuntimeError(f"the check ended as {exchanges}")
        if judged:
            conclude(request, outcomes)

    return check


def request_to(port: int) -> Request:
    """A request that takes a preflight, to the address that the bare pair dials, too."""
    return Request(f"http://127.0.0.1:{port}/", ORIGIN, headers=(("X-A", "b"),))


def api(application: Any, url: str) -> Way:
    """`POST /api/v1/checks`, given to the ASGI application as a server gives it."""
    body = {"url": url, "origin": ORIGIN, "headers": [["X-A", "b"]], "probes": False}
    payload = json.dumps({**body, "confirm_side_effects": True}).encode()
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/checks",
        "raw_path": b"/api/v1/checks",
        "query_string": b"",
        "root_path": "",
        "headers": [*headers, (b"content-length", str(len(payload)).encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def check() -> None:
        sent: list[dict[str, Any]] = []
        done = asyncio.Event()
        messages = [{"type": "http.request", "body": payload, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await application(dict(scope), receive, send)
        done.set()
        if sent[0].get("status") != 201:
            raise RuntimeError(f"the API answered {sent[0].get('status')}: {sent[-1].get('body', b'')[:500]!r}")

    return check


def django_application(folder: str) -> Any:
    """The site as production serves it, on a database of its own."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger("corschecker.access").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    from corschecker.asgi import application

    return application


async def measure(ways: dict[str, Way], rounds: int) -> dict[str, tuple[float, float]]:
    """Median wall and CPU milliseconds of each way."""
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(rounds + 10):
        for name, way in ways.items():
            wall, cpu = time.perf_counter(), time.process_time()
            await way()
            taken = ((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)
            if number >= 10:
                samples[name].append(taken)
    return {
        name: (median(wall for wall, _ in taken), median(cpu for _, cpu in taken)) for name, taken in samples.items()
    }


async def compare(port: int, rounds: int, application: Any) -> list[Figure]:
    request = request_to(port)
    url = request.url
    context = ssl.create_default_context()
    async with httpx.AsyncClient(verify=context, trust_env=False) as kept:
        ways = {
            "raw asyncio, two connections": raw_pair(port),
            "httpx, a client a check": httpx_new(url, context),
            "httpx, one kept client": httpx_kept(url, kept),
            "driver, three browsers": engine(request, judged=False),
            "driver and judgement": engine(request, judged=True),
            "POST /api/v1/checks": api(application, url),
        }
        results = await measure(ways, rounds)
    base = results["httpx, a client a check"]
    floor = results["raw asyncio, two connections"]
    print(f"p50 of {rounds} rounds, {type(asyncio.get_running_loop()).__module__}")
    print(f"{'':32}{'wall ms':>9}{'x httpx':>9}{'x raw':>8}{'CPU ms':>9}{'x httpx':>9}{'x raw':>8}")
    for name, (wall, cpu) in results.items():
        print(
            f"{name:32}{wall:9.2f}{wall / base[0]:9.2f}{wall / floor[0]:8.2f}"
            f"{cpu:9.2f}{cpu / base[1]:9.2f}{cpu / floor[1]:8.2f}"
        )
    return [
        Figure("wall of a check through the API / pair by httpx", results["POST /api/v1/checks"][0] / base[0], GOAL),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--loop", choices=LOOPS, default="uvloop")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, loopback_target() as port:
        application = django_application(folder)
        with asyncio.Runner(loop_factory=LOOPS[options.loop]) as runner:
            return tell(runner.run(compare(port, options.rounds, application)))


if __name__ == "__main__":
    sys.exit(main())
