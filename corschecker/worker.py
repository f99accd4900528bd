"""Gunicorn's worker for ASGI, which bounds the connections that it accepts, and serves on for a while before it stops.

Of gunicorn's own it uses that a worker has `loop`, `asgi`, `cfg` and `log`, serves by `loop.create_server`, takes
SIGTERM in `handle_exit_signal`, and shuts down in `_shutdown`; `connection` uses that a protocol waits for requests in
`_task`.
"""

from __future__ import annotations

import asyncio
import resource
import select
import signal
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from gunicorn.workers.gasgi import ASGIWorker  # type: ignore[import-untyped]

from corschecker.connection import Connection, told_of_requests
from corschecker.connections import LINGERING, Connections, Limits

# Descriptors for what is not a client's connection: those to targets, the database, Redis, files.
OWN_DESCRIPTORS = 256
# Tells a worker that others take its place, so that nobody needs to turn away from this machine when it stops.
REPLACED = signal.SIGUSR2
# Seconds in which a new connection must bring something once the worker stops.
NEW_S = 2
# How often the loop may accept connections after it was told to stop.
ACCEPT_TRIES = 100


class Worker(ASGIWorker):  # type: ignore[misc]
    asgi: Any
    connections: Connections
    _drain_s: int

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self._drain_s = settings.DRAIN_S
        limits = Limits(
            head_s=settings.REQUEST_HEAD_S,
            response_s=settings.RESPONSE_S,
            per_client=settings.CONNECTIONS_PER_CLIENT,
            total=connections_within_descriptors(self.cfg.worker_connections),
        )
        self.connections = Connections(limits, settings.TRUSTED_PROXIES)
        self.asgi = told_of_requests(self.asgi)
        create_server = self.loop.create_server

        async def create_bounded_server(server: Any, **options: Any) -> Any:
            # Without its own word on it, the loop would shorten gunicorn's queue of connections to 100.
            options.setdefault("backlog", self.cfg.backlog)
            return await create_server(lambda: Connection(server, self.connections), **options)

        self.loop.create_server = create_bounded_server

    def init_signals(self) -> None:
        super().init_signals()
        self.loop.add_signal_handler(REPLACED, self._be_replaced)

    def _be_replaced(self) -> None:
        self._drain_s = 0

    def handle_exit_signal(self) -> None:
        """Serve on, for as long as a load balancer may need to learn that this process is not ready any more."""
        if not self._drain_s:
            super().handle_exit_signal()
        elif not self.connections.draining:
            self.log.info("Stopping in %s seconds; /readyz says so.", self._drain_s)
            self.connections.draining = True
            self.loop.call_later(self._drain_s, super().handle_exit_signal)

    async def _shutdown(self) -> None:
        # Who has just come is about to ask, and a proxy sends nobody's check twice.
        self.connections.close_idle(new=False)
        self.loop.call_later(NEW_S, partial(self.connections.close_idle, new=True))
        await accept_all(self.sockets)
        await super()._shutdown()


async def accept_all(sockets: Iterable[Any]) -> None:
    """Let the loop accept every connection that waits on the sockets, for closing the last of them resets those."""
    waiting = select.poll()
    for each in sockets:
        waiting.register(each.fileno(), select.POLLIN)
    # Another process may keep the sockets, and clients may never cease to come.
    for _ in range(ACCEPT_TRIES):
        if not waiting.poll(0):
            return
        await asyncio.sleep(0)


def connections_within_descriptors(wanted: int) -> int:
    """How many connections of clients there may be. The limit of descriptors is raised for them as far as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    others = LINGERING + OWN_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted + others:
        soft = wanted + others if hard == resource.RLIM_INFINITY else min(wanted + others, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, max(soft - others, soft // 2))
