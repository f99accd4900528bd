"""Tasks that outlive the request that started them, kept referenced so that they are not collected half-way."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_running: set[asyncio.Task[Any]] = set()


def start(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


def start_shared(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """The same for work that some wait for, all of whom may leave before it fails: then nobody is told, and asyncio has
    nothing to complain of in the log."""
    task = start(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


async def finish() -> None:
    """Wait for all of them, whatever becomes of each."""
    while _running:
        await asyncio.gather(*_running, return_exceptions=True)
