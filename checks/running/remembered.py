"""What is asked seldom, for all who want to know: how a server that others need is doing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any


class Remembered:
    """A need that asks another one at most once in `for_s` seconds, for all who ask meanwhile."""

    def __init__(self, need: Callable[[], Coroutine[Any, Any, object]], for_s: float) -> None:
        self._need = need
        self._for_s = for_s
        self._until = 0.0
        self._asked: asyncio.Task[object] | None = None

    async def __call__(self) -> None:
        now = time.monotonic()
        if self._asked is None or (self._asked.done() and self._until < now):
            self._asked = asyncio.get_running_loop().create_task(self._need())
            # Nobody may be there any more to be told, and a log would then hold the words of the error.
            self._asked.add_done_callback(lambda asked: asked.cancelled() or asked.exception())
            self._until = now + self._for_s
        await asyncio.shield(self._asked)
