"""`corschecker serve`: the site on this machine, with its reports in a file of the user's own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from checks.terminal.ending import WRONG, Wrong, ended, standard_output, write
from checks.terminal.port import demand_free


def main(words: Sequence[str]) -> int:
    """Serves until it is stopped; what the environment says already wins."""
    return ended("corschecker serve", lambda: _serve(words))


def _serve(words: Sequence[str]) -> int:
    """Returns the exit status where the server cannot be started; else the server takes the place of this process."""
    parser = argparse.ArgumentParser(prog="corschecker serve", description="Serve the site at http://127.0.0.1:8000/.")
    parser.add_argument("--port", type=_port, default=8000, help="port on 127.0.0.1 (8000)")
    port = parser.parse_args(words).port
    demand_free(port, "--port {}".format)
    environment = {**settings(port), **os.environ}
    manage = [sys.executable, "-m", "corschecker.manage", "migrate", "--no-input", "--verbosity", "0"]
    if subprocess.run(manage, env=environment, check=False).returncode:  # noqa: S603 - our own command
        return WRONG
    sentence = f"Open http://127.0.0.1:{port}/ (the lab is at http://localhost:{port}/lab/). Stop with Ctrl-C.\n"
    write(standard_output(), sentence)
    return _become_server(port, environment)


def _become_server(port: int, environment: Mapping[str, str]) -> NoReturn:
    """Whoever stops this process by its number then stops the server, and not only who waits for it."""
    server = [sys.executable, "-m", "gunicorn", "corschecker.asgi:application", "--bind", f"127.0.0.1:{port}"]
    os.execve(sys.executable, [*server, "--config", "python:corschecker.serving"], environment)  # noqa: S606 - our own


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 65535:
        raise argparse.ArgumentTypeError("give a number from 1 to 65535")
    return int(text)


def settings(port: int) -> dict[str, str]:
    """The development settings: this machine may be checked, on any port."""
    return {
        "DJANGO_SETTINGS_MODULE": "corschecker.settings",
        "DEBUG": "true",
        "LAB_ORIGIN": f"http://localhost:{port}",
        "CHECK_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8,::1/128",
        "CHECK_EXTRA_PORTS": "*",
        "DATABASE_URL": f"sqlite:///{data_folder() / 'reports.sqlite3'}",
    }


def data_folder() -> Path:
    """A folder of the user's own for data (https://specifications.freedesktop.org/basedir-spec/), made where it is
    not there."""
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local" / "share"
    folder = Path(base) / "corschecker"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"The folder {folder} for reports cannot be made: {error.strerror}. Set XDG_DATA_HOME to another."
        raise Wrong(sentence) from error
    return folder
