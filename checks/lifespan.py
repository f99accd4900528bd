"""The ASGI lifespan: a server that stops lets the checks that run finish first, and ends its readers."""

from __future__ import annotations

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable

from checks import background, readers


async def handle(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await background.finish()
            await readers.default().close()
            await send({"type": "lifespan.shutdown.complete"})
            return
