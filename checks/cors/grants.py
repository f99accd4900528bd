"""Whom a single answer allows, as its CORS headers say."""

from __future__ import annotations

from checks.cors.model import HttpResponse

_NAME = "access-control-allow-origin"


def names(response: HttpResponse | None, origin: str) -> bool:
    """Whether an answer is there and names this origin."""
    return response is not None and response.get(_NAME) == origin


def allows(response: HttpResponse | None, origin: str) -> bool:
    """Whether an answer is there and allows this origin, by its name or as everyone."""
    return response is not None and response.get(_NAME) in ("*", origin)


def may_allow_null(own: HttpResponse | None, random: HttpResponse | None) -> bool:
    """Whether the answer follows the Origin at all: one header for everyone leaves nothing to ask."""
    if own is None or random is None:
        return True
    return own.get(_NAME) != random.get(_NAME) or own.get(_NAME) is None


def is_contradiction(response: HttpResponse | None) -> bool:
    """* with credentials: some frameworks send it to whoever has no cookie, and repeat the Origin to whoever has."""
    return names(response, "*") and response is not None and response.get("access-control-allow-credentials") == "true"
