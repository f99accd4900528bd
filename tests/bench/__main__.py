"""Every benchmark, each in a process of its own, and one table of what they found.

    python -m tests.bench [NAME ...]

The exit status is 1 where a goal is not met. Others who use the machine slow what is measured in wall time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import COLLECTED, collected, table

NAMES = (
    "engine",
    "check_latency",
    "audit",
    "checks_in_flight",
    "check_view",
    "worker_memory",
    "connections",
    "half_open",
    "worst_inputs",
    "page_weight",
    "evaluate_rate",
    "large_har",
    "startup",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    names = parser.parse_args().names or NAMES
    statuses = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures"
        path.touch()
        for name in names:
            print(f"== {name}", flush=True)
            command = [sys.executable, "-m", f"tests.bench.{name}"]
            statuses.append(subprocess.run(command, env={**os.environ, COLLECTED: str(path)}).returncode)
        print(f"\n{table(collected(path))}")
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
