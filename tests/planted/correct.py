"""Servers that do it right, in many styles: of these nothing grave may be said."""

from __future__ import annotations

import re
from typing import Any

from .pieces import (
    ANY,
    CREDENTIALS,
    JSON,
    OK,
    PAGE_ONLY,
    VARY,
    allowing,
    always,
    comparing_with_itself,
    grants,
    matching,
    named,
    only,
    preflighted,
)
from .server import HOST, PAGE, Asked, Configuration, Planted, Reply

INCLUDE: dict[str, Any] = {"credentials": "include"}
CUSTOM: dict[str, Any] = {"headers": (("X-One", "1"),)}
APP = "capacitor://localhost"


def correct(name: str, configuration: Configuration, *, verdict: str = "allowed", **request: Any) -> Planted:
    return Planted(name, configuration, frozenset(), request, verdict)


def express_default(asked: Asked) -> Reply:
    """The cors package without options."""
    if asked.method == "OPTIONS":
        asks = asked.headers.get("access-control-request-headers")
        echo = (("Access-Control-Allow-Headers", asks),) if asks else ()
        methods = ("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE")
        return Reply(204, (ANY, methods, ("Vary", "Access-Control-Request-Headers"), *echo))
    return Reply(404 if asked.beside else 200, (ANY, ("X-Powered-By", "Express"), JSON))


def starlette(asked: Asked) -> Reply:
    """CORSMiddleware with a list and credentials: nothing without an Origin, 400 for a stranger's preflight."""
    allowed = asked.origin == PAGE
    if asked.is_preflight:
        status = 200 if allowed else 400
        return Reply(status, (VARY, *grants(), CREDENTIALS, *((named(PAGE),) if allowed else ())))
    cors = (CREDENTIALS, *((named(PAGE), VARY) if allowed else ())) if asked.origin else ()
    return Reply(404 if asked.beside else 200, (*cors, JSON))


def django(asked: Asked) -> Reply:
    """django-cors-headers with a list: Vary on every answer, in lower case as it writes it."""
    vary = ("vary", "origin")
    cors = (named(PAGE), CREDENTIALS) if asked.origin == PAGE else ()
    if asked.is_preflight:
        return Reply(200, (vary, *cors, *(grants() if cors else ())))
    return Reply(404 if asked.beside else 200, (vary, *cors, JSON))


def spring(asked: Asked) -> Reply:
    """403 for strangers."""
    vary = ("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
    if asked.origin not in (None, PAGE):
        return Reply(403, (vary,))
    cors = (named(PAGE), CREDENTIALS) if asked.origin else ()
    if asked.is_preflight:
        return Reply(200, (vary, *cors, *grants()))
    return Reply(404 if asked.beside else 200, (vary, *cors, JSON))


def with_a_login(asked: Asked) -> Reply:
    cors = (named(PAGE), VARY) if asked.origin == PAGE else (VARY,)
    if asked.is_preflight:
        return Reply(204, (*cors, *grants()))
    return Reply(200 if "authorization" in asked.headers else 401, (*cors, JSON))


def anchored(origin: str, own: str) -> bool:
    return re.search(f"^https://{re.escape(own)}$", origin) is not None


def page_and_itself(asked: Asked) -> Reply:
    return allowing(only(PAGE, f"https://{asked.headers['host']}"))(asked)


def within_the_origin(asked: Asked) -> Reply:
    if asked.path.endswith("/items"):
        return Reply(301, (ANY, ("Location", "items/")))
    return Reply(404 if asked.beside else 200, (ANY, JSON))


CORRECT = [
    correct("public", always(ANY)),
    correct("public-put", always(ANY), verdict="preflight-only", method="PUT"),
    correct("public-custom", always(ANY), **CUSTOM),
    correct("public-no-store", always(ANY, ("Cache-Control", "no-store"))),
    correct("public-behind-cdn", always(ANY, ("Set-Cookie", "__cf_bm=1; Secure; HttpOnly"), ("Server", "cloudflare"))),
    correct("public-and-credentials", always(ANY, CREDENTIALS)),
    correct("fixed", always(named(PAGE))),
    correct("fixed-credentials", always(named(PAGE), CREDENTIALS), **INCLUDE),
    correct("listed", allowing(PAGE_ONLY, credentials=False)),
    correct("listed-credentials", allowing(only(PAGE, "https://www.example.com")), **INCLUDE),
    correct("listed-put", allowing(PAGE_ONLY), verdict="preflight-only", method="PUT"),
    correct("listed-custom", allowing(PAGE_ONLY), **CUSTOM),
    correct("listed-head", allowing(PAGE_ONLY), method="HEAD"),
    correct("listed-403", allowing(PAGE_ONLY, stranger=403), **INCLUDE),
    correct("listed-anchored", allowing(matching(r"^https://app\.example\.com$")), **INCLUDE),
    correct("listed-port", allowing(only("https://app.example.com:8443")), origin="https://app.example.com:8443"),
    correct("listed-tenant", allowing(only("https://shop.vercel.app")), origin="https://shop.vercel.app"),
    correct("listed-app", allowing(only(APP, "http://localhost")), origin=APP),
    correct("listed-development", allowing(only("http://localhost:5173")), origin="http://localhost:5173"),
    correct("own-subdomains", allowing(matching(r"^https://[a-z]+\.example\.com$"), credentials=False)),
    correct("none-needed", always(), origin=f"https://{HOST}:{{port}}"),
    correct("express-default", express_default),
    correct("express-default-put", express_default, verdict="preflight-only", method="PUT"),
    correct("starlette", starlette, **INCLUDE),
    correct("django", django, **INCLUDE),
    correct("spring", spring, **INCLUDE),
    correct("login", with_a_login, headers=(("Authorization", "Bearer secret"),)),
    correct("itself", page_and_itself, **INCLUDE),
    correct("itself-custom", page_and_itself, **CUSTOM),
    correct("itself-page", page_and_itself, origin=f"https://{HOST}:{{port}}"),
    correct("itself-usual-port", comparing_with_itself(lambda o, own: o == f"https://{own}"), **INCLUDE),
    correct("itself-anchored", comparing_with_itself(anchored), **INCLUDE),
    correct("redirect", within_the_origin),
    correct("preflight-200", preflighted(Reply(200, (named(PAGE), *grants())), OK), **CUSTOM),
]
