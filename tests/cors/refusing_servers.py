"""Servers that refuse for one reason each, and what is said of them."""

from __future__ import annotations

from typing import Any

from checks.cors.document import document, facts
from checks.cors.judge import Answerer, Judgement
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from tests.cors.conversations import ORIGIN
from tests.cors.error_answers import BY_NAME

LABEL = "corschecklabel"
OK = HttpResponse(200, (ORIGIN,))
BARE = HttpResponse(200, ())
POST: dict[str, Any] = {"method": "POST", "headers": (("Content-Type", "application/json"),)}
CLIENT: dict[str, Any] = {"headers": (("X-Client", "web"),)}
LISTED = ("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")


def server(options: HttpResponse, rest: HttpResponse = OK) -> Answerer:
    return lambda http: options if http.method == "OPTIONS" else rest


def by_origin(refusal: HttpResponse) -> Answerer:
    """Whoever names an origin is refused."""
    return lambda http: refusal if http.get("origin") else BARE


def listing(methods: set[str], headers: set[str], refusal: HttpResponse) -> Answerer:
    """A server that answers a preflight by its lists, and one that asks for more with no CORS headers at all."""

    def answer(http: HttpRequest) -> Answer:
        if not http.is_preflight:
            return OK
        names = {name for name in (http.get("access-control-request-headers") or "").split(",") if name}
        method = http.get("access-control-request-method") or ""
        if method not in methods or not names <= headers:
            return refusal
        granted: Headers = (("Access-Control-Allow-Headers", ", ".join(sorted(names))),)
        return HttpResponse(204, (ORIGIN, ("Access-Control-Allow-Methods", method), *granted, LISTED))

    return answer


def handing_on(http: HttpRequest) -> Answer:
    """A filter with GET alone on its list, and an application behind it that takes no OPTIONS."""
    if http.method != "OPTIONS":
        return OK
    return HttpResponse(405, (ORIGIN,) if http.get("access-control-request-method") == "GET" else ())


def cached(http: HttpRequest) -> Answer:
    """A cache that has stored what somebody without an Origin got, before a server that is set up well."""
    return OK if LABEL in http.url else HttpResponse(200, (("X-Cache", "Hit from cache"), ("Age", "30")))


def error(name: str) -> HttpResponse:
    return BY_NAME[name].response


def detail(judgement: Judgement, rule: str) -> str:
    told = document(facts(judgement), "https://checker.example")
    return next(finding["detail"] for finding in told["findings"] if finding["rule"] == rule)


def nginx(*fields: tuple[str, str]) -> HttpResponse:
    return HttpResponse(204, (("Server", "nginx/1.26.2"), *fields))
