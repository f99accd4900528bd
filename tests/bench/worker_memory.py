"""The memory of a worker, idle and after 10,000 checks, and of its readers, beside a bare Django under the same server.

    python -m tests.bench.worker_memory [--checks 10000]

There is one worker, so that all checks are its own. Memory is the proportional set size: what it shares counts in
part. The site is started as the Procfile starts it, with --preload; bare Django in that way too, and as gunicorn starts
it by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

import uvloop

from tests.bench.check_latency import ORIGIN, loopback_target
from tests.bench.figures import Figure, tell
from tests.bench.served import BARE_DJANGO, Load, Served, request, served_site, served_source

CONNECTIONS = 20
EVALUATIONS = 1800
IDLE_GOAL, USED_GOAL, GROWTH_GOAL, READERS_GOAL = 1.4, 1.6, 1.02, 1.8


def measure(runner: asyncio.Runner, target: int, site: Served, checks: int) -> list[float]:
    """The memory of the site's workers: idle, after half of the checks, after all."""
    body = json.dumps({"url": f"http://localhost:{target}/", "origin": ORIGIN, "probes": False}).encode()
    load = Load(site.port, request("POST", "/api/v1/checks", body))
    found = [site.pss_mib()]
    for _ in range(2):
        runner.run(load.rate(CONNECTIONS, checks // 2))
        found.append(site.pss_mib())
    return found


def measure_readers(runner: asyncio.Runner, site: Served) -> float:
    """The memory of all processes that read for a worker, after it had something read."""
    answer = {"url": "https://api.example.com/", "status": 200, "headers": [["Vary", "Origin"]]}
    asked = {"request": {"url": answer["url"], "origin": ORIGIN}, "responses": [answer], "fixes": True}
    load = Load(site.port, request("POST", "/api/v1/evaluate", json.dumps(asked).encode()))
    runner.run(load.rate(CONNECTIONS, EVALUATIONS))
    return site.helpers_pss_mib()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks", type=int, default=10_000)
    options = parser.parse_args()
    with served_source(BARE_DJANGO, workers=1, preload=False) as django:
        bare = django.pss_mib()
    with served_source(BARE_DJANGO, workers=1) as django:
        shared = django.pss_mib()
    with (
        loopback_target() as target,
        served_site(workers=1) as site,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        idle, half, used = measure(runner, target, site, options.checks)
        readers = measure_readers(runner, site)
    print(f"MiB of a worker: bare Django {bare:.1f}, preloaded {shared:.1f}; the site {idle:.1f} idle, ", end="")
    print(f"{half:.1f} after {options.checks // 2:,} checks, {used:.1f} after {options.checks:,}; ")
    print(f"{readers:.1f} of its readers and what they need, after {EVALUATIONS:,} evaluations; none before the first")
    return tell(
        [
            Figure("memory of an idle worker / bare Django's, both preloaded", idle / shared, IDLE_GOAL),
            Figure(f"memory after {options.checks:,} checks / bare Django's", used / bare, USED_GOAL),
            Figure("memory after them / after half of them", used / half, GROWTH_GOAL),
            Figure("memory of the readers of a worker / bare Django's", readers / bare, READERS_GOAL),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
