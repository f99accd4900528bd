"""Servers that trust whom they should not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from .pieces import (
    ANY,
    CREDENTIALS,
    JSON,
    VARY,
    Compare,
    CompareWithHost,
    allowing,
    always,
    comparing_with_itself,
    grants,
    matching,
    named,
    only,
)
from .server import HOST, PAGE, Asked, Configuration, Planted, Reply

PUT = {"method": "PUT"}
CUSTOM = {"headers": (("X-One", "1"),)}


def trusting(
    name: str,
    compare: Compare,
    *rules: str,
    safety: str = "dangerous",
    credentials: bool = True,
    verdict: str = "allowed",
    **request: Any,
) -> Planted:
    """Without credentials a stranger reads what every program can, which is worth a warning."""
    configuration = allowing(compare, credentials=credentials)
    grave, also = (frozenset(rules), frozenset[str]()) if credentials else (frozenset[str](), frozenset(rules))
    return Planted(name, configuration, grave, request, verdict, safety, also)


def only_on_preflight(asked: Asked) -> Reply:
    if asked.is_preflight:
        return Reply(204, (named(asked.origin or ""), CREDENTIALS, *grants(), VARY))
    return Reply(200, (*((named(PAGE), CREDENTIALS) if asked.origin == PAGE else ()), VARY, JSON))


def star_or_echo(asked: Asked) -> Reply:
    """* for whoever has no cookie, the Origin for whoever has, and always the Origin for a preflight."""
    if asked.is_preflight:
        return Reply(200, (named(asked.origin or ""), CREDENTIALS, *grants(), VARY))
    allowed = named(asked.origin) if asked.origin and "cookie" in asked.headers else ANY
    return Reply(404 if asked.beside else 200, (allowed, CREDENTIALS, JSON))


def behind_a_login(compare: Compare) -> Configuration:
    allowed = allowing(compare)

    def configuration(asked: Asked) -> Reply:
        if asked.is_preflight or "authorization" in asked.headers:
            return allowed(asked)
        return Reply(401, (("WWW-Authenticate", "Bearer"),))

    return configuration


def only_on_get(compare: Compare) -> Configuration:
    """A server whose router knows no OPTIONS."""
    allowed = allowing(compare)

    def configuration(asked: Asked) -> Reply:
        return Reply(405, (("Allow", "GET"),)) if asked.method == "OPTIONS" else allowed(asked)

    return configuration


def hostname(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def itself(pattern: str) -> CompareWithHost:
    """A pattern in which `OWN` stands for the host with its dots escaped, and `RAW` for the host as it is written."""
    return lambda o, own: re.search(pattern.replace("OWN", re.escape(own)).replace("RAW", own), o) is not None


def anything(origin: str) -> bool:
    return True


ESCAPED = re.escape(PAGE)
SHOP, VERCEL, PAGES = "https://app.shop.co.uk", "https://shop.vercel.app", "https://team.github.io"
ITS_OWN = f"https://{HOST}:{{port}}"
# What a server that trusts its own host takes for it, and the rules that this breaks.
OWN_HOST: dict[str, tuple[CompareWithHost, tuple[str, ...]]] = {
    "begins": (lambda o, own: o.startswith(f"https://{own}"), ("origin-prefix-match",)),
    "begins-pattern": (itself("^https://OWN"), ("origin-prefix-match",)),
    "ends": (lambda o, own: o.endswith(own), ("origin-suffix-match",)),
    "ends-hostname": (lambda o, own: hostname(o).endswith(own), ("origin-suffix-match", "origin-port-any")),
    "contains": (lambda o, own: own in o, ("origin-contains",)),
    "dot": (itself("^https://RAW$"), ("origin-unescaped-dot",)),
    "dot-port": (itself(r"^https://RAW(:\d+)?$"), ("origin-unescaped-dot", "origin-port-any")),
    "underscore": (itself(r"^https://OWN(_.*)?(:\d+)?$"), ("origin-special-chars", "origin-port-any")),
    "backtick": (itself("^https://OWN(`.*)?$"), ("origin-special-chars",)),
    "special": (itself(r"^https://OWN([^.\-a-zA-Z0-9:].*)?$"), ("origin-special-chars",)),
    "port": (itself(r"^https://OWN(:\d+)?$"), ("origin-port-any",)),
}
CAUTION = {("origin-port-any",): "caution"}
ITSELF = [
    *(
        Planted(f"own-{name}", comparing_with_itself(trusts), frozenset(rules), safety=CAUTION.get(rules, "dangerous"))
        for name, (trusts, rules) in OWN_HOST.items()
    ),
    # A page of the server's own, for which browsers ask no one.
    *(
        Planted(
            f"own-{name}-page",
            comparing_with_itself(trusts),
            frozenset(rules),
            {"origin": ITS_OWN},
            safety=CAUTION.get(rules, "dangerous"),
        )
        for name, (trusts, rules) in OWN_HOST.items()
    ),
    # A page that is not listed.
    *(
        Planted(
            f"own-{name}-only",
            comparing_with_itself(trusts, page=""),
            frozenset({*rules, "allow-origin-missing"}),
            verdict="blocked",
            safety=CAUTION.get(rules, "dangerous"),
        )
        for name, (trusts, rules) in OWN_HOST.items()
    ),
]
ASKED_PLAINLY = [
    *ITSELF,
    trusting("reflect-credentials", anything, "origin-reflected-credentials"),
    Planted("reflect", allowing(anything, credentials=False), safety="caution", also=frozenset({"origin-reflected"})),
    trusting("reflect-put", anything, "origin-reflected-credentials", verdict="preflight-only", **PUT),
    trusting("reflect-custom", anything, "origin-reflected-credentials", **CUSTOM),
    trusting("reflect-include", anything, "origin-reflected-credentials", credentials=True),
    Planted(
        "reflect-preflight",
        only_on_preflight,
        frozenset({"origin-reflected-credentials"}),
        PUT,
        "preflight-only",
        "dangerous",
    ),
    Planted("star-or-echo", star_or_echo, frozenset({"origin-reflected-credentials"}), safety="dangerous"),
    Planted(
        "reflect-login",
        behind_a_login(anything),
        frozenset({"origin-reflected-credentials"}),
        {"headers": (("Authorization", "Bearer secret"),)},
        "allowed",
        "dangerous",
    ),
    Planted(
        "reflect-unrouted",
        only_on_get(anything),
        frozenset({"origin-reflected-credentials", "allow-origin-missing", "preflight-not-routed"}),
        CUSTOM,
        "blocked",
        "dangerous",
    ),
    Planted(
        "prefix-unrouted",
        only_on_get(lambda origin: origin.startswith(PAGE)),
        frozenset({"origin-prefix-match", "allow-origin-missing", "preflight-not-routed"}),
        PUT,
        "blocked",
        "dangerous",
    ),
    trusting("null", only(PAGE, "null"), "null-origin-allowed"),
    trusting("null-put", only(PAGE, "null"), "null-origin-allowed", verdict="preflight-only", **PUT),
    trusting("null-custom", only(PAGE, "null"), "null-origin-allowed", **CUSTOM),
    trusting("null-public", only(PAGE, "null"), "null-origin-allowed", safety="caution", credentials=False),
    trusting("null-only", only("null"), "allow-origin-missing", "null-origin-allowed", verdict="blocked"),
    trusting("prefix", lambda origin: origin.startswith(PAGE), "origin-prefix-match"),
    trusting("prefix-pattern", matching(r"^https://app\.example\.com"), "origin-prefix-match"),
    trusting("prefix-custom", lambda origin: origin.startswith(PAGE), "origin-prefix-match", **CUSTOM),
    trusting("prefix-public", lambda o: o.startswith(PAGE), "origin-prefix-match", safety="caution", credentials=False),
    trusting("glued", matching(r"^https://app\.example\.com([a-z0-9-]+(\.[a-z]+)*)?$"), "origin-prefix-match"),
    trusting("suffix", lambda origin: origin.endswith("example.com"), "origin-suffix-match"),
    trusting("suffix-pattern", matching(r"example\.com$"), "origin-suffix-match"),
    trusting("suffix-host", lambda origin: origin.endswith("app.example.com"), "origin-suffix-match"),
    trusting("suffix-tld", matching(r"shop\.co\.uk$"), "origin-suffix-match", origin=SHOP),
    trusting("contains", lambda origin: "example.com" in origin, "origin-contains"),
    trusting("contains-host", lambda origin: "app.example.com" in origin, "origin-contains"),
    trusting("dot", matching(r"^https://app.example.com$"), "origin-unescaped-dot"),
    trusting("dot-suffix", matching(r"^https://app.shop\.co\.uk$"), "origin-unescaped-dot", origin=SHOP),
    trusting("dot-last", matching(r"^https://example.com$"), "origin-unescaped-dot", origin="https://example.com"),
    trusting("underscore", matching(r"^https://app\.example\.com(_.*)?$"), "origin-special-chars"),
    trusting("dollar", matching(r"^https://app\.example\.com(\$.*)?$"), "origin-special-chars"),
    trusting("backtick", matching(r"^https://app\.example\.com(`.*)?$"), "origin-special-chars"),
    trusting("special", matching(r"^https://app\.example\.com([^.\-a-zA-Z0-9:].*)?$"), "origin-special-chars"),
    trusting("subdomain", lambda o: o.endswith(".example.com"), "origin-any-subdomain", safety="caution"),
    trusting(
        "subdomain-pattern", matching(r"^https://[a-z]+\.example\.com$"), "origin-any-subdomain", safety="caution"
    ),
    trusting(
        "subdomain-put",
        matching(r"^https://([a-z]+\.)*example\.com$"),
        "origin-any-subdomain",
        safety="caution",
        verdict="preflight-only",
        **PUT,
    ),
    trusting("downgrade", only(PAGE, "http://app.example.com"), "origin-scheme-downgrade"),
    trusting("downgrade-pattern", matching(r"^https?://app\.example\.com$"), "origin-scheme-downgrade"),
    trusting("localhost", matching(rf"^{ESCAPED}$|^http://localhost(:\d+)?$"), "origin-localhost", safety="caution"),
    trusting("port", matching(rf"^{ESCAPED}(:\d+)?$"), "origin-port-any", safety="caution"),
    trusting(
        "hostname", matching(r"^https?://app\.example\.com(:\d+)?$"), "origin-port-any", "origin-scheme-downgrade"
    ),
    trusting("tenant", matching(r"^https://[a-z0-9-]+\.vercel\.app$"), "origin-shared-hosting", origin=VERCEL),
    trusting(
        "tenant-preview", matching(r"^https://shop(-[a-z0-9]+)?\.vercel\.app$"), "origin-shared-hosting", origin=VERCEL
    ),
    trusting("tenant-suffix", lambda o: o.endswith(".github.io"), "origin-shared-hosting", origin=PAGES),
    trusting("pages", matching(rf"^{ESCAPED}$|^https://[a-z]+\.github\.io$"), "origin-shared-hosting"),
    trusting("playground", only(PAGE, "https://cdpn.io"), "origin-shared-hosting"),
    trusting("extension", matching(rf"^{ESCAPED}$|^chrome-extension://"), "origin-non-web-scheme", safety="caution"),
    trusting(
        "two-faults", only(PAGE, "null", "http://app.example.com"), "null-origin-allowed", "origin-scheme-downgrade"
    ),
    Planted(
        "public-session",
        always(ANY, ("Set-Cookie", "sessionid=1; Path=/; Secure; HttpOnly; SameSite=None")),
        also=frozenset({"wildcard-set-cookie"}),
    ),
]
PLAIN = [planted for planted in ASKED_PLAINLY if not {"method", "headers"} & planted.request.keys()]
# A preflight takes requests of a check that the rest must not miss, and a PUT is not sent: both must find the same.
ATTACKS = [
    *ASKED_PLAINLY,
    *(replace(told, name=f"{told.name}-preflighted", request={**told.request, **CUSTOM}) for told in PLAIN),
    *(
        replace(
            told,
            name=f"{told.name}-unsent",
            request={**told.request, **PUT},
            verdict=told.verdict.replace("allowed", "preflight-only"),
        )
        for told in PLAIN
        # A cookie comes with the answer to the request itself, and a page of the server's own is not preflighted.
        if told.name != "public-session" and told.request.get("origin") != ITS_OWN
    ),
]
