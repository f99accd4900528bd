"""A HAR of 100 MB with 5,000 entries: what the page makes of it, and the command. Ratios are to the file's size.

    python -m tests.bench.large_har [--megabytes 100] [--entries 5000]

The page's part runs in node, as it does in the worker of a browser.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from checks.inputs.box import MAX_JSON
from tests.bench.figures import Figure, tell
from tests.inputs.hars.large import large_har
from tests.tools.page_scripts import run_beside_the_page_scripts

ROOT = Path(__file__).parents[2]
IN_NODE = (
    "const file = new Blob([fs.readFileSync(process.argv[2])]); const idle = process.memoryUsage().rss;"
    "(async () => { const begun = performance.now(); const sent = leanText(await file.text());"
    "console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000, sent: sent.length,"
    " memory: process.resourceUsage().maxRSS * 1024 - idle })); })()"
)


def page(har: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(run_beside_the_page_scripts(IN_NODE, har))
    return found


def command(har: Path) -> tuple[float, float]:
    """Processor seconds, and the most memory in bytes."""
    run = [sys.executable, str(ROOT / "manage.py"), "evaluate", str(har)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBUG": "1"})
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--entries", type=int, default=5000)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        har = Path(folder) / "large.har"
        body = options.megabytes * 1_000_000 // options.entries
        with har.open("w", encoding="utf-8") as file:
            file.writelines(large_har(options.entries, body))
        size = har.stat().st_size
        # The children's maximum is that of the largest so far: the command first.
        seconds, memory = command(har)
        sent = page(har)
    return tell(
        [
            Figure("the page cuts a HAR of 100 MB down, in a worker", sent["seconds"], 15, unit="s"),
            Figure("memory that takes, to the file's size", sent["memory"] / size, 8),
            Figure("characters of it that are sent", sent["sent"], MAX_JSON, unit="characters"),
            Figure("the command judges it whole, processor time", seconds, 60, unit="s"),
            Figure("memory that takes, to the file's size", memory / size, 5),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
