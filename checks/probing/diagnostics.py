"""Sends the diagnostic requests of `checks.cors.probes`, each round at once over a few connections."""

from __future__ import annotations

import asyncio
import secrets
import string
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from checks.cors.model import Exchange, HttpRequest, Request
from checks.cors.probes import MAX_CONNECTIONS, rounds, with_main
from checks.cors.variations import Probe

Send = Callable[[HttpRequest], Awaitable[Exchange]]


def random_label() -> str:
    """A label of a host name that no allow list can hold, and that says in a log where it comes from."""
    return "corscheck" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))


async def ended(work: Collection[asyncio.Future[Any]]) -> None:
    """Cancels the futures and waits for them, so that none outlives its check."""
    for each in work:
        each.cancel()
    await asyncio.gather(*work, return_exceptions=True)


class Diagnosis:
    """The diagnostic exchanges of one check."""

    def __init__(self, request: Request, send: Send) -> None:
        self._request = request
        self._send = send
        self._label = random_label()
        self._free = asyncio.Semaphore(MAX_CONNECTIONS)
        self._early: asyncio.Future[list[Exchange]] | None = None

    def go_early(self, exchanges: Sequence[Exchange], main: HttpRequest) -> None:
        """Sends those that need not wait for the first main request that goes out after a preflight."""
        if self._early is None and exchanges:
            self._early = self._ask(with_main(self._request, exchanges, main, self._label))

    async def finish(self, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
        """All diagnostic exchanges, named, in the order of asking; `exchanges` are the browsers' own."""
        answered = await self._early if self._early else []
        asking = rounds(self._request, exchanges, self._label, tuple(answered))
        with suppress(StopIteration):
            asked = next(asking)
            while True:
                answers = await self._ask(asked)
                answered += answers
                asked = asking.send(tuple(answers))
        return tuple(answered)

    async def end(self) -> None:
        """Breaks off what still runs."""
        if self._early is not None:
            await ended([self._early])

    def _ask(self, probes: Sequence[Probe]) -> asyncio.Future[list[Exchange]]:
        return asyncio.gather(*map(self._exchange, probes))

    async def _exchange(self, probe: Probe) -> Exchange:
        async with self._free:
            return replace(await self._send(probe.request), probe=probe.name)
