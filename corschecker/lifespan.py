"""The ASGI lifespan: a server that starts opens the database and watches the deny list, one that stops lets the checks
that run finish first, and ends its readers and its connections to the database.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable

from checks.admission import deny_list
from checks.refusal import Refusal
from checks.reports import background, store
from checks.reports.database import close_threads, in_database
from checks.running import readers


async def handle(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    watching: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            background.start(_open_database())
            watching = asyncio.create_task(deny_list.default().watch())
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if watching is not None:
                watching.cancel()
            await background.finish()
            await readers.default().close()
            await asyncio.to_thread(close_threads)
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _open_database() -> None:
    """SQLite makes files beside its own when it is opened, which it could not once the disk is full."""
    with suppress(Refusal):
        await in_database(store.reach)
