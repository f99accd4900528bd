"""A server that stops has accepted whoever came before: behind a proxy, a check that was sent cannot be sent again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from pathlib import Path

import pytest
import uvloop

from corschecker.worker import accept_all
from tests.tools.site import Site
from tests.tools.site import workers_of as workers

pytestmark = pytest.mark.prove

ANSWER = b"taken"


class Server(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(ANSWER)  # type: ignore[attr-defined]


async def stopped(clients: int) -> list[bytes]:
    """What clients read from a server that stops right after they have come, all between two turns of its loop."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, sock=listener)
    dialled = [socket.create_connection(listener.getsockname()) for _ in range(clients)]
    await accept_all([listener])
    server.close()
    await asyncio.sleep(0.1)
    for client in dialled:
        client.setblocking(False)
    answers = [await asyncio.wait_for(loop.sock_recv(client, 100), 5) for client in dialled]
    for client in dialled:
        client.close()
    return answers


def test_a_server_that_stops_answers_whoever_was_not_accepted_yet() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(stopped(30)) == [ANSWER] * 30


def test_whoever_came_while_the_server_was_told_to_stop_is_answered(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (worker,) = workers(site)
    request = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n".encode()
    # The worker finds at once that it is to stop, that clients have come, and that they have asked.
    os.kill(worker, signal.SIGSTOP)
    dialled = [socket.create_connection(("127.0.0.1", site.port), timeout=30) for _ in range(30)]
    for client in dialled:
        client.sendall(request)
    site.process.terminate()
    time.sleep(1.5)
    os.kill(worker, signal.SIGCONT)
    answers = [client.makefile("rb").readline() for client in dialled]
    for client in dialled:
        client.close()
    site.process.wait(60)
    assert answers == [b"HTTP/1.1 200 OK\r\n"] * 30
