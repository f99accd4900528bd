"""So many at once, while some more wait for their turn, and the rest is asked to come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from checks.refusal import Refusal

MAX_WAIT_S = 5.0
RETRY_S = 5


class Turns:
    """`at_once` hold a turn, and `waiting` may wait for one."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once = at_once
        self.most_waiting = waiting
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns = asyncio.Semaphore(at_once)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold a turn; raises Refusal where too many wait for one already, or it did not come in time."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._turns, self._waiting = loop, asyncio.Semaphore(self.at_once), 0
        turns = self._turns
        if turns.locked() and self._waiting >= self.most_waiting:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(MAX_WAIT_S):
                await turns.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            turns.release()


def _busy() -> Refusal:
    sentence = f"Too many texts are being read right now. Try again in {RETRY_S} seconds."
    return Refusal("readers_busy", sentence, headers={"Retry-After": str(RETRY_S)})
