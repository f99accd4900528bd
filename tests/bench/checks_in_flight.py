"""What a check costs while many others wait for slow targets, and whether waiting costs anything.

    python -m tests.bench.checks_in_flight [--delay 0.2] [--at-once 10 100 1000] [--loop uvloop|asyncio]

Each level runs the driver and the bare pair over raw connections. The goals: the CPU of a check with 1,000 in flight
is at most 1.2 times that with 10, and at a target of 200 ms a check takes at most 1.05 times the bare pair.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import time
from statistics import median

from tests.bench.check_latency import LOOPS, Way, engine, loopback_target, raw_pair, request_to
from tests.bench.figures import Figure, tell

CPU_GOAL, WALL_GOAL = 1.2, 1.05


async def at_once(way: Way, most: int, total: int) -> tuple[float, float, float]:
    """CPU ms of one, its median wall ms, and how many a second."""
    left = iter(range(total))
    walls: list[float] = []

    async def worker() -> None:
        for _ in left:
            started = time.perf_counter()
            await way()
            walls.append((time.perf_counter() - started) * 1000)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(most)))
    return (time.process_time() - cpu) * 1000 / total, median(walls), total / (time.perf_counter() - wall)


async def compare(port: int, delay: float, levels: list[int]) -> list[Figure]:
    ways = {"raw pair": raw_pair(port), "driver": engine(request_to(port), judged=False)}
    for way in ways.values():
        await at_once(way, 10, 20)
    print(f"target of {delay * 1000:g} ms, {type(asyncio.get_running_loop()).__module__}")
    print(f"{'in flight':>10}  {'':10}{'CPU ms':>8}{'p50 ms':>9}{'a second':>10}{'ceiling':>9}")
    cpu: dict[tuple[str, int], float] = {}
    wall: dict[tuple[str, int], float] = {}
    for level in levels:
        for name, way in ways.items():
            cpu[name, level], wall[name, level], rate = await at_once(way, level, max(100, 2 * level))
            ceiling = level / (2 * delay) if delay else 0
            print(f"{level:10}  {name:10}{cpu[name, level]:8.2f}{wall[name, level]:9.1f}{rate:10.1f}{ceiling:9.0f}")
    growth = cpu["driver", levels[-1]] / cpu["driver", levels[0]]
    slower = wall["driver", levels[0]] / wall["raw pair", levels[0]]
    return [
        Figure(f"CPU of a check, {levels[-1]:,} in flight / {levels[0]}", growth, CPU_GOAL),
        Figure(f"wall of a check at {delay * 1000:g} ms / bare pair", slower, WALL_GOAL),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--at-once", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--loop", choices=LOOPS, default="uvloop")
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with loopback_target(options.delay) as port, asyncio.Runner(loop_factory=LOOPS[options.loop]) as runner:
        return tell(runner.run(compare(port, options.delay, options.at_once)))


if __name__ == "__main__":
    sys.exit(main())
