"""A server on loopback that answers as a test says."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Reply = bytes | None


@dataclass
class Target:
    """A server on loopback; `answer` maps the head of a request to the bytes of its answer, None to never answer.

    `closes` ends the connection after each answer; `waits` holds every answer back until it is set.
    """

    port: int = 0
    answer: Callable[[str], Reply] = lambda head: http(200)
    closes: bool = False
    waits: asyncio.Event | None = None
    heads: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def methods(self) -> list[str]:
        return [head.partition(" ")[0] for head in self.heads]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.heads.append(head)
                if self.waits is not None:
                    await self.waits.wait()
                reply = self.answer(head)
                if reply is None:
                    await asyncio.sleep(60)
                writer.write(reply or b"")
                await writer.drain()
                if self.closes:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def http(status: int, *headers: tuple[str, str]) -> bytes:
    """The bytes of an answer without a body."""
    lines = [f"HTTP/1.1 {status} Reason", *(f"{name}: {value}" for name, value in headers), "Content-Length: 0"]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")


async def until(condition: Callable[[], Any]) -> None:
    """Waits for what happens elsewhere, at most some 20 seconds; the condition may be asynchronous."""
    for _ in range(1000):
        found = condition()
        if await found if inspect.isawaitable(found) else found:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("what was waited for never came")
