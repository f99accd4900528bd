"""The service within the sandbox of its unit: what it asks the system for is allowed there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.deploy.documented import ROOT, UNITS, environment, manage
from tests.deploy.rolling import FOR_ONE_CLIENT
from tests.deploy.test_units import SANDBOX
from tests.fixes.needs import require
from tests.ports import free_port
from tests.tools.processes import children
from tests.tools.servers import postgresql, program, redis
from tests.tools.site import GUNICORN

# MemoryDenyWriteExecute=, as the kernel itself has it; older ones do not know the call.
WITHOUT_WRITABLE_CODE = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
PAGE = {"request": {"url": "https://api.example.com/", "origin": "https://app.example.com"}}


def allowed() -> set[str]:
    """The system calls that the unit's filter lets through."""
    groups: dict[str, list[str]] = {}
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"], capture_output=True, text=True, check=True
    )
    name = ""
    for line in listed.stdout.splitlines():
        if line.startswith("@"):
            name = line.strip()
            groups[name] = []
        elif line.startswith("    ") and not line.strip().startswith("#"):
            groups[name].append(line.strip())

    def members(group: str) -> set[str]:
        parts = [members(word) if word.startswith("@") else {word} for word in groups[group]]
        return set().union(*parts)

    found: set[str] = set()
    for line in (UNITS / SANDBOX).read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "SystemCallFilter":
            of = set().union(*(members(word.removeprefix("~")) for word in value.split()))
            found = found - of if value.startswith("~") else found | of
    return found


def ask(port: int, method: str, path: str, body: object = None) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        method, path, body and json.dumps(body), {"Content-Type": "application/json", "Host": "cors.example.org"}
    )
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def comes_up(port: int) -> bool:
    for _ in range(300):
        try:
            return ask(port, "GET", "/readyz") == 200
        except OSError:
            time.sleep(0.2)
    return False


@pytest.mark.prove
def test_the_service_calls_nothing_that_its_sandbox_forbids(tmp_path: Path) -> None:
    for name in ("strace", "systemd-analyze"):
        require(shutil.which(name), f"{name} is not installed here")
    missing = [name for name in ("initdb", "postgres", "redis-server") if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")
    port = free_port()
    counted = tmp_path / "calls"
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}"]
    traced = ["strace", "-f", "-c", "-o", str(counted), sys.executable, "-c", WITHOUT_WRITABLE_CODE, *command]
    with postgresql() as database, redis() as counts:
        environ = environment(tmp_path, database, counts, **FOR_ONE_CLIENT)
        manage(environ, "migrate")
        manage(environ, "collectstatic", "--no-input")
        with (
            (tmp_path / "log").open("wb") as log,
            subprocess.Popen(traced, cwd=ROOT, env=environ, stderr=log) as process,
        ):
            try:
                assert comes_up(port), (tmp_path / "log").read_text()
                check = {"url": f"http://127.0.0.1:{free_port()}/", "origin": "https://app.example.com"}
                assert ask(port, "POST", "/api/v1/checks", check) == 201
                assert ask(port, "POST", "/api/v1/evaluate", PAGE) == 200
            finally:
                # What is traced ends, and strace with it, once it has counted.
                (gunicorn,) = children(process.pid)
                os.kill(gunicorn, 15)
    lines = [line.split() for line in counted.read_text().splitlines()[2:]]
    called = {words[-1] for words in lines if words and words[-1].replace("_", "").isalnum()} - {"total"}
    assert {"accept4", "connect", "clone"} & called
    assert called - allowed() == set()
