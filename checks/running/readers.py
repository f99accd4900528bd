"""Processes that read what strangers send, so that a text can hold up nobody but whoever sent it.

An honest text takes milliseconds. One that takes longer than the deadline, or more memory than a text may, costs its
sender a sentence: its process is killed and another takes its place. They are forked from a small server that has
loaded what reads and no more, never from this process, which has threads and an event loop.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cache
from threading import Lock
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from pebble import ProcessExpired, ProcessPool

from checks.refusal import Refusal
from checks.running.turns import Turns

P = ParamSpec("P")
T = TypeVar("T")

# What the server loads for all that are forked from it; else each would load this, and the program that was started.
LOADED = ("__main__", "checks.running.readers")
MEMORY = 256 * 1024 * 1024
MAX_WAITING = 32
# What a pool may take to start, or to kill a process, beyond the deadline of the work itself.
GRACE_S = 5.0
# A process is replaced now and then, so that nothing that strangers send can pile up in it.
MAX_TASKS = 500
_TOO_MUCH = "it is too long, or too deeply nested"

_logger = logging.getLogger(__name__)


class Readers:
    """Some processes that read; they are started when they are first needed."""

    def __init__(self, processes: int, deadline_s: float, loaded: Sequence[str] = ()) -> None:
        self.processes = processes
        self.deadline_s = deadline_s
        self._loaded = [*LOADED, *loaded]
        self._pool: ProcessPool | None = None
        self._starting = Lock()
        self._turns = Turns(processes, MAX_WAITING)

    async def run(self, advice: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work`, a function of a module, makes of plain values; raises the Refusal that it raises.

        Where it takes too long or fails, the Refusal says so, and `advice` what to send instead. Where too many wait,
        it says when to come back.
        """
        async with self._turns.turn():
            try:
                async with asyncio.timeout(self.deadline_s + GRACE_S) as whole:
                    # A process that dies as it begins takes the pool with it, and so the readings of others.
                    with suppress(BrokenProcessPool):
                        return await self._scheduled(work, args, kwargs)
                    return await self._scheduled(work, args, kwargs)
            except TimeoutError:
                if whole.expired():
                    await self.close()
                reason, told = f"it took longer than {self.deadline_s:g} seconds", "the deadline"
            except ReadingFailed as failed:
                reason, told = _TOO_MUCH, failed.place
            except ProcessExpired as expired:
                reason, told = _TOO_MUCH, f"exit status {expired.exitcode}"
            except (OSError, RuntimeError) as error:
                _logger.exception("No text can be read")
                sentence = "No texts can be read right now; that is our fault. Try again in a minute."
                raise Refusal("readers_busy", sentence, headers={"Retry-After": "60"}) from error
            _logger.warning("A text was not read: %s", told)
            raise Refusal("unread", f"This could not be read: {reason}. {advice}")

    async def _scheduled(self, work: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        pool = await self._running_pool()
        task = (work, args, kwargs, self.deadline_s + GRACE_S)
        read: T = await asyncio.wrap_future(pool.schedule(_read, task, timeout=self.deadline_s))
        return read

    async def close(self) -> None:
        """End the processes; the next use starts new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(_end, pool)

    async def _running_pool(self) -> ProcessPool:
        if self._pool is not None and self._pool.active:
            return self._pool
        # The first process takes as long as its imports.
        return await asyncio.to_thread(self._start)

    def _start(self) -> ProcessPool:
        with self._starting:
            if self._pool is not None and self._pool.active:
                return self._pool
            if self._pool is not None:
                _end(self._pool)
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(self._loaded)
            pool = ProcessPool(self.processes, max_tasks=MAX_TASKS, initializer=_begin, context=context)
            # To ask is what starts it; whoever asks meanwhile waits here, and not in the event loop.
            if not pool.active:
                raise RuntimeError("the readers did not start")
            self._pool = pool
            return pool


class ReadingFailed(Exception):
    """What went wrong in a reader, and where: never the words of the exception, which may repeat the text."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@cache
def default() -> Readers:
    """The readers of this process, from its settings."""
    return Readers(settings.CHECK_READERS, settings.CHECK_READ_DEADLINE_S, settings.CHECK_READERS_LOAD)


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _begin() -> None:
    """Makes a new process one that gives way to the pages, can be killed at once, and cannot fill the machine."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(10)
    for bound, most in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(bound)
        resource.setrlimit(bound, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # What all of them share stays shared for as long as nobody writes to it.
    gc.freeze()


def _read(work: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], most_s: float) -> T:
    """Runs in a process of its own, which the kernel ends where this one is no longer there to do so."""
    signal.setitimer(signal.ITIMER_REAL, most_s)
    try:
        return work(*args, **kwargs)
    except Refusal:
        raise
    except Exception as error:
        raise ReadingFailed(_place(error)) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _place(error: Exception) -> str:
    at: TracebackType | None = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    code = at.tb_frame.f_code if at is not None else None
    line = at.tb_lineno if at is not None else 0
    return f"{type(error).__name__} at {code.co_filename}:{line} {code.co_name}" if code else type(error).__name__
