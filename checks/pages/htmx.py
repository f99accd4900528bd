"""Whether htmx makes a request, and for which element; `Htmx` of the middleware has the response say so."""

from __future__ import annotations

from django.http import HttpRequest


def is_by_htmx(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def target(request: HttpRequest) -> str:
    """The id of the element that the response goes into; empty where it is not said."""
    return request.htmx.target or ""  # type: ignore[attr-defined]
