"""How much CPU the command line takes to start, beside `import django, httpx`: `python -m tests.bench.startup`.

Both are run in turn, in one process after the other, and the medians of user and system time are compared.
"""

from __future__ import annotations

import os
import statistics
import sys

from tests.bench.figures import Figure, tell

RUNS = 21
OURS = "import checks.terminal.check, checks.terminal.live, checks.wording.plain"
THEIRS = "import django, httpx"
LIMIT = 2.0


def cpu_s(code: str) -> float:
    """The CPU seconds of a new interpreter that runs the code."""
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", code], dict(os.environ))
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{code} failed")
    return used.ru_utime + used.ru_stime


def main() -> int:
    pairs = [(cpu_s(OURS), cpu_s(THEIRS)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"start-up {ours * 1000:.0f} ms of CPU, {THEIRS} {theirs * 1000:.0f} ms: {ours / theirs:.2f} times")
    return tell([Figure("start of the command line, CPU / import django, httpx", ours / theirs, LIMIT)])


if __name__ == "__main__":
    sys.exit(main())
