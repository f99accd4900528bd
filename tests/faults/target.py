"""The server that visitors have checked: it allows everyone, takes its time at `/slow`, and hangs when told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tools.loopback import http

SLOW_S = 3.0
ALLOWED = http(200, ("Access-Control-Allow-Origin", "*"))


class Target:
    def __init__(self) -> None:
        self.port = 0
        self.hangs = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if self.hangs:
                    # Until whoever asks has had enough.
                    await reader.read()
                if b"/slow" in head.partition(b"\r\n")[0]:
                    await asyncio.sleep(SLOW_S)
                writer.write(ALLOWED)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            # Whoever asked has left, or all is over.
            pass
        finally:
            writer.close()


@asynccontextmanager
async def target() -> AsyncIterator[Target]:
    found = Target()
    server = await asyncio.start_server(found.talk, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
