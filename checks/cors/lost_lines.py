"""Header lines that a web server's configuration loses on some answers: told by other answers, which have them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import grants
from checks.cors.cached import cache_hit
from checks.cors.failure import ALLOW_ORIGIN, Failed
from checks.cors.journey import Answered, Journey
from checks.cors.model import Evidence, HttpResponse

_NGINX = re.compile(r"nginx|openresty|tengine", re.IGNORECASE)
# In these a block that adds header lines of its own takes over none of those around it.
_REPLACING = re.compile(rf"{_NGINX.pattern}|lighttpd", re.IGNORECASE)
# What is added by such lines more often than by applications.
_OWN_LINES = (
    "x-frame-options",
    "x-content-type-options",
    "x-xss-protection",
    "strict-transport-security",
    "content-security-policy",
    "referrer-policy",
    "permissions-policy",
    "x-robots-tag",
    "x-cache-status",
    "alt-svc",
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "cross-origin-resource-policy",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
)
_CACHING = re.compile("public|immutable|no-store|no-cache", re.IGNORECASE)


def is_nginx(response: HttpResponse) -> bool:
    return bool(_NGINX.search(response.get("server") or ""))


def may_lose_lines(response: HttpResponse) -> bool:
    """Whether an answer without the header may be one for which others of its server have it."""
    return response.get(ALLOW_ORIGIN) is None and bool(_REPLACING.search(response.get("server") or ""))


def readable(journey: Journey) -> Iterator[tuple[str, HttpResponse]]:
    """The answers of success that the page's origin may read, beside the answer to the request, and what each is."""
    named: list[tuple[str, Answered]] = [("the preflight", answered) for answered in journey.preflights()]
    for name, what in (("own-preflight", "a preflight for it"), ("front-page", "the front page")):
        if name in journey.probes:
            named.append((what, journey.probes[name]))
    for what, answered in named:
        response = answered.response
        if 200 <= response.status < 400 and grants.allows(response, journey.request.origin):
            yield what, response


def header_lines_left_out(failed: Failed) -> Evidence | None:
    """A line of the block's own is on the answer, and those of the server around it, which others have, are not."""
    response = failed.response
    if failed.is_preflight or failed.status >= 400 or not may_lose_lines(response) or cache_hit(response) is not None:
        return None
    for what, other in readable(failed.journey):
        own = _own_line(response, other) if other.get("server") == response.get("server") else None
        if own is not None:
            return failed.header(own, other=what)
    return None


def _own_line(response: HttpResponse, other: HttpResponse) -> str | None:
    for name, value in response.headers:
        typical = name.lower() in _OWN_LINES or (name.lower() == "cache-control" and _CACHING.search(value))
        if typical and other.get(name.lower()) is None:
            return name
    # Whose list it is that refuses cannot be told where the other answer allows everyone.
    return "Vary" if other.get(ALLOW_ORIGIN) != "*" and ends_in_vary(response) else None


def ends_in_vary(response: HttpResponse) -> bool:
    """Whether a line of its own, after all of the application's, says Vary: Origin, as nginx's add_header writes it."""
    name, value = response.headers[-1] if response.headers else ("", "")
    return is_nginx(response) and (name.lower(), value.strip().lower()) == ("vary", "origin")


def error_without_lines(journey: Journey) -> tuple[Answered, str] | None:
    """The answer to the request, where it and another error lack the header and what comes with success has it."""
    last, beside = journey.last, journey.probes.get("error-path")
    if last is None or beside is None or last.response.status == beside.response.status:
        return None
    for answered in (last, beside):
        bare = answered.response.get(ALLOW_ORIGIN) is None
        if not bare or answered.response.status < 400 or not is_nginx(answered.response):
            return None
    for what, response in readable(journey):
        # A line of the block's own shows that it is the block that loses the others, and not the status.
        if is_nginx(response) and _own_line(last.response, response) is None:
            return last, what
    return None
