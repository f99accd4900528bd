"""`/healthz`: this process answers. `/readyz`: so does what pages need. `/readyz/checks`: so does what checks need.

Outside Django, since a load balancer asks by address, over plain http, and often.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from checks.lab.plain_response import respond

PATHS = ("/healthz", "/readyz", "/readyz/checks")
# What a server puts into the extensions of a request's scope while it waits to be asked no more.
DRAINING = "corschecker.draining"

Need = Callable[[], Coroutine[Any, Any, object]]
_logger = logging.getLogger(__name__)


class Health:
    """`pages` are what pages need, by name, `checks` what checks need besides: each raises where it is not there.

    An answer waits `timeout_s` for what it depends on, and `told_timeout_s` for what it only tells of.
    """

    def __init__(
        self,
        pages: Mapping[str, Need],
        checks: Mapping[str, Need],
        *,
        timeout_s: float = 3,
        told_timeout_s: float = 1,
    ) -> None:
        self._pages = pages
        self._checks = checks
        self._timeout_s = timeout_s
        self._told_timeout_s = told_timeout_s
        self._failing: set[str] = set()

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await respond(send, 405, [("allow", "GET, HEAD")])
            return
        status, told = await self._state(scope)
        headers = [
            ("content-type", "application/json"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ]
        body = json.dumps({"status": status, **told}).encode()
        await respond(send, 200 if status == "ok" else 503, headers, body, head=scope["method"] == "HEAD")

    async def _state(self, scope: HTTPScope) -> tuple[str, Mapping[str, str]]:
        """The word for all, and those for each need."""
        if scope["path"] == "/healthz":
            return "ok", {}
        if DRAINING in (scope.get("extensions") or {}):
            return "draining", {}
        needs = {**self._pages, **self._checks}
        wanted = needs if scope["path"] == "/readyz/checks" else self._pages
        met = await asyncio.gather(*(self._is_met(name, need, name in wanted) for name, need in needs.items()))
        told = {name: "ok" if each else "failed" for name, each in zip(needs, met, strict=True)}
        status = "ok" if all(told[name] == "ok" for name in wanted) else "failed"
        return status, {**told, "checks": "available" if all(met) else "unavailable"}

    async def _is_met(self, name: str, need: Need, wanted: bool) -> bool:
        try:
            async with asyncio.timeout(self._timeout_s if wanted else self._told_timeout_s):
                await need()
        except Exception:
            if name not in self._failing:
                _logger.exception("Not ready: %s", name)
            self._failing.add(name)
            return False
        if name in self._failing:
            _logger.warning("Ready again: %s", name)
        self._failing.discard(name)
        return True
