"""Sends the diagnostic requests of `checks.cors.probes`, each round at once over a few connections."""

from __future__ import annotations

import asyncio
import secrets
import string
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from checks.cors.model import Exchange, HttpRequest, Request
from checks.cors.probes import Probe, rounds

MAX_CONNECTIONS = 6
Send = Callable[[HttpRequest], Awaitable[Exchange]]


def random_label() -> str:
    """A label of a host name that no allow list can hold, and that says in a log where it comes from."""
    return "corscheck" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))


async def diagnose(request: Request, exchanges: Sequence[Exchange], send: Send, label: str) -> tuple[Exchange, ...]:
    """The diagnostic exchanges of a check, named, in the order of asking."""
    free = asyncio.Semaphore(MAX_CONNECTIONS)

    async def ask(probe: Probe) -> Exchange:
        async with free:
            return replace(await send(probe.request), probe=probe.name)

    answered: list[Exchange] = []
    asking = rounds(request, exchanges, label)
    with suppress(StopIteration):
        asked = next(asking)
        while True:
            told = tuple(await asyncio.gather(*map(ask, asked)))
            answered += told
            asked = asking.send(told)
    return tuple(answered)
