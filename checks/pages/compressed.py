"""Pages are sent compressed, a long one without holding up the event loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from checks.running.aside import LONG, aside

_gzip = GZipMiddleware(lambda request: HttpResponse())


def compressed(view: Callable[..., Awaitable[HttpResponse]]) -> Callable[..., Any]:
    """The view as Django's `gzip_page` makes it."""

    @wraps(view)
    async def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = await view(request, *args, **kwargs)
        if len(response.content) > LONG:
            return await aside(_gzip.process_response, request, response)
        return _gzip.process_response(request, response)

    return wrapped
