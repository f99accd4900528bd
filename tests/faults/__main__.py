"""Does each fault to the site and its servers, started for it on loopback, and says what came of it.

    python -m tests.faults [NAME ...]

Prints a table, and writes its rows into docs/operations.md. The exit status is 1 where something is lost that no killed
process held, where somebody waits too long or is told what nothing explains, or where it takes more than 10 seconds
until everything works again. It needs to be root: packets are dropped, in a network of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys

from tests.faults.catalogue import FAULTS
from tests.faults.measured import Row, measure
from tests.faults.page import HEAD, PAGE, line, written
from tests.faults.site import missing
from tests.tools.servers import program

APART = "FAULTS_APART"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    names = parser.parse_args().names or list(FAULTS)
    if unknown := [name for name in names if name not in FAULTS]:
        parser.error(f"there is no fault {unknown[0]}; there are {', '.join(FAULTS)}")
    if absent := missing():
        parser.error(f"{', '.join(absent)} is not installed here")
    if os.geteuid() != 0:
        parser.error("only root may drop packets; run this as root, or in a container")
    if APART not in os.environ:
        command = ["unshare", "--net", "--mount", sys.executable, "-m", "tests.faults", *names]
        return subprocess.run(command, env={**os.environ, APART: "true"}).returncode
    subprocess.run([program("ip") or "", "link", "set", "lo", "up"], check=True)
    rows = [_measured(name) for name in names]
    print(HEAD, *map(line, rows), sep="\n")
    order = [fault.title for fault in FAULTS.values()]
    PAGE.write_text(written(PAGE.read_text(), rows, order))
    return 1 if any(row.broken for row in rows) else 0


def _measured(name: str) -> Row:
    print(f"== {name}", flush=True)
    row = asyncio.run(measure(FAULTS[name]))
    print("\n".join([line(row), *row.broken]), flush=True)
    return row


if __name__ == "__main__":
    sys.exit(main())
