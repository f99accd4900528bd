"""What is installed works from any folder: the packages as setuptools lays them out, with their templates and files."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.ports import free_port

pytestmark = pytest.mark.prove

ROOT = Path(__file__).parent.parent
SOURCES = [
    "checks",
    "corschecker",
    "templates",
    "static",
    "setup.py",
    "pyproject.toml",
    "README.md",
    "requirements.txt",
]
ORIGIN = "http://localhost:3000"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for site-packages."""
    copy, built = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("built")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    command = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(built)]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, timeout=120)
    return built


@pytest.fixture
def environment(installed: Path, tmp_path: Path) -> dict[str, str]:
    """Nothing is set but where the packages are, and a home of its own."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "PYTHONPATH": str(installed)}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.fixture
def api() -> Iterator[str]:
    """A server without CORS headers."""

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/items"
    server.shutdown()
    server.server_close()


def corschecker(*words: str) -> list[str]:
    return [sys.executable, "-m", "checks.terminal.main", *words]


def test_every_template_and_file_arrives(installed: Path) -> None:
    for name in ("templates", "static"):
        here, there = ROOT / name, installed / "checks" / name
        files = {path.relative_to(here) for path in here.rglob("*") if path.is_file()}
        assert files
        assert {path.relative_to(there) for path in there.rglob("*") if path.is_file()} == files


def test_every_file_of_the_packages_arrives(installed: Path) -> None:
    for name in ("checks", "corschecker"):
        files = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if path.is_file()}
        assert {file for file in files if "__pycache__" not in file.parts and not (installed / file).is_file()} == set()


def test_check_prints_the_fix_and_every_format(
    api: str, environment: dict[str, str], empty: Path, installed: Path
) -> None:
    for words, says in (
        (["--stack", "nginx"], "add_header Access-Control-Allow-Origin"),
        (["--format", "json"], '"verdict": "blocked"'),
        (["--format", "markdown"], "## CORS: blocked"),
        (["--format", "github"], "::error title="),
    ):
        command = corschecker("check", api, "--origin", ORIGIN, "--no-probes", *words)
        done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (1, "")
        assert says in done.stdout
    assert list(empty.iterdir()) == []


def test_evaluate_judges_a_recording(environment: dict[str, str], empty: Path) -> None:
    case = {"request": {"url": "https://api.example.com/", "origin": ORIGIN}, "responses": []}
    done = subprocess.run(
        corschecker("evaluate"), input=json.dumps(case), cwd=empty, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verdict"] == "inconclusive"
    assert list(empty.iterdir()) == []


def test_serve_serves_pages_with_their_files_and_fixes_until_it_is_stopped(
    environment: dict[str, str], empty: Path
) -> None:
    port = free_port()
    with subprocess.Popen(
        corschecker("serve", "--port", str(port)),
        cwd=empty,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            front = read(port, "/", server)
            style = re.search(r'href="(/static/[^"]+\.css)"', front)
            assert style
            assert "{" in read(port, style[1], server)
            assert "add_header" in read(port, "/fixes/nginx/", server)
            assert "allow-origin-missing" in read(port, "/rules/allow-origin-missing/", server)
        finally:
            server.terminate()
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.1", port))
    assert list(empty.iterdir()) == []


def read(port: int, path: str, server: subprocess.Popen[bytes]) -> str:
    """The body of a page, as soon as the server listens."""
    while server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as response:
                return str(response.read().decode())
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"the server ended with {server.returncode}")
