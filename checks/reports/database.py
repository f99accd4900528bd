"""The way to the database from asynchronous code: a few threads that keep their connections, and nobody waits long.

Django opens a thread, and so a connection, for each request of an ASGI server. Writing has one thread, since SQLite has
one writer at a time and reports are written together; reading has its own, which no writer that waits can hold up.

No timeout of a connection helps where the server is frozen: its kernel acknowledges what it never reads. So a call that
nobody waits for any more loses its connection, and its thread is free for the next.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import Event, Lock
from traceback import clear_frames
from typing import Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, Error, close_old_connections, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

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
    return await _answer(lambda: work(*args, **kwargs), writes=False)


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
        return await _answer(write, writes=True)
    finally:
        left.set()


def _stop_if(left: Event) -> None:
    if left.is_set():
        raise TimeoutError


def close_threads() -> None:
    """End the threads and their connections, within seconds also where the database hangs; the next use starts new
    ones."""
    both = _threads(writes=False), _threads(writes=True)
    for threads in both:
        threads.hang_up()
    for threads in both:
        threads.close()
    _threads.cache_clear()


async def _answer(work: Callable[[], T], *, writes: bool) -> T:
    call = _Call(work)
    future = _threads(writes=writes).submit(call)
    try:
        async with asyncio.timeout(WAIT_S):
            return await asyncio.wrap_future(future)
    except (Error, TimeoutError) as error:
        _logger.exception("The database failed")
        sentence = "The database is not responding. Try again in a few seconds."
        raise Refusal("storage_unavailable", sentence, headers={"Retry-After": str(RETRY_S)}) from error
    finally:
        if not future.done() and not future.cancel():
            asyncio.get_running_loop().call_later(call.left_s, call.hang_up)


class _Threads:
    """Threads that keep a connection each."""

    def __init__(self, count: int, name: str) -> None:
        self._connections: list[BaseDatabaseWrapper] = []
        self._executor = ThreadPoolExecutor(
            count, name, initializer=lambda: self._connections.append(connections[DEFAULT_DB_ALIAS])
        )

    def submit(self, call: _Call[T]) -> Future[T]:
        return self._executor.submit(call)

    def hang_up(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        for connection in self._connections:
            _hang_up(connection)

    def close(self) -> None:
        self._executor.shutdown()
        for connection in self._connections:
            if connection.connection is not None:
                connection.connection.close()


class _Call(Generic[T]):
    """Work for a thread that has a connection, which anyone may break while the work waits for it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._began = time.monotonic()
        self._connection: BaseDatabaseWrapper | None = None
        self._lock = Lock()

    def __call__(self) -> T:
        self._began = time.monotonic()
        self._connection = connections[DEFAULT_DB_ALIAS]
        try:
            _connect(self._connection)
            return self._work()
        except Exception as error:
            _clear_frames(error)
            raise
        finally:
            with self._lock:
                self._connection = None

    @property
    def left_s(self) -> float:
        """How long the call may still take."""
        return max(0.0, self._began + WAIT_S - time.monotonic())

    def hang_up(self) -> None:
        with self._lock:
            if self._connection is not None:
                _hang_up(self._connection)


def _clear_frames(error: BaseException | None) -> None:
    """Free in this thread the cursors that the error's frames hold: elsewhere, that waits for whatever the connection
    does by then, and the event loop would wait for another writer's lock."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _hang_up(connection: BaseDatabaseWrapper) -> None:
    """Have whatever waits on the connection fail now; one that is still being made ends by its own timeout."""
    found = connection.connection
    with suppress(OSError, Error), connection.wrap_database_errors:
        if found is not None and connection.vendor == "sqlite":
            found.interrupt()
        elif found is not None:
            with socket.socket(fileno=os.dup(found.fileno())) as its_socket:
                its_socket.shutdown(socket.SHUT_RDWR)


def _connect(connection: BaseDatabaseWrapper) -> None:
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
def _threads(*, writes: bool) -> _Threads:
    one = writes or connections[DEFAULT_DB_ALIAS].vendor == "sqlite"
    return _Threads(1 if one else 3, "writes" if writes else "reads")
