"""How long each browser reuses the answer to a preflight (https://fetch.spec.whatwg.org/#concept-cache).

A number of seconds and the code of a reason; `WHY` has the words. Where a browser departs from the standard (its cap,
what it makes of a malformed header, when `*` defeats the cache), its profile says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from checks.cors import fetch_standard as standard
from checks.cors import http_head
from checks.cors.browsers import BROWSERS, Browser
from checks.cors.model import Exchange, HttpResponse, Outcome, Request

DEFAULT_S = 5
MAX_AGE = "access-control-max-age"

WHY = {
    "as-sent": "as set by Access-Control-Max-Age",
    "capped": "the limit in {label}, although Access-Control-Max-Age says {value}",
    "default": "the default, because Access-Control-Max-Age is missing",
    "malformed-default": "the default, because Access-Control-Max-Age is not a number of seconds",
    "malformed-uncached": "Access-Control-Max-Age is not a number of seconds, and {label} then caches nothing",
    "zero": "Access-Control-Max-Age is {value}, so every request needs a new preflight",
    "wildcard": "{label} never reuses a preflight that allows what the request needs only by *",
    "wildcard-authorization": "{label} asks again each time if Authorization is covered by * alone",
    "method-unlisted": "{label} reuses it for GET and POST only, unless Access-Control-Allow-Methods lists {value}",
    "url-too-long": "{label} does not cache preflights of a URL this long",
    "opaque": "{label} reuses no preflight for an opaque origin",
    "bypassed": "with this cache mode the browser asks again each time",
}


@dataclass(frozen=True, slots=True)
class Reuse:
    """For how many seconds, why (a key of `WHY`), and the value that the reason speaks of."""

    seconds: int
    code: str
    value: str = ""


def reuse(outcome: Outcome, request: Request, browser: Browser) -> Reuse | None:
    """For the first preflight that this browser let pass; None where it sent none, or refused it."""
    for exchange, after in pairwise(outcome.exchanges):
        if exchange.request.is_preflight and not after.request.is_preflight:
            response = _read(exchange, browser)
            return reuse_of(exchange, response, request, browser) if response else None
    return None


def _read(exchange: Exchange, browser: Browser) -> HttpResponse | None:
    read = http_head.read_answer(exchange.answer, browser.head)
    return read if isinstance(read, HttpResponse) else None


def reuse_of(exchange: Exchange, response: HttpResponse, request: Request, browser: Browser) -> Reuse:
    """For a preflight with this answer, which allows the request, and the same request again."""
    if request.cache in browser.cache_modes_without_kept:
        return Reuse(0, "bypassed")
    if not browser.reuses_for_opaque_origin and exchange.request.get("origin") == "null":
        return Reuse(0, "opaque")
    stored = storage(exchange, response, request, browser)
    return (_defeated(exchange, response, browser) if stored.code != "url-too-long" else None) or stored


def storage(exchange: Exchange, response: HttpResponse, request: Request, browser: Browser) -> Reuse:
    """For how long the answer is kept, whatever it then serves for."""
    if request.cache in browser.cache_modes_not_kept:
        return Reuse(0, "bypassed")
    limit = browser.uncached_url_length
    if limit is not None and len(exchange.request.url) >= limit:
        return Reuse(0, "url-too-long")
    return lifetime(response, browser)


def lifetime(response: HttpResponse, browser: Browser) -> Reuse:
    """What the header says, as this browser reads it (https://fetch.spec.whatwg.org/#cors-preflight-fetch)."""
    value = response.get(MAX_AGE)
    if value is None or (not value and not browser.malformed_max_age_is_default):
        return Reuse(DEFAULT_S, "default")
    match = re.fullmatch(r"(-?)([0-9]+)", value)
    too_long = match is not None and len(match[2]) > 18 and not browser.reads_any_max_age
    if match is None or too_long or (match[1] and browser.negative_max_age == "malformed"):
        known = browser.malformed_max_age_is_default
        return Reuse(DEFAULT_S, "malformed-default") if known else Reuse(0, "malformed-uncached")
    seconds = 0 if match[1] else int(match[2].lstrip("0")[:18] or "0")
    if seconds == 0:
        return Reuse(0, "zero", value)
    if seconds > browser.max_age_cap:
        return Reuse(browser.max_age_cap, "capped", value)
    return Reuse(seconds, "as-sent", value)


def _defeated(exchange: Exchange, response: HttpResponse, browser: Browser) -> Reuse | None:
    """Where the answer allows the request and yet does not serve for the next: `*`, and methods unlisted."""
    method = exchange.request.get("access-control-request-method") or ""
    methods, names = asked_of_wildcard(exchange, response)
    if (methods or names) and not browser.reuses_wildcards:
        return Reuse(0, "wildcard")
    if "authorization" in names and not browser.reuses_wildcard_for_authorization:
        return Reuse(0, "wildcard-authorization")
    listed, _ = standard.header_list_values(response, "access-control-allow-methods")
    if method in browser.preflight_methods_to_list and method not in listed:
        return Reuse(0, "method-unlisted", method)
    return None


def asked_of_wildcard(exchange: Exchange, response: HttpResponse) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The method and the header names of a preflight that only `*` covers."""
    method = exchange.request.get("access-control-request-method") or ""
    asked = tuple(name for name in (exchange.request.get("access-control-request-headers") or "").split(",") if name)
    methods, _ = standard.header_list_values(response, "access-control-allow-methods")
    names, _ = standard.header_list_values(response, "access-control-allow-headers")
    listed = {name.lower() for name in names}
    needs = method not in standard.CORS_SAFELISTED_METHODS and method not in methods and "*" in methods
    return ((method,) if needs else ()), tuple(name for name in asked if name not in listed and "*" in listed)


def facts(outcomes: Mapping[str, Outcome], request: Request) -> dict[str, Any]:
    """By browser what is stored: seconds, code and value; nothing where no preflight passed."""
    found = {name: reuse(outcome, request, BROWSERS[name]) for name, outcome in outcomes.items()}
    told = {name: asdict(value) for name, value in found.items() if value is not None}
    return {"cache": told} if told else {}


def document(preflight: dict[str, Any]) -> dict[str, Any]:
    """The stored preflight with each reason in words, as a clause."""
    told = {
        name: {**known, "why": WHY[known["code"]].format(label=BROWSERS[name].label, value=known["value"])}
        for name, known in preflight.get("cache", {}).items()
    }
    return {**preflight, "cache": told} if told else preflight
