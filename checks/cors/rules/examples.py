"""The pieces that the rules' examples are made of."""

from __future__ import annotations

import re
from typing import Any

from checks.cors.model import Headers
from checks.cors.rules.base import Example, Hop, Reply, When

ORIGIN = ("Access-Control-Allow-Origin", "{page}")
ANY_ORIGIN = ("Access-Control-Allow-Origin", "*")
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")
MAX_AGE = ("Access-Control-Max-Age", "600")
JSON = ("Content-Type", "application/json")


def methods(value: str) -> tuple[str, str]:
    return ("Access-Control-Allow-Methods", value)


def headers(value: str) -> tuple[str, str]:
    return ("Access-Control-Allow-Headers", value)


def reply(*fields: tuple[str, str], status: int = 200) -> Reply:
    """An answer with JSON and these header fields."""
    return Reply(status, (*fields, JSON))


def preflight(*fields: tuple[str, str], status: int = 204, max_age: bool = True) -> Reply:
    """An answer to a preflight, kept for ten minutes unless said otherwise."""
    return Reply(status, (*fields, MAX_AGE) if max_age else fields)


READABLE = reply(ORIGIN)
READABLE_WITH_CREDENTIALS = reply(ORIGIN, CREDENTIALS)
PUT_ALLOWED = preflight(ORIGIN, methods("PUT"))


def simple(main: Reply, **request: Any) -> Example:
    """A request without preflight to one URL."""
    return Example((Hop(main),), request)


def put(answer: Reply, main: Reply = READABLE, **request: Any) -> Example:
    """A PUT, which needs a preflight: what the server answers to it, and to the PUT."""
    return Example((Hop(main, answer),), {"method": "PUT", **request})


def with_header(name: str, value: str, answer: Reply, main: Reply = READABLE, **request: Any) -> Example:
    """A GET with a header that needs a preflight."""
    fields: Headers = ((name, value),)
    return Example((Hop(main, answer),), {"headers": fields, **request})


def redirecting(location: str = "{next}", *fields: tuple[str, str], status: int = 302) -> Reply:
    return Reply(status, (("Location", location), *fields))


def unsent(url: str | None = None, **request: Any) -> Example:
    """A request whose fault is in the request itself, so that no answer matters."""
    return Example((Hop(READABLE),), request, url)


# A page with a name, which look-alikes can be made of.
PAGE = "http://app.example.com"
VARY = ("Vary", "Origin")
ECHO = ("Access-Control-Allow-Origin", "{origin}")


def allowing(pattern: str, *fields: tuple[str, str], page: str = PAGE, url: str | None = None) -> Example:
    """A server that answers the origins that match a pattern, wholly, with their own name and these fields, and all
    others without CORS headers."""
    allowed = (When(origin=re.compile(pattern)), reply(ECHO, *fields, VARY))
    return Example((Hop(reply(VARY), cases=(allowed,)),), {"origin": page}, url)
