"""A server that stops has accepted whoever came before: behind a proxy, a check that was sent cannot be sent again."""

from __future__ import annotations

import asyncio
import socket

import uvloop

from corschecker.worker import accept_all

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
