"""The pieces that planted configurations are made of: how a server compares origins, and how it answers."""

from __future__ import annotations

import re
from collections.abc import Callable

from .server import PAGE, Asked, Configuration, Fields, Reply

Compare = Callable[[str], bool]
# Gets the origin, and the server's own host as the request names it, without the port.
CompareWithHost = Callable[[str, str], bool]
JSON = ("Content-Type", "application/json")
VARY = ("Vary", "Origin")
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")
ANY = ("Access-Control-Allow-Origin", "*")


def named(origin: str) -> tuple[str, str]:
    return ("Access-Control-Allow-Origin", origin)


def grants(methods: str = "GET, PUT, DELETE", headers: str = "X-One, Content-Type, Authorization") -> Fields:
    return (
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", headers),
        ("Access-Control-Max-Age", "600"),
    )


def only(*origins: str) -> Compare:
    return lambda origin: origin in origins


def matching(pattern: str) -> Compare:
    """A pattern as it is often written: searched for, with the anchors that it has."""
    return lambda origin: re.search(pattern, origin) is not None


def allowing(compare: Compare, *extra: tuple[str, str], credentials: bool = True, stranger: int = 200) -> Configuration:
    """A server that echoes the origins that `compare` takes, and names Origin in Vary for everyone."""
    fields = (CREDENTIALS, *extra) if credentials else extra

    def configuration(asked: Asked) -> Reply:
        allowed = asked.origin is not None and compare(asked.origin)
        cors = (named(asked.origin or ""), *fields) if allowed else ()
        if asked.is_preflight:
            return Reply(204, (*cors, *(grants() if allowed else ()), VARY))
        status = 404 if asked.beside else stranger if asked.origin and not allowed else 200
        return Reply(status, (*cors, VARY, JSON))

    return configuration


def comparing_with_itself(trusts: CompareWithHost, *, page: str = PAGE) -> Configuration:
    """A server that lists the page and compares every other origin with its own host."""

    def configuration(asked: Asked) -> Reply:
        host = asked.headers["host"].partition(":")[0]
        return allowing(lambda origin: origin == page or trusts(origin, host))(asked)

    return configuration


def always(*fields: tuple[str, str], preflight: Reply | None = None, status: int = 200) -> Configuration:
    """A server with the same header fields on every answer."""

    def configuration(asked: Asked) -> Reply:
        if asked.is_preflight:
            return preflight or Reply(204, (*fields, *grants()))
        return Reply(404 if asked.beside else status, (*fields, JSON))

    return configuration


def preflighted(preflight: Reply, main: Reply) -> Configuration:
    """A server with one answer to OPTIONS and one to everything else."""

    def configuration(asked: Asked) -> Reply:
        if asked.is_preflight:
            return preflight
        return Reply(404, main.headers) if asked.beside and main.status < 400 else main

    return configuration


PAGE_ONLY = only(PAGE)
OK = Reply(200, (named(PAGE), JSON))
