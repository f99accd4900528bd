"""The site as it is served: gunicorn on a port of its own, with a database of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.ports import free_port
from tests.tools.processes import children

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = (sys.executable, "-m", "gunicorn", "corschecker.asgi:application")


class Site:
    """The site on a port of its own, with a database of its own."""

    def __init__(self, folder: Path, *options: str, **environ: str) -> None:
        self.port = free_port()
        self.database = folder / "site.sqlite3"
        self.environ = {
            "PATH": os.environ["PATH"],
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "LAB_ORIGIN": f"http://localhost:{self.port}",
            "CHECK_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8",
            "CHECK_EXTRA_PORTS": "*",
            **environ,
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=self.environ, check=True)
        command = [*GUNICORN, "--bind", f"127.0.0.1:{self.port}", "--log-level", "warning", *options]
        self.errors = folder / "errors"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stderr=errors)
        self.wait()

    def wait(self) -> None:
        for _ in range(200):
            try:
                self.ask("GET", "/healthz")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the site did not start")

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, named)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def check(self, **body: Any) -> dict[str, Any]:
        _, content = self.ask("POST", "/api/v1/checks", json.dumps(body), Content_Type="application/json")
        return json.loads(content)  # type: ignore[no-any-return]

    def send_form(self, **fields: str) -> str:
        """The report's address, by the form as a browser sends it."""
        response, page = self.ask("GET", "/")
        cookie = (response.headers["Set-Cookie"] or "").partition(";")[0]
        token = page.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        response, _ = self.ask(
            "POST",
            "/",
            urlencode({"csrfmiddlewaretoken": token, **fields}),
            Cookie=cookie,
            Origin=f"http://127.0.0.1:{self.port}",
            Content_Type="application/x-www-form-urlencoded",
        )
        return response.headers["Location"] or ""

    def stop(self) -> str:
        """What it wrote to standard error."""
        self.process.send_signal(signal.SIGTERM)
        # A worker that was still starting misses the signal, and is ended after gunicorn's 30 seconds of grace.
        self.process.wait(60)
        return self.errors.read_text()


def workers_of(site: Site) -> list[int]:
    """The worker processes, the eldest first."""
    return children(site.process.pid)
