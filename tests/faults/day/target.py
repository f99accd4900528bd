"""The server that is checked all day: it allows whoever asks, and some of its pages are strange."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.faults.day.people import Planted
from tests.faults.target import ALLOWED, SLOW_S
from tests.tools.loopback import http

# An address of loopback that nothing else has.
ADDRESS = "127.88.0.1"
PREFLIGHT = http(
    204,
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "authorization, x-api-key, content-type"),
    ("Access-Control-Allow-Methods", "*"),
)


@asynccontextmanager
async def target(words: Planted) -> AsyncIterator[str]:
    """Its URL."""
    pages = {
        "/slow": ALLOWED,
        "/cookie": http(200, ("Set-Cookie", f"session={words['cookie of a checked server']}")),
        "/challenge": http(401, ("WWW-Authenticate", f'Digest nonce="{words["challenge of a checked server"]}"')),
        "/malformed": f"HTTP/1.1 200 OK\r\n{words['line of a checked server that is no header']}\r\n\r\n".encode(),
    }

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, path, *_ = head.decode("latin-1").split(" ", 2)
                if path.startswith("/slow"):
                    await asyncio.sleep(SLOW_S)
                writer.write(PREFLIGHT if method == "OPTIONS" else pages.get(path.partition("?")[0], ALLOWED))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            # Whoever asked has left, or all is over.
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(talk, ADDRESS, 0) as server:
        yield f"http://{ADDRESS}:{server.sockets[0].getsockname()[1]}"
