"""`/healthz`: this process answers. `/readyz`: so do the database and the store of limits.

Outside Django, since a load balancer asks by address, over plain http, and often.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from checks.plain_response import respond

PATHS = ("/healthz", "/readyz")
TIMEOUT_S = 3

Need = Callable[[], Coroutine[Any, Any, object]]
_logger = logging.getLogger(__name__)


class Remembered:
    """A need that asks another one at most once in `for_s` seconds, for all who ask meanwhile."""

    def __init__(self, need: Need, for_s: float) -> None:
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


class Health:
    """`needs` are what readiness needs, by name: each raises where it is not there."""

    def __init__(self, needs: Mapping[str, Need]) -> None:
        self.needs = needs

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await respond(send, 405, [("allow", "GET, HEAD")])
            return
        states = {}
        if scope["path"] == "/readyz":
            in_turn = await asyncio.gather(*(self._state(name) for name in self.needs))
            states = dict(zip(self.needs, in_turn, strict=True))
        failed = "failed" in states.values()
        body = json.dumps({"status": "failed" if failed else "ok", **states}).encode()
        headers = [
            ("content-type", "application/json"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ]
        await respond(send, 503 if failed else 200, headers, body, head=scope["method"] == "HEAD")

    async def _state(self, name: str) -> str:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self.needs[name]()
        except Exception:
            _logger.exception("Not ready: %s", name)
            return "failed"
        return "ok"
