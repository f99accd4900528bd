"""Runs the tests of one mutant in a copy of the tree, in a process of its own that ends by a time limit."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mutants.covering import OPTIONS
from tests.mutants.making import Mutant

SURVIVED, KILLED, TIMED_OUT = "survived", "killed", "timed out"
# A process that these are loaded in already is forked for each mutant, which spares most of the start.
_PRELOADED = (
    "django.test",
    "hypothesis",
    "httpx",
    "limits.aio",
    "dns.asyncresolver",
    "trustme",
    "uvloop",
    "jsonschema",
)


class Chosen:
    """Leaves of what was collected the chosen tests, in their order, and keeps the name of the first that fails."""

    def __init__(self, tests: Sequence[str], told: Path) -> None:
        self.place = {name: number for number, name in enumerate(tests)}
        self.told = told

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place), key=lambda item: self.place[item.nodeid]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.told.write_text(report.nodeid, encoding="utf-8")


class Tree:
    """A copy of the project; only there is anything ever changed."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.copy = folder / "tree"
        self.told = folder / "told"
        self.log = folder / "log"
        names = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, check=True, capture_output=True, text=True
        ).stdout
        for name in filter(None, names.split("\0")):
            if (root / name).is_file():
                (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, self.copy / name)
        (self.copy / ".venv").symlink_to(sys.prefix)
        for name in _PRELOADED:
            importlib.import_module(name)

    def run(self, mutant: Mutant | None, tests: Sequence[str], seconds: float) -> tuple[str, str]:
        """How the tests end where the code is so changed, and the test that noticed; None changes nothing."""
        if not tests:
            return SURVIVED, ""
        self.told.write_text("", encoding="utf-8")
        with self._changed(mutant):
            # Without a change, what Python makes of all files is kept, so that a mutant costs only its own.
            code = self._forked(tests, seconds, keeps_bytecode=mutant is None)
        if code is None:
            return TIMED_OUT, ""
        if code == pytest.ExitCode.NO_TESTS_COLLECTED:
            raise RuntimeError(f"none of the tests was found: {tests[:3]}\n{self.log.read_text()[-2000:]}")
        return (KILLED if code else SURVIVED), self.told.read_text(encoding="utf-8")

    @contextmanager
    def _changed(self, mutant: Mutant | None) -> Iterator[None]:
        if mutant is None:
            yield
            return
        changed, kept = self.copy / mutant.site.file, self.root / mutant.site.file
        changed.write_text(mutant.source, encoding="utf-8")
        # Python tells a file from its byte code by size and second, and both may be those of the unchanged one.
        os.utime(changed, (0, 0))
        try:
            yield
        finally:
            shutil.copy2(kept, changed)

    def _forked(self, tests: Sequence[str], seconds: float, *, keeps_bytecode: bool) -> int | None:
        """The exit status of pytest; None where it had to be ended."""
        sys.stdout.flush()
        child = os.fork()
        if not child:
            self._become_pytest(tests, keeps_bytecode)
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    return os.waitstatus_to_exitcode(status)
                time.sleep(0.02)
            return None
        finally:
            # What tests have started is in its session, and goes with it.
            _end(child)

    def _become_pytest(self, tests: Sequence[str], keeps_bytecode: bool) -> None:
        code = 70
        try:
            os.setsid()
            log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            for stream in (1, 2):
                os.dup2(log, stream)
            os.chdir(self.copy)
            sys.dont_write_bytecode = not keeps_bytecode
            os.environ |= {"TMPDIR": str(self.told.parent), "CI": ""}
            if not keeps_bytecode:
                os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            tempfile.tempdir = None
            sys.path[:] = [str(self.copy), *(path for path in sys.path if path not in ("", str(self.root)))]
            for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "checks", "corschecker")]:
                del sys.modules[name]
            named = dict.fromkeys(test.partition("::")[0] for test in tests)
            code = pytest.main([*OPTIONS, "-x", *named], plugins=[Chosen(tests, self.told)])
        finally:
            os._exit(code)


def _end(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, PermissionError, ChildProcessError):
        pass
