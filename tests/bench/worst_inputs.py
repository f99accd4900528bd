"""How long pages take while strangers send the worst that may be sent: a minute of it, with production's settings.

    python -m tests.bench.worst_inputs [--seconds 60] [--senders 20] [--visitors 20]

What is sent is in `tests/bench/worst_senders.py`. Visitors read pages with half a second between two of them, and one
more asks for /healthz; the same are measured before, for a third of the time, while nobody sends anything.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice

import httpx
import uvloop

from tests.bench.figures import Figure, tell
from tests.bench.served import Served, served_production

PAGES = ("/", "/rules/", "/rules/allow-origin-missing/", "/fixes/", "/fixes/nginx/", "/learn/", "/about")
THINKING_S = 0.5
PAGES_GOAL_S, HEALTH_GOAL_S = 0.5, 0.1

Seconds = list[float]


async def visit(client: httpx.AsyncClient, paths: Iterator[str], pause_s: float, wait_s: float, found: Seconds) -> None:
    """Read pages with a pause between them, the first after a wait."""
    await asyncio.sleep(wait_s)
    for path in paths:
        started = time.perf_counter()
        try:
            response = await client.get(path)
            response.raise_for_status()
        finally:
            # One that has not come by the end counts for as long as it was waited for.
            found.append(time.perf_counter() - started)
        await asyncio.sleep(pause_s)


async def measured(site: str, seconds: float, visitors: int) -> tuple[Seconds, Seconds]:
    """The seconds that pages took, and that health took."""
    pages: Seconds = []
    health: Seconds = []
    async with httpx.AsyncClient(base_url=site, timeout=120) as client:
        for path in PAGES:
            # Templates are compiled when they are first needed.
            await client.get(path)
        visits = [
            visit(client, islice(cycle(PAGES), n % len(PAGES), None), THINKING_S, THINKING_S * n / visitors, pages)
            for n in range(visitors)
        ]
        tasks = [asyncio.create_task(one) for one in (*visits, visit(client, cycle(["/healthz"]), 0.1, 0, health))]
        done, running = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for task in done:
            task.result()
    return pages, health


async def compare(site: Served, seconds: float, senders: int, visitors: int) -> list[Figure]:
    address = f"http://127.0.0.1:{site.port}"
    quiet = await measured(address, seconds / 3, visitors)
    command = ["-m", "tests.bench.worst_senders", str(site.port), str(seconds), str(senders)]
    sending = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    loaded = await measured(address, seconds, visitors)
    answers = json.loads((await sending.communicate())[0])
    for name, (pages, health) in (("alone", quiet), (f"beside {senders} who send the worst", loaded)):
        print(
            f"{name}: {len(pages)} pages, 95th percentile {percentile(pages):.3f} s, at most {max(pages):.3f}; "
            f"/healthz {percentile(health):.3f} s, at most {max(health):.3f}"
        )
    print("answers to the worst:", ", ".join(f"{count} x {what}" for what, count in sorted(answers.items())))
    print(f"{site.pss_mib():.0f} MiB of the worker afterwards, {site.helpers_pss_mib():.0f} MiB of its readers")
    if any(what.endswith(" 500") for what in answers):
        raise SystemExit("Some of it was answered with 500.")
    return [
        Figure(f"pages beside {senders} who send the worst, 95th", percentile(loaded[0]), PAGES_GOAL_S, unit="s"),
        Figure("/healthz beside them, 95th percentile", percentile(loaded[1]), HEALTH_GOAL_S, unit="s"),
    ]


def percentile(seconds: Seconds, share: float = 0.95) -> float:
    return sorted(seconds)[int(share * (len(seconds) - 1))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--senders", type=int, default=20)
    parser.add_argument("--visitors", type=int, default=20)
    options = parser.parse_args()
    with served_production() as site, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return tell(runner.run(compare(site, options.seconds, options.senders, options.visitors)))


if __name__ == "__main__":
    sys.exit(main())
