"""The way to the database from asynchronous code: a few threads that keep their connections, and nobody waits long.

Django opens a thread, and so a connection, for each request of an ASGI server. Writing has one thread, since SQLite has
one writer at a time and reports are written together; reading has its own, which no writer that waits can hold up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier, Event
from typing import ParamSpec, TypeVar

from django.db import Error, close_old_connections, connection, connections, transaction

from checks.refusal import Refusal

P = ParamSpec("P")
T = TypeVar("T")

WAIT_S = 4.0
RETRY_S = 10
# A little less, so that the threads are free again when whoever waited for them has left.
_PATIENCE_MS = 3500
_PATIENCE = {"sqlite": "PRAGMA busy_timeout = {}", "postgresql": "SET statement_timeout = {}"}

_logger = logging.getLogger(__name__)


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `work`, which may use models, from a thread that reads; raises Refusal where the database fails or
    takes longer than `WAIT_S`."""
    return await _answer(_threads(writes=False), lambda: work(*args, **kwargs))


async def into_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for work that writes, in a transaction of its own: what nobody waits for any more is not written."""
    left = Event()

    def write() -> T:
        # SQLite waits for its other writers before the work, PostgreSQL for locks in its midst.
        with transaction.atomic():
            _stop_if(left)
            result = work(*args, **kwargs)
            _stop_if(left)
            return result

    try:
        return await _answer(_threads(writes=True), write)
    finally:
        left.set()


def _stop_if(left: Event) -> None:
    if left.is_set():
        raise TimeoutError


def close_threads() -> None:
    """End the threads and their connections; the next use starts new ones."""
    for writes in (False, True):
        threads, together = _threads(writes=writes), Barrier(_count(writes=writes))

        def close(together: Barrier = together) -> None:
            # Each waits for the others, so that no thread takes two turns.
            together.wait()
            connections.close_all()

        for _ in range(_count(writes=writes)):
            threads.submit(close)
        threads.shutdown()
    _threads.cache_clear()


async def _answer(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    def run() -> T:
        _connect()
        return work()

    try:
        async with asyncio.timeout(WAIT_S):
            return await asyncio.get_running_loop().run_in_executor(threads, run)
    except (Error, TimeoutError) as error:
        _logger.exception("The database failed")
        sentence = "The database does not answer. Try again in a few seconds."
        raise Refusal("storage_unavailable", sentence, headers={"Retry-After": str(RETRY_S)}) from error


def _connect() -> None:
    """A connection that is alive, and that waits no longer than whoever waits for it."""
    close_old_connections()
    connection.close_if_health_check_failed()
    if connection.connection is None and connection.vendor in _PATIENCE:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_PATIENCE[connection.vendor].format(_PATIENCE_MS))
        except Error:
            connection.close()
            raise


@cache
def _threads(*, writes: bool) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_count(writes=writes), thread_name_prefix="writes" if writes else "reads")


def _count(*, writes: bool) -> int:
    return 1 if writes or connection.vendor == "sqlite" else 3
