"""Says where real browsers differ from the prediction: `python -m tests.browsers.compare --cases 1000 --seed 7`.

The prediction is made first, from the bytes that the server will send; then each browser runs the same cases. Use it
with a newly installed version (`--chromium /opt/new/chrome`) to see what its release changed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from checks.cors.judge import Judgement, judge
from checks.cors.model import Answer, HttpRequest, Outcome

from . import examples
from .agreement import Difference, differences, table
from .cases import Case, answered, asked
from .generate import Mix
from .run import PROGRAMS, run
from .server import ScriptedServer
from .surroundings import Ground, Surroundings


@dataclass(slots=True)
class Comparison:
    """What came of one run: the cases, each browser's version, and where it differs."""

    cases: list[Case]
    versions: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def rate(self, browser: str, part: str) -> float:
        """The share of cases that agree, from 0 to 1."""
        wrong = sum(one.browser == browser and one.part == part for one in self.differences)
        return 1 - wrong / len(self.cases)

    def report(self) -> str:
        versions = ", ".join(self.versions.values())
        return f"{len(self.cases)} cases in {versions}\n" + table(self.cases, self.differences, list(self.versions))


def predict(case: Case) -> Judgement:
    def answer(request: HttpRequest) -> Answer:
        return case.answer(request.url, request.is_preflight, request.get("origin"))

    return judge(case.request, lambda: answer)


async def compare(server: ScriptedServer, cases: Sequence[Case], programs: dict[str, str | None]) -> Comparison:
    """Predict all cases, then run them in each browser of `programs` (None: the one that is installed)."""
    result = Comparison(list(cases))
    predictions = {case.id: predict(case).outcomes for case in cases}
    for browser, program in programs.items():
        predicted = {case.id: predictions[case.id][browser] for case in cases}
        version, found = await differing(server, cases, predicted, program)
        if found:
            # Once more and one by one, lest a busy machine pass for a browser's behaviour.
            again = [replace(case, alone=True) for case in cases if case.id in found]
            version, found = await differing(server, again, predicted, program)
        result.versions[browser] = version
        for case in cases:
            if case.id in found:
                result.differences += found[case.id]
                result.lines.append(line(case, predicted[case.id], found[case.id], version, server))
    return result


async def differing(
    server: ScriptedServer, cases: Sequence[Case], predicted: dict[str, Outcome], program: str | None
) -> tuple[str, dict[str, list[Difference]]]:
    """The browser's version, and by case where it differs."""
    version, observed = await run(cases, predicted[cases[0].id].browser, server, program)
    parts = {case.id: differences(case, predicted[case.id], observed[case.id], server) for case in cases}
    return version, {name: found for name, found in parts.items() if found}


def line(case: Case, predicted: Outcome, found: list[Difference], version: str, server: ScriptedServer) -> Any:
    """A case that differs, as plain data: what was asked, what was answered, and each part that is not as predicted."""
    return {
        "id": case.id,
        "family": case.family,
        "browser": version,
        "request": asked(case.request),
        "responses": [answered(*pair) for pair in server.received[case.key]],
        "rule": predicted.rule,
        "differs": {one.part: {"predicted": one.predicted, "observed": one.observed} for one in found},
    }


async def compare_mix(count: int, seed: int, programs: dict[str, str | None]) -> Comparison:
    """The lab's examples and, up to `count` cases in all, a seeded mix."""
    async with ScriptedServer() as server:
        chosen = list(examples.cases(server.page, server.targets[0]))
        chosen += Mix(seed, server.page, server.targets).cases(max(0, count - len(chosen)))
        return await compare(server, chosen, programs)


async def compare_surroundings(count: int, seed: int, programs: dict[str, str | None]) -> Comparison:
    """A seeded mix of other initiators, frames and workers, https pages and policies."""
    async with ScriptedServer() as server:
        plain = Ground(server.page, server.targets)
        secure = Ground(server.secure_page, server.secure_targets)
        return await compare(server, Surroundings(seed, plain, secure).cases(count), programs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=300, help="how many, the lab's examples included (300)")
    parser.add_argument("--seed", type=int, default=1, help="of the mix (1)")
    parser.add_argument(
        "--surroundings", action="store_true", help="other initiators, frames and workers, https pages, policies"
    )
    parser.add_argument("--browser", action="append", choices=sorted(PROGRAMS), help="only this one (both)")
    parser.add_argument("--chromium", help="path of the program")
    parser.add_argument("--firefox", help="path of the program")
    parser.add_argument("--json-lines", type=Path, help="write each case that differs to this file")
    options = parser.parse_args()
    programs = {name: getattr(options, name) for name in options.browser or PROGRAMS}
    mix = compare_surroundings if options.surroundings else compare_mix
    result = asyncio.run(mix(options.cases, options.seed, programs))
    for line in result.lines:
        print(f"\n{line['id']} in {line['browser']}")
        for part, pair in line["differs"].items():
            print(f"  {part}\n    predicted {pair['predicted']}\n    observed  {pair['observed']}")
    print("\n" + result.report())
    if options.json_lines:
        options.json_lines.write_text("".join(json.dumps(line) + "\n" for line in result.lines))
    return 1 if result.differences else 0


if __name__ == "__main__":
    sys.exit(main())
