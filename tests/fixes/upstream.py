"""The application behind a proxy under test, in this process: the same paths as every application in `apps/`.

/items answers 200 with X-Total-Count and a Vary of its own, /private 401 without a login, /crash 500, others 404.
X-Got-Cookie says that a cookie has come.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def upstream(*, already: bool) -> Iterator[int]:
    """The port of the application; with `already` it sends (wrong) CORS headers of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"already": already}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    already = False

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = {"/items": 200, "/crash": 500}.get(self.path, 404)
        if self.path == "/private":
            status = 200 if self.headers.get("Authorization") else 401
        if self.command == "OPTIONS":
            status = 405
        self.send_response(status)
        if self.path == "/items":
            self.send_header("X-Total-Count", "2")
        if self.headers.get("Cookie"):
            self.send_header("X-Got-Cookie", "1")
        self.send_header("Vary", "Accept-Encoding")
        if self.already:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Expose-Headers", "X-Old")
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"[]")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _answer

    def handle(self) -> None:
        """A proxy may drop a connection at any moment."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the tests assert on answers."""
