"""Targets on loopback that say exactly what a test wants, in bytes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from checks.cors.model import HttpRequest
from checks.probing.client import Client
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
OK = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Served:
    """A running target: its port, and what it has seen."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def get(self, path: str = "/", host: str = "127.0.0.1") -> HttpRequest:
        return HttpRequest("GET", self.url(path, host), (("Origin", "https://app.example.com"),), "main")


@asynccontextmanager
async def serve(answer: bytes | Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[Served]:
    """A target that answers each request with the same bytes and closes, or does what the handler does."""
    served = Served(scheme="https" if context else "http")
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.connections += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            if callable(answer):
                await answer(reader, writer)
            else:
                served.requests.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


_WATCHED: ContextVar[list[asyncio.Task[Any]] | None] = ContextVar("watched", default=None)


@contextmanager
def tasks_started() -> Iterator[list[asyncio.Task[Any]]]:
    """The tasks that are started within the context, and by those in turn."""

    def start(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **more)
        if (watched := _WATCHED.get()) is not None:
            watched.append(task)
        return task

    started: list[asyncio.Task[Any]] = []
    asyncio.get_running_loop().set_task_factory(start)
    token = _WATCHED.set(started)
    try:
        yield started
    finally:
        _WATCHED.reset(token)


def local_guard() -> Guard:
    """The guard of someone who checks their own machine."""
    return Guard(ports=None, allow=LOOPBACK)


def client(context: ssl.SSLContext | None = None, **limits: float) -> Client:
    return Client(local_guard(), context, Limits(**limits))  # type: ignore[arg-type]
