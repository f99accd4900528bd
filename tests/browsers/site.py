"""The site as `make serve` runs it, on a free port with a database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
START_S = 120
# Nothing of the tests' own settings, so that it is what a person gets.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PIP_CONFIG_FILE", "PIP_INDEX_URL")


@contextmanager
def served(folder: Path, **environ: str) -> Iterator[str]:
    """The origin of a running site with these settings; what it printed is in `folder`."""
    port = free_port()
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment["DATABASE_URL"] = f"sqlite:///{folder / 'site.sqlite3'}"
    # The machine has other tests to run beside.
    environment["CHECK_READ_DEADLINE_S"] = "60"
    environment |= environ
    printed = folder / "serve.txt"
    with printed.open("wb") as output:
        process = subprocess.Popen(
            ["make", "serve", f"PORT={port}"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(f"http://127.0.0.1:{port}", process, printed)
        yield f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait(origin: str, process: subprocess.Popen[bytes], printed: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{origin}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"make serve did not answer:\n{printed.read_text()}")
