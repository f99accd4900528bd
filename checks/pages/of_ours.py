"""Forms that change something are taken from this site's own pages alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forms_of_ours(
    view: Callable[..., Awaitable[HttpResponse]],
) -> Callable[..., Coroutine[Any, Any, HttpResponse]]:
    """Turns away the form that another site's page sent; pages are for everyone to open."""

    @wraps(view)
    async def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        told = request.headers.get("Sec-Fetch-Site", "same-origin")
        if request.method == "POST" and told not in ("same-origin", "none"):
            return render(request, "403.html", status=403)
        return await view(request, *args, **kwargs)

    return wrapped
