"""Starts a real server on loopback with a fix pasted in, and stops it by its own process group."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.fixes import needs
from tests.fixes.proofs import APPS, Proof
from tests.fixes.upstream import upstream
from tests.ports import free_port

MARKER = "PASTE THE FIX HERE"


@contextmanager
def running(proof: Proof, work: Path, code: str | None, *, login: bool = False, already: bool = False) -> Iterator[int]:
    """The port of the started server. `code` is the fix, None for the server as it was before.

    `login` puts a login in front of the application, `already` lets the application send CORS headers of its own.
    """
    tools = proof.tools()
    port = free_port()
    with upstream(already=already) as upstream_port:
        values = {"port": str(port), "upstream": str(upstream_port), "dir": str(work), **tools}
        settings = {"PORT": str(port), "LOGIN": str(int(login)), "ALREADY": str(int(already))}
        lay_out(proof, work, paste(proof, code, login=login), values)
        environment = {**os.environ, **settings, **needs.ENVIRONMENT, "HOME": str(work)}
        for command in proof.prepare:
            subprocess.run(
                fill(command, values), cwd=work, env=environment, check=True, capture_output=True, timeout=120
            )
        with started(fill(proof.run, values), work, environment, port, proof.start_s):
            yield port


def paste(proof: Proof, code: str | None, *, login: bool) -> str:
    """The application's file with the fix at its marked line, changed only where a user must fill in their own."""
    fixed = code is not None
    if code is None:
        code = (proof.folder / proof.broken).read_text() if proof.broken else ""
    for old, new in {**proof.replace, **(proof.login if login else {})}.items():
        assert old in code or not fixed, f"{proof.id}: the fix no longer holds {old!r}"
        code = code.replace(old, new)
    lines = _edited(proof, fixed=fixed).splitlines(keepends=True)
    marked = [number for number, line in enumerate(lines) if MARKER in line]
    assert len(marked) == 1, f"{proof.app} needs exactly one line with “{MARKER}”"
    indent = lines[marked[0]][: len(lines[marked[0]]) - len(lines[marked[0]].lstrip())]
    lines[marked[0]] = "".join(indent + line if line.strip() else line for line in code.splitlines(keepends=True))
    return "".join(lines)


def _edited(proof: Proof, *, fixed: bool) -> str:
    """The application's file, with the edit that the fix's notes ask for beside the paste."""
    text = (APPS / proof.app).read_text()
    for old, new in proof.edit.items() if fixed else ():
        assert old in text, f"{proof.app} no longer holds {old!r}"
        text = text.replace(old, new)
    return text


def lay_out(proof: Proof, work: Path, main_file: str, values: Mapping[str, str]) -> None:
    """The working folder: the application's files, with @PORT@, @UPSTREAM@ and @DIR@ filled in."""
    shutil.copytree(proof.folder, work, dirs_exist_ok=True)
    target = work / Path(proof.app).relative_to(proof.folder.name)
    target.write_text(main_file)
    for path in [path for path in work.rglob("*") if path.is_file()]:
        text = path.read_text()
        for name in ("port", "upstream", "dir"):
            text = text.replace(f"@{name.upper()}@", values[name])
        path.write_text(text)
    if "node_modules" in values:
        (work / "node_modules").symlink_to(values["node_modules"], target_is_directory=True)


def fill(command: list[str], values: Mapping[str, str]) -> list[str]:
    filled = command
    for name, value in values.items():
        filled = [word.replace(f"{{{name}}}", value) for word in filled]
    return filled


def check_syntax(proof: Proof, work: Path, port: int) -> None:
    """The target's own check of the pasted file, where it has one."""
    if proof.syntax:
        command = fill(proof.syntax, {"dir": str(work), "port": str(port), **proof.tools()})
        result = subprocess.run(
            command, cwd=work, env={**os.environ, **needs.ENVIRONMENT}, capture_output=True, text=True, timeout=60
        )
        assert result.returncode == 0, f"{proof.id}: {' '.join(command)}\n{result.stdout}{result.stderr}"


@contextmanager
def started(
    command: list[str], work: Path, environment: Mapping[str, str], port: int, start_s: float
) -> Iterator[None]:
    log = work / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=work, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, time.monotonic() + start_s, log)
        yield
    finally:
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, signal_number)
                process.wait(3)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue


def _wait(process: subprocess.Popen[bytes], port: int, deadline: float, log: Path) -> None:
    """Until it answers: Vite listens and closes again to see whether a port is free, so a connection tells nothing."""
    while (left := deadline - time.monotonic()) > 0:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=left)
        try:
            connection.request("GET", "/items")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            assert process.poll() is None, f"the server ended at once:\n{log.read_text(errors='replace')[-2000:]}"
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"the server did not answer in time:\n{log.read_text(errors='replace')[-2000:]}")
