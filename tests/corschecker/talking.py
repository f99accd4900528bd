"""Clients that talk to a real server byte by byte, and what its log complains of."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tools.site import Site

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF = b"GET /healthz HTTP/1.1\r\nHost: loc"
POST = b"POST /api/v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
PATIENCE_S = 20


class Client:
    """A connection to the site."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, content: bytes) -> None:
        self.writer.write(content)

    async def trickle(self, content: bytes) -> None:
        """Send a byte at a time, until all is sent or the site is heard."""
        for byte in content:
            self.send(bytes([byte]))
            try:
                await asyncio.wait_for(asyncio.shield(self.heard), 0.05)
            except TimeoutError:
                continue
            return

    @property
    def heard(self) -> asyncio.Future[bytes]:
        self._heard = getattr(self, "_heard", None) or asyncio.ensure_future(self.reader.read())
        return self._heard

    async def rest(self) -> bytes:
        """What the site sends until it closes; a part of it where the site cuts the connection off."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.heard

    async def response(self) -> bytes:
        """The head of a response whose body is as long as the head says."""
        async with asyncio.timeout(PATIENCE_S):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            await self.reader.readexactly(int(length[1]) if length else 0)
        return head


@asynccontextmanager
async def connected(site: Site, address: str = "127.0.0.1") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port, local_addr=(address, 0))
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


def complaints(log: str) -> list[str]:
    return [line for line in log.splitlines() if " INFO corschecker.access: " not in line]
