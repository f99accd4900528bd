"""`python -m tests.mutants --sample 200 --seed 1`: change the code in so many places, one after the other, and say what
no test notices. It fails where such a mutant is not on the list of accepted ones, or where too few are noticed; within
a time it tries what fits, and fails for too few only, since how many tests fit differs by machine.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.mutants import making
from tests.mutants.accepted import accepted
from tests.mutants.covering import FIRST, LONGER_S, Covering, measured
from tests.mutants.making import Mutant
from tests.mutants.running import SURVIVED, Tree

ROOT = Path(__file__).parents[2]
LEAST = 0.85
# A share of fewer says nothing.
ENOUGH = 20
# A measurement that takes all the time shall not make a check that finds nothing.
AT_LEAST = ENOUGH


def sample(root: Path, size: int, seed: int) -> Iterator[Mutant]:
    """So many mutants of all, drawn evenly by what they change: a change of other code leaves them in the sample."""
    every = (
        (hashlib.sha256(f"{seed}|{site.key}|{number}".encode()).digest(), site, number)
        for file in making.files(root)
        for site in making.sites(root, file)
        for number in range(site.variants)
    )
    made = (making.mutant(root, site, number) for _, site, number in sorted(every, key=lambda one: one[0]))
    drawn: set[tuple[str, str]] = set()
    for one in filter(None, made):
        if len(drawn) == size:
            return
        if (one.site.file, one.source) not in drawn:
            drawn.add((one.site.file, one.source))
            yield one


def main() -> int:
    options = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    options.add_argument("--sample", type=int, default=200, help="how many mutants")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--within", type=float, default=math.inf, help="seconds after which no more are begun")
    told = options.parse_args()
    started = time.monotonic()
    chosen = list(sample(ROOT, told.sample, told.seed))
    covering = measured(ROOT, ROOT / ".cache" / "mutants")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tried, left = _try(chosen, covering, Tree(ROOT, Path(folder)), started + told.within)
    known = accepted()
    new = [one for one in left if not any(entry.is_of(one) for entry in known)]
    for one in new:
        print(f"\n{one.diff}\n  {len(covering.tests(one.site))} tests run it, and none notices.")
    killed = 1 - len(left) / max(1, tried)
    print(
        f"\n{tried} mutants of {len(chosen)} with seed {told.seed}: {killed:.1%} killed, at least {LEAST:.0%} wanted; "
        f"{len(left)} survive, {len(left) - len(new)} of them accepted in tests/mutants/accepted.toml "
        f"({time.monotonic() - started:.0f} s)"
    )
    too_few = killed < LEAST and tried >= ENOUGH
    return 1 if too_few or (new and told.within == math.inf) else 0


def _try(chosen: list[Mutant], covering: Covering, tree: Tree, until: float) -> tuple[int, list[Mutant]]:
    """How many mutants were tried, some of them however late it is, and those that no test noticed."""
    tests = {one: covering.tests(one.site) for one in chosen}
    first = sorted({test for named in tests.values() for test in named[:3]})
    outcome, by = tree.run(None, first, covering.limit(first))
    if outcome != SURVIVED:
        raise SystemExit(f"Without any change the tests are {outcome} {by}, so they can tell nothing.")
    ends: Counter[str] = Counter()
    left = []
    known = accepted()
    for number, one in enumerate(chosen, 1):
        if number > AT_LEAST and time.monotonic() > until:
            break
        for some in _rounds(one, tests[one], covering, longer=not any(entry.is_of(one) for entry in known)):
            outcome, by = tree.run(one, some, covering.limit(some))
            if outcome != SURVIVED:
                break
        ends[outcome] += 1
        print(f"{number}/{len(chosen)} {outcome} {one.site.file}:{one.site.first} {by}", flush=True)
        if outcome == SURVIVED:
            left.append(one)
    print(", ".join(f"{count} {outcome}" for outcome, count in ends.items()))
    return ends.total(), left


def _rounds(one: Mutant, tests: list[str], covering: Covering, *, longer: bool) -> Iterator[list[str]]:
    """The tests for a mutant, the likeliest to notice it first; `longer` for one that is not known to survive."""
    yield tests[:FIRST]
    yield tests[FIRST:]
    if longer:
        before = set(tests)
        yield [test for test in covering.tests(one.site, LONGER_S) if test not in before]


if __name__ == "__main__":
    sys.exit(main())
