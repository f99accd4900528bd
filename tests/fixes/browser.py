"""A real Chromium that opens a page of ours, which fetches from a server under test and says what it could read."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.fixes import needs

# The page takes one target after another, and so does the stranger, a frame of another origin inside it.
PAGE = b"""<!doctype html><title>Page</title><script>
const options = {method: "PUT", credentials: "include", headers: {"Content-Type": "application/json"}, body: "{}"};
async function serve() {
  for (;;) {
    const target = await (await fetch("/next")).text();
    const read = await fetch(target, options).then((response) => response.status, (error) => error.name);
    await fetch("/read", {method: "POST", body: JSON.stringify(read)});
  }
}
serve();
if (location.hostname === "localhost") {
  const frame = document.createElement("iframe");
  frame.src = location.href.replace("localhost", "127.0.0.1");
  addEventListener("DOMContentLoaded", () => document.body.append(frame));
}
</script><body></body>"""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
TIMEOUT_S = 30


class Pages:
    """The page on two origins, `home` and `stranger`, open in one Chromium."""

    def __init__(self) -> None:
        self.targets: dict[str, queue.Queue[str]] = {"localhost": queue.Queue(), "127.0.0.1": queue.Queue()}
        self.reads: queue.Queue[Any] = queue.Queue()
        handler = type("Handler", (_Handler,), {"pages": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.home = f"http://localhost:{self.server.server_port}"
        self.stranger = f"http://127.0.0.1:{self.server.server_port}"

    def read(self, page: str, target: str) -> int | str:
        """What the page gets of a PUT with credentials and JSON: a status, or the name of the error."""
        self.targets["localhost" if page == self.home else "127.0.0.1"].put(target)
        read: int | str = self.reads.get(timeout=TIMEOUT_S)
        return read


@contextmanager
def pages(profile: Path) -> Iterator[Pages]:
    """Needs Chromium: MissingError where it is not installed."""
    command = [needs.program("chromium"), *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    found = Pages()
    threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    process = subprocess.Popen(
        [*command, f"{found.home}/"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield found
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)
        found.server.shutdown()
        found.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    pages: Pages

    def do_GET(self) -> None:
        if self.path == "/next":
            self._send(self.pages.targets[self.headers["Host"].partition(":")[0]].get().encode())
        else:
            self._send(PAGE)

    def do_POST(self) -> None:
        self.pages.reads.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._send(b"")

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the tests assert on what the page read."""
