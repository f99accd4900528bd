"""What a proof needs on this machine: programs, and packages from npm and PyPI in a cache folder of the project.

A proof that cannot run is skipped with its reason, and fails where `CI=true` says that nothing may be missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "fixes"
NODE_FOLDERS = Path(__file__).with_name("node")
PYTHON_REQUIREMENTS = Path(__file__).with_name("python")
INSTALL_TIMEOUT_S = 300
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
ENVIRONMENT = {
    "PATH": PATH,
    "GO111MODULE": "off",
    "GOCACHE": str(CACHE / "go"),
    "GOPATH": "/usr/share/gocode",
    "GOTOOLCHAIN": "local",
    "NEXT_TELEMETRY_DISABLED": "1",
    "CARGO_HOME": str(CACHE / "cargo-home"),
    "CARGO_TARGET_DIR": str(CACHE / "cargo"),
    "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup")),
}


class MissingError(Exception):
    """Something that a proof needs is not here and cannot be installed; the message says what."""


def require(ok: object, reason: str, environment: Mapping[str, str] = os.environ) -> None:
    """Skips the test with its reason, or fails it where CI says that nothing may be missing."""
    if ok:
        return
    if environment.get("CI", "").lower() == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def missing_is_loud(what: str) -> Iterator[None]:
    """Says what was not proven, and why, where something is missing."""
    try:
        yield
    except MissingError as error:
        require(False, f"{what} was not proven: {error}")


def program(name: str) -> str:
    """The path of a program; MissingError where it is not installed."""
    found = shutil.which(name, path=PATH)
    if found is None:
        raise MissingError(f"{name} is not installed here")
    return found


def node_modules(folder: str, pinned: Path = NODE_FOLDERS) -> Path:
    """The installed `node_modules` for one of the pinned package.json files, by default under `tests/fixes/node/`."""
    source = pinned / folder / "package.json"
    target = CACHE / "node" / f"{folder}-{_digest(source)}"
    with _once(target) as missing:
        if missing:
            shutil.copy(source, target)
            _install(
                [program("npm"), "install", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=1"], target
            )
    return target / "node_modules"


def python_environment(name: str) -> Path:
    """The Python of a virtual environment with the pinned packages of a file under `tests/fixes/python/`."""
    source = PYTHON_REQUIREMENTS / f"{name}.txt"
    target = CACHE / "python" / f"{name}-{_digest(source)}"
    with _once(target) as missing:
        if missing:
            _install([sys.executable, "-m", "venv", "--clear", str(target)], ROOT)
            _install(
                [
                    str(target / "bin" / "python"),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--retries=1",
                    "-r",
                    str(source),
                ],
                ROOT,
            )
    return target / "bin" / "python"


def _digest(source: Path) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()[:12]


@contextmanager
def _once(target: Path) -> Iterator[bool]:
    """Whether the folder is still to be filled; tests in other processes wait until it is."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = target / ".installed"
        missing = not done.exists()
        target.mkdir(parents=True, exist_ok=True)
        yield missing
        done.touch()


def _install(command: list[str], folder: Path) -> None:
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise MissingError(f"“{' '.join(command)}” took longer than {INSTALL_TIMEOUT_S} s") from None
    if result.returncode:
        raise MissingError(f"“{' '.join(command)}” failed: {(result.stderr or result.stdout).strip()[-400:]}")
