"""Whether a cache answered, as the answer's own head says."""

from __future__ import annotations

import re

from checks.cors.model import HttpResponse

_HEADERS = (
    "x-cache",
    "cf-cache-status",
    "x-cache-status",
    "x-vercel-cache",
    "x-drupal-cache",
    "cdn-cache",
    "cache-status",
    "x-proxy-cache",
    "x-litespeed-cache",
    "x-nginx-cache",
)


def cache_hit(response: HttpResponse) -> str | None:
    """The header that says that a cache answered."""
    if re.fullmatch(r"0*[1-9][0-9]*", response.get("age") or ""):
        return f"Age: {response.get('age')}"
    for name in _HEADERS:
        if re.search(r"\bhit", response.get(name) or "", re.IGNORECASE):
            return f"{name}: {response.get(name)}"
    return None
