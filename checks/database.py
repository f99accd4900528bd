"""The way to the database from asynchronous code: a few threads that keep their connections.

Django opens a thread, and so a connection, for each request of an ASGI server. SQLite is served by one thread, since
it has one writer at a time; PostgreSQL by several.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection, connections

P = ParamSpec("P")
T = TypeVar("T")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `work`, which may use models, from a database thread."""

    def run() -> T:
        close_old_connections()
        return work(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads(), run)


def close_threads() -> None:
    """End the threads and their connections; the next use starts new ones."""
    threads = _threads()
    together = Barrier(_size())

    def close() -> None:
        together.wait()
        connections.close_all()

    # Each waits for the others, so that no thread takes two turns.
    for _ in range(_size()):
        threads.submit(close)
    threads.shutdown()
    _threads.cache_clear()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_size(), thread_name_prefix="database")


def _size() -> int:
    return 1 if connection.vendor == "sqlite" else 4
