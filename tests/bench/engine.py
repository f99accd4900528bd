"""How much CPU a basic check takes in the engine beside the same two requests made bare, in a process that does
nothing else.

    python -m tests.bench.engine [--rounds 500] [--loop asyncio|uvloop]

The engine sends the preflight and the request, reads each answer as three browsers do and follows each of them to its
outcome. Below it stands the same with the advice of all other rules. The goal is twice the bare pair on asyncio's own
loop; on uvloop the bare pair takes less, and the ratio is greater.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.bench.check_latency import LOOPS, engine, loopback_target, measure, raw_pair, request_to
from tests.bench.figures import Figure, tell

GOAL = 2.0


async def compare(port: int, rounds: int) -> list[Figure]:
    request = request_to(port)
    ways = {
        "raw asyncio, two connections": raw_pair(port),
        "engine, three browsers": engine(request, judged=False),
        "engine and advice": engine(request, judged=True),
    }
    results = await measure(ways, rounds)
    floor = results["raw asyncio, two connections"][1]
    print(f"{'':32}{'CPU ms':>9}{'x raw':>8}")
    for name, (_, cpu) in results.items():
        print(f"{name:32}{cpu:9.3f}{cpu / floor:8.2f}")
    return [Figure("CPU of a check in the engine / raw pair", results["engine, three browsers"][1] / floor, GOAL)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--loop", choices=LOOPS, default="asyncio")
    options = parser.parse_args()
    with loopback_target() as port, asyncio.Runner(loop_factory=LOOPS[options.loop]) as runner:
        return tell(runner.run(compare(port, options.rounds)))


if __name__ == "__main__":
    sys.exit(main())
