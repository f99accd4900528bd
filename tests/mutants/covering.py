"""Which tests run which lines: measured once, and chosen from for each mutant.

`python -m tests.mutants.covering FOLDER PART` measures one part into a folder. Tests that failed are never chosen.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import coverage
import pytest

from tests.mutants import making
from tests.mutants.making import Site

# What reaches the subjects within the process, and is quick under measurement; the ignored run long, or servers apart.
TESTS = tuple(
    f"tests/{name}"
    for name in (
        *("cors", "inputs", "reported", "probing", "secrets", "reports", "admission", "running"),
        *("fixes", "lab", "wording", "api", "pages", "corschecker"),
    )
)
_SLOW = (
    *("api/test_fuzz", "api/test_schema", "fixes/test_proofs", "pages/test_fuzz", "reports/test_databases"),
    *("corschecker/test_server", "corschecker/test_settings"),
)
_LONG = (
    "tests/cors/test_standard.py::test_a_rule_blocks_exactly_where_the_standard_has_a_network_error",
    "tests/inputs/test_corpus.py::test_damage_never_breaks_the_box",
)
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not prove and not browsers")
# As many processes measure at once.
PARTS = 2
# Seconds of CPU that the tests of one mutant may take together, at first and where it survives those, and one alone.
TOGETHER_S, LONGER_S, ALONE_S = 12.0, 45.0, 4.0
# A mutant may make tests slower, and the machine may be busier than it was when they were measured.
START_S, SLOWER = 20.0, 5.0

# Most mutants are noticed by the tests that are most about them, which are few and soon collected.
FIRST = 12
# A table of examples that a test goes through holds one for each word of a constant.
EXAMPLES = 25
# How many lines on a branch begins that a condition decides, or a function that a decorator makes a rule of.
AFTER, AFTER_IMPORT = 4, 30


class Recorder:
    """Names the test to the measurement while it runs, and keeps how much CPU each test took that passed: a busy
    machine makes it no longer."""

    def __init__(self, measurement: coverage.Coverage, part: int) -> None:
        self.measurement = measurement
        self.part = part
        self.seconds: dict[str, float] = {}
        self.names: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        context = f"{self.part}.{len(self.names)}"
        self.measurement.switch_context(context)
        self.names[context] = item.nodeid
        started, failed = time.process_time(), item.session.testsfailed
        told = yield
        if item.session.testsfailed == failed:
            self.seconds[item.nodeid] = time.process_time() - started
        self.measurement.switch_context("")
        return told


def measure(folder: Path, part: int) -> None:
    """Run the tests of a part once, in this process."""
    measurement = coverage.Coverage(data_file=str(folder / f"coverage.{part}"), include=["checks/*"], config_file=False)
    recorder = Recorder(measurement, part)
    measurement.start()
    ignored = [f"--ignore=tests/{name}.py" for name in _SLOW]
    deselected = [f"--deselect={name}" for name in _LONG]
    pytest.main([*OPTIONS, *ignored, *deselected, *TESTS[part::PARTS]], plugins=[recorder])
    measurement.stop()
    measurement.save()
    told = {"names": recorder.names, "seconds": recorder.seconds}
    (folder / f"tests.{part}.json").write_text(json.dumps(told), encoding="utf-8")


def measured(root: Path, folder: Path) -> Covering:
    """The measurement of this very code and these very tests, made where there is none yet."""
    text = hashlib.sha256()
    for path in sorted([*root.glob("checks/**/*.py"), *root.glob("tests/**/*.py")]):
        if "mutants" not in path.relative_to(root).parts:
            text.update(path.read_bytes())
    mine = folder / text.hexdigest()[:16]
    if not all((mine / f"tests.{part}.json").exists() for part in range(PARTS)):
        shutil.rmtree(folder, ignore_errors=True)
        mine.mkdir(parents=True)
        print(f"Measuring which test runs which line, into {mine}", flush=True)
        _measure_apart(root, mine)
    return Covering(root, mine)


def _measure_apart(root: Path, folder: Path) -> None:
    """Measure each part in a process of its own."""
    running = []
    for part in range(PARTS):
        with (folder / f"measuring.{part}.log").open("w") as log:
            command = [sys.executable, "-m", "tests.mutants.covering", str(folder), str(part)]
            running.append(subprocess.Popen(command, cwd=root, stdout=log, stderr=log, env={**os.environ, "CI": ""}))
    if failed := [one.args for one in running if one.wait()]:
        raise SystemExit(f"Measuring failed, see the logs in {folder}: {failed}")


class Covering:
    """The tests of each line, and how long they take."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.names: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self._data = coverage.CoverageData(no_disk=True)
        for part in range(PARTS):
            told = json.loads((folder / f"tests.{part}.json").read_text(encoding="utf-8"))
            self.names |= told["names"]
            self.seconds |= told["seconds"]
            measured_there = coverage.CoverageData(str(folder / f"coverage.{part}"))
            measured_there.read()
            self._data.update(measured_there)
        self._lines = cache(self._lines_of)
        self._total = cache(self._total_of_each)

    def tests(self, site: Site, together_s: float = TOGETHER_S) -> list[str]:
        """The tests that run the lines, or the module where they run at its import, as many as the time allows: first
        those that run what few others run beside them, then those that are most about the file, one of each function
        in turn."""
        lines = self._lines(site.file)
        within = lines if site.at_import else range(site.first, site.last + 1)
        chosen = {test for line in within for test in lines.get(line, ())} if lines else set(self.seconds)
        rarest: dict[str, int] = {}
        near = set(range(site.first - 2, site.last + (AFTER_IMPORT if site.at_import else AFTER)))
        if site.at_import:
            near |= self._where_it_is_used(site)
        for line in near:
            tests = lines.get(line, ())
            rarest.update((test, len(tests)) for test in tests if len(tests) < rarest.get(test, len(self.names)))
        about = Counter(test for tests in lines.values() for test in tests)
        totals = self._total()

        def rank(test: str) -> tuple[float, float, float, str]:
            share = about[test] / (totals[test] or 1)
            return rarest.get(test, len(self.names)), -share, self.seconds[test], test

        ranked = sorted(chosen, key=rank)
        beside = sorted(self._beside(site.file) - chosen, key=self.seconds.__getitem__) if site.at_import else []
        return list(_within_time((*ranked[:FIRST], *beside, *_in_turn(ranked[FIRST:])), self.seconds, together_s))

    def _where_it_is_used(self, site: Site) -> set[int]:
        """The lines at which the file uses the constant that the site is in, or one that is made of it."""
        tree = ast.parse((self.root / site.file).read_text(encoding="utf-8"))
        names: set[str] = set()
        lines: set[int] = set()
        for statement in tree.body:
            uses = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id in names]
            holds = statement.lineno <= site.first <= (statement.end_lineno or 0)
            if isinstance(statement, ast.Assign | ast.AnnAssign) and (uses or holds):
                names |= {
                    node.id
                    for node in ast.walk(statement)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                }
            else:
                lines |= {line for node in uses for line in range(node.lineno, node.lineno + AFTER)}
        return lines

    def _beside(self, file: str) -> set[str]:
        """The tests in the folder that mirrors the file's: they may look at a value that a module holds, and run no
        line of it."""
        folder = "/".join(("tests", *file.split("/")[1:2], ""))
        return {test for test in self.seconds if test.startswith(folder)}

    def limit(self, tests: Sequence[str]) -> float:
        """The seconds after which something hangs."""
        return START_S + SLOWER * sum(self.seconds[test] for test in tests)

    def _lines_of(self, file: str) -> dict[int, list[str]]:
        contexts = self._data.contexts_by_lineno(str(self.root / file))
        named = {line: [self.names[context] for context in found if context] for line, found in contexts.items()}
        return {line: [test for test in tests if test in self.seconds] for line, tests in named.items()}

    def _total_of_each(self) -> Counter[str]:
        """How many lines of all subjects a test runs."""
        every = (self._lines(file) for file in making.files(self.root))
        return Counter(test for lines in every for tests in lines.values() for test in tests)


def _in_turn(tests: Sequence[str]) -> list[str]:
    """Some examples of each test function, then the next of each, and so on."""
    told: Counter[str] = Counter()
    turns = {}
    for test in tests:
        function = test.partition("[")[0]
        turns[test] = told[function] // EXAMPLES
        told[function] += 1
    return sorted(tests, key=turns.__getitem__)


def _within_time(tests: Sequence[str], seconds: dict[str, float], left: float) -> Iterator[str]:
    for test in tests:
        if seconds[test] <= ALONE_S and seconds[test] <= left:
            left -= seconds[test]
            yield test


if __name__ == "__main__":
    measure(Path(sys.argv[1]), int(sys.argv[2]))
