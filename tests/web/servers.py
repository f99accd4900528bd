"""Real servers of the databases that a deployment may use, started on loopback for a test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ports import free_port


def program(*names: str) -> str | None:
    """Where a server's program is, also in Debian's versioned folders."""
    folders = [
        os.environ["PATH"],
        "/usr/sbin",
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
    ]
    return next((found for name in names if (found := shutil.which(name, path=os.pathsep.join(folders)))), None)


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A Redis; its URL."""
    port = port or free_port()
    with TemporaryDirectory() as name:
        command = [
            program("redis-server") or "",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            name,
        ]
        with _running(command, Path(name), port):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL with an empty database; its URL. It refuses to run as root, so root becomes its own user."""
    port = free_port()
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory() as name:
        if user:
            shutil.chown(name, user)
        initdb = [program("initdb") or "", "-D", f"{name}/data", "-A", "trust", "-U", "checks", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=name)
        command = [
            program("postgres") or "",
            "-D",
            f"{name}/data",
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            name,
            "-F",
        ]
        with _running(command, Path(name), port, user):
            yield f"postgres://checks@127.0.0.1:{port}/postgres"


@contextmanager
def _running(command: list[str], folder: Path, port: int, user: str | None = None) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=folder)
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not listen")
