"""What is asked seldom, for all who want to know: how a server that others need is doing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from checks.reports import background


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
            self._asked = background.start_shared(self._need())
            self._until = now + self._for_s
        await asyncio.shield(self._asked)
