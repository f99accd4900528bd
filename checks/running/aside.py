"""Work on long texts that takes some milliseconds a megabyte: in threads of its own, so that the event loop goes on.

They are two, which also bounds how much memory such work takes at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Of a text that is shorter, or a body, the work is not worth the turn of a thread.
LONG = 64 * 1024


async def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `work`, which must not use the database."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), partial(work, *args, **kwargs))


def pieces(text: str) -> Iterator[str]:
    """The text in pieces, between which other threads have their turn: one long call of Python's own would keep it."""
    return (text[start : start + LONG] for start in range(0, len(text), LONG))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="aside")
