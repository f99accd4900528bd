"""Tells of each request of the site after it ends: to the log, and to the metrics where they are switched on.

A request is told by its route, never by its path or query: a path may hold the id that opens a report, and whatever
a stranger types.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from django.urls import Resolver404, resolve

from checks.cors.short_cache import short_cache
from checks.lab.app import Written
from corschecker.connection import SENT_AWAY

Observer = Callable[[str, str, int, float], None]

# Nothing was answered, since nobody was there any more: as nginx has it in its log.
CLIENT_LEFT = 499

_OUTSIDE_DJANGO = ("/static/", "/lab/", "/healthz", "/readyz", "/metrics")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_logger = logging.getLogger("corschecker.access")


class Watched:
    """An ASGI application that gives each observer the method, route, status and seconds of every request."""

    def __init__(self, application: ASGI3Application, observers: Sequence[Observer]) -> None:
        self.application = application
        self.observers = observers

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        # What the server says by itself of an application that fails.
        status = 500
        answered, left = False, 0
        started = time.perf_counter()

        async def watched_receive() -> Any:
            nonlocal left
            message: Any = await receive()
            if message["type"] == "http.disconnect":
                left = message.get(SENT_AWAY, CLIENT_LEFT)
            return message

        async def watched_send(message: Any) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], True
            await send(message)

        try:
            await self.application(scope, watched_receive, watched_send)
            status = status if answered else left or status
        except Written as written:
            status = written.status
            raise
        except asyncio.CancelledError:
            status = status if answered else left or CLIENT_LEFT
            raise
        finally:
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "other"
            for observe in self.observers:
                observe(method, route_of(scope["path"]), status, seconds)


def log_request(method: str, route: str, status: int, seconds: float) -> None:
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    _logger.info("%s %s %s", method, route, status, extra=fields)


@short_cache(maxsize=512, longest=256)
def route_of(path: str) -> str:
    """The pattern that a path matches, such as `/r/<str:report_id>/`; one of a few words, whatever is asked."""
    for prefix in _OUTSIDE_DJANGO:
        if path.startswith(prefix):
            return prefix
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "unmatched"
