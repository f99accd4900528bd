"""How many recorded cases `manage.py evaluate` judges in a second on one core, JSON Lines in and out.

    python -m tests.bench.evaluate_rate [--least 1000]

All recorded cases go through one process at once; its start is measured apart, with a file of one case.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from checks.cors.model import Failure, HttpResponse, RawResponse, Request
from checks.cors.recorded import RecordedResponse
from tests.bench.figures import Figure, tell
from tests.cors.recordings import Case, load

ROOT = Path(__file__).parents[2]
DEFAULTS = asdict(Request(url="", origin=""))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=float, default=1000, help="fail below so many cases a second (1000)")
    options = parser.parse_args()
    bodies = [json.dumps(body(case)) for case in load()]
    start = min(seconds(bodies[:1])[0] for _ in range(3))
    best, documents = min(seconds(bodies) for _ in range(3))
    judged = sum("browsers" in json.loads(document) for document in documents)
    rate = len(bodies) / (best - start)
    print(f"{len(bodies)} cases in {best:.2f} s, of which {start:.2f} s to start: {rate:.0f} a second on one core")
    print(f"{judged} judged, {len(bodies) - judged} refused as requests that the contract does not know")
    return tell([Figure("recorded cases judged on one core", rate, options.least, at_least=True, unit="/s")])


def body(case: Case) -> dict[str, Any]:
    """The case as a body of `POST /api/v1/evaluate`, with what is at its default left out."""
    request = {key: value for key, value in asdict(case.request).items() if value != DEFAULTS[key]}
    return {"id": case.id, "request": request, "responses": [response(one) for one in case.responses]}


def response(recorded: RecordedResponse) -> dict[str, Any]:
    line: dict[str, Any] = {"url": recorded.url, "preflight": recorded.preflight}
    match recorded.answer:
        case HttpResponse() as answer:
            return {**line, "status": answer.status, "headers": answer.headers}
        case RawResponse() as answer:
            return {**line, "raw": answer.head.decode("latin-1")}
        case Failure() as answer:
            return {**line, "failure": answer.code}


def seconds(bodies: Iterable[str]) -> tuple[float, list[str]]:
    """How long one process takes for these, and what it wrote."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("".join(f"{line}\n" for line in bodies))
        file.flush()
        command = [sys.executable, str(ROOT / "manage.py"), "evaluate", file.name]
        environment = {**os.environ, "DEBUG": "true"}
        started = time.perf_counter()
        result = subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, preexec_fn=one_core
        )
        return time.perf_counter() - started, result.stdout.splitlines()


def one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


if __name__ == "__main__":
    sys.exit(main())
