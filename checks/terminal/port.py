"""Tells in one sentence that a port is in use, before a server fails on it: `python -m checks.terminal.port 8000`."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable

from checks.terminal.ending import Wrong, ended

_TRIED = 100


def demand_free(port: int, again: Callable[[int], str]) -> None:
    """Raises Wrong for a port of 127.0.0.1 that is in use; `again` is what to type for another."""
    if not _is_in_use(port):
        return
    free = next((other for other in range(port + 1, min(port + _TRIED, 65536)) if not _is_in_use(other)), None)
    raise Wrong(f"Port {port} is in use." + (f" Try {again(free)}" if free else ""))


def _is_in_use(port: int) -> bool:
    with socket.socket() as tried:
        # As the server does it: a port that is only waiting for its last connections to end is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def main(text: str) -> int:
    """Returns the exit status for `make serve`."""

    def free() -> int:
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
            raise Wrong("PORT is a number from 1 to 65535.")
        demand_free(int(text), "PORT={} make serve".format)
        return 0

    return ended("make serve", free)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
