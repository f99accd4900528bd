"""The page of a request that is refused, where its view has nothing better to say: most often, the database is away."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from checks.refusal import Refusal

View = Callable[..., Coroutine[Any, Any, HttpResponse]]


def refusing(view: View) -> View:
    """The view, with that page for a Refusal that leaves it."""

    @wraps(view)
    async def answered(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            return await view(request, **arguments)
        except Refusal as refusal:
            again = refusal.retry_after is not None and request.method in ("GET", "HEAD")
            response = render(request, "refused.html", {"refusal": refusal, "again": again}, status=refusal.status)
            for name, value in {**refusal.headers, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}.items():
                response.headers[name] = value
            return response

    return answered
