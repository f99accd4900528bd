"""How many checks a second two workers give out to 100 connections, at a target that takes 200 ms to answer.

    python -m tests.bench.check_view [--rounds 5] [--delay 0.2]

The ceiling is what the same server gives with an application that only waits as long. Both are loaded in turn, over
connections that begin one after another; the best round of each counts, since whoever else uses the machine takes
away from the check only, which needs its processors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

import uvloop

from tests.bench.check_latency import ORIGIN, loopback_target
from tests.bench.figures import Figure, tell
from tests.bench.served import BARE_WAIT, Load, request, served_site, served_source

CONNECTIONS = 100
REQUESTS = 2000
GOAL = 0.8


async def measure(target: int, ceiling: int, site: int, delay: float, rounds: int) -> tuple[float, float]:
    """The best rates of the ceiling and of the check."""
    body = {"url": f"http://localhost:{target}/", "origin": ORIGIN, "probes": False}
    loads = {
        "ceiling": Load(ceiling, request("GET", "/"), delay),
        "check": Load(site, request("POST", "/api/v1/checks", json.dumps(body).encode()), delay),
    }
    best = dict.fromkeys(loads, 0.0)
    for _ in range(rounds):
        for name, load in loads.items():
            rate = await load.rate(CONNECTIONS, REQUESTS)
            best[name] = max(best[name], rate)
            print(f"{name:8}{rate:8.0f} a second")
    return best["ceiling"], best["check"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds until the target answers")
    options = parser.parse_args()
    wait = BARE_WAIT.replace("DELAY", str(options.delay))
    with loopback_target(options.delay) as target, served_source(wait) as bare, served_site() as site:
        before = site.cpu_s()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            work = measure(target, bare.port, site.port, options.delay, options.rounds)
            ceiling, rate = runner.run(work)
        cpu = (site.cpu_s() - before) * 1000 / (options.rounds * REQUESTS)
    print(f"best: {rate:.0f} of {ceiling:.0f} a second; {cpu:.2f} ms of the workers' CPU a check")
    return tell([Figure("checks a second, 100 connections / ceiling", rate / ceiling, GOAL, at_least=True)])


if __name__ == "__main__":
    sys.exit(main())
