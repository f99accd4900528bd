"""A port that is in use is told in one sentence, with what to type instead."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.terminal.ending import Wrong
from checks.terminal.port import demand_free
from checks.terminal.port import main as make_serve
from checks.terminal.serve import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_busy_port_ends_the_command_with_another_to_try(busy: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", str(busy)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"corschecker serve: Port {busy} is in use. Try --port ")
    other = int(said.rpartition(" ")[2])
    assert busy < other < 65536
    demand_free(other, str)


def test_make_says_it_in_its_own_words(busy: int) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    command = [sys.executable, "-m", "checks.terminal.port", str(busy)]
    shown = subprocess.run(["make", "-n", "serve", f"PORT={busy}"], cwd=ROOT, capture_output=True, text=True).stdout
    assert f"-m checks.terminal.port {busy}\n" in shown
    failed = subprocess.run(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert failed.stderr.startswith(f"make serve: Port {busy} is in use. Try PORT=")
    assert failed.stderr.endswith(" make serve\n")
    assert failed.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "٣"])
def test_a_port_that_is_none_is_told_to_make_in_one_sentence(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_serve(port) == 2
    assert capsys.readouterr().err == "make serve: PORT is a number from 1 to 65535.\n"


def test_a_port_without_another_above_it_is_told_alone() -> None:
    try:
        server = socket.create_server(("127.0.0.1", 65535))
    except OSError:
        pytest.skip("the last port is in use by another program")
    with server, pytest.raises(Wrong, match=r"^Port 65535 is in use\.$"):
        demand_free(65535, str)
