"""Our two origins: the site, and the lab, which is the same server under another name."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

_OTHER_NAME = {"127.0.0.1": "localhost", "localhost": "127.0.0.1", "[::1]": "localhost"}


def site_origin(request: HttpRequest) -> str:
    """Where people reach the site; empty for a request to a host that is not ours, whose name must not be repeated."""
    if settings.SITE_ORIGIN:
        return str(settings.SITE_ORIGIN)
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def lab_origin(request: HttpRequest) -> str:
    site = site_origin(request)
    return settings.LAB_ORIGIN if settings.LAB_ORIGIN not in ("", site) else other_origin(site)


def other_origin(origin: str) -> str:
    """The same server under its other name: localhost for 127.0.0.1 and back. Any other origin is its own."""
    parts = urlsplit(origin)
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    return origin.replace(host, _OTHER_NAME.get(host, host), 1)
