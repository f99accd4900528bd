"""Servers that browsers refuse, each for one reason, and servers that work and will bite."""

from __future__ import annotations

from typing import Any

from .pieces import ANY, CREDENTIALS, JSON, OK, VARY, allowing, always, grants, matching, named, preflighted
from .server import HOST, PAGE, Asked, Configuration, Fields, Planted, Reply

PUT: dict[str, Any] = {"method": "PUT"}
CUSTOM: dict[str, Any] = {"headers": (("X-One", "1"),)}
INCLUDE: dict[str, Any] = {"credentials": "include"}
HTML = ("Content-Type", "text/html")


def fault(
    name: str,
    configuration: Configuration,
    *rules: str,
    also: tuple[str, ...] = (),
    verdict: str = "blocked",
    safety: str = "safe",
    **request: Any,
) -> Planted:
    return Planted(name, configuration, frozenset(rules), request, verdict, safety, frozenset(also))


def put(name: str, preflight: Reply, *rules: str, main: Reply = OK, **rest: Any) -> Planted:
    return fault(name, preflighted(preflight, main), *rules, **{**PUT, **rest})


def granted(*fields: tuple[str, str], status: int = 204) -> Reply:
    return Reply(status, (named(PAGE), *fields))


def value(text: str) -> Configuration:
    return always(named(text))


def redirect(location: str, *fields: tuple[str, str], beyond: Fields = (ANY,)) -> Configuration:
    """A redirect from /items, and what is behind it."""

    def configuration(asked: Asked) -> Reply:
        if asked.path.endswith("/items"):
            return Reply(302, (("Location", location), *fields))
        return Reply(200, (*beyond, JSON))

    return configuration


def follows_without_vary(asked: Asked) -> Reply:
    return Reply(404 if asked.beside else 200, (named(PAGE), JSON) if asked.origin == PAGE else (JSON,))


def varies_for_the_allowed(asked: Asked) -> Reply:
    return Reply(404 if asked.beside else 200, (named(PAGE), VARY, JSON) if asked.origin == PAGE else (JSON,))


def image(asked: Asked) -> Reply:
    png = ("Content-Type", "image/png")
    return Reply(404 if asked.beside else 200, (ANY, png) if asked.origin else (png,))


def bare_errors(server: str) -> Configuration:
    def configuration(asked: Asked) -> Reply:
        return Reply(404, (("Server", server),)) if asked.beside else Reply(200, (ANY, JSON, ("Server", server)))

    return configuration


def refuses_foreign(status: int) -> Configuration:
    def configuration(asked: Asked) -> Reply:
        return Reply(status, (JSON,)) if asked.origin else Reply(200, (JSON,))

    return configuration


def browsers_form_refused(asked: Asked) -> Reply:
    if asked.is_preflight and asked.headers.get("access-control-request-headers") != "X-One":
        return Reply(204, (named(PAGE),))
    return Reply(204 if asked.is_preflight else 200, (named(PAGE), ("Access-Control-Allow-Headers", "X-One"), JSON))


def gateway(asked: Asked) -> Reply:
    if asked.is_preflight:
        return Reply(204, (named(PAGE), ("Access-Control-Allow-Methods", "GET"), ("Server", "kong/3.8")))
    return Reply(200, (named(PAGE), ("Server", "gunicorn"), JSON))


DOUBLED = (named(PAGE), named(PAGE), CREDENTIALS, CREDENTIALS)
FAULTS = [
    fault("none", always(), "allow-origin-missing"),
    fault(
        "unlisted",
        allowing(matching("^https://www\\.example\\.org$")),
        "allow-origin-missing",
        also=("origin-not-listed",),
    ),
    fault("other", value("https://other.example"), "allow-origin-mismatch"),
    fault("list", value(f"{PAGE}, https://other.example"), "allow-origin-multiple-values"),
    fault("pattern", value("https://*.example.com"), "allow-origin-wildcard-subdomain"),
    fault("slash", value(f"{PAGE}/"), "allow-origin-trailing-slash"),
    fault("capitals", value("https://App.Example.com"), "allow-origin-case-or-port"),
    fault("default-port", value(f"{PAGE}:443"), "allow-origin-case-or-port"),
    fault("scheme", value("http://app.example.com"), "allow-origin-scheme-differs"),
    fault("bare-host", value("app.example.com"), "allow-origin-invalid"),
    fault("twice", always(named(PAGE), named(PAGE)), "allow-origin-multiple-headers"),
    fault("layers", always(*DOUBLED), "allow-origin-multiple-headers", also=("cors-added-twice",)),
    fault("layers-differ", always(ANY, named(PAGE)), "allow-origin-multiple-headers", also=("cors-added-twice",)),
    fault("star-include", always(ANY), "allow-origin-wildcard-credentials", **INCLUDE),
    fault("no-credentials", always(named(PAGE)), "allow-credentials-missing", **INCLUDE),
    fault(
        "credentials-capital",
        always(named(PAGE), ("Access-Control-Allow-Credentials", "True")),
        "allow-credentials-not-true",
        **INCLUDE,
    ),
    put(
        "options-401",
        Reply(401, (("WWW-Authenticate", "Bearer"),)),
        "preflight-auth",
        "allow-origin-missing",
        main=Reply(401),
        also=("auth-before-cors",),
    ),
    put("options-403", granted(*grants(), status=403), "preflight-auth"),
    put("options-404", Reply(404), "preflight-not-routed", "allow-origin-missing", also=("options-not-wired",)),
    put("options-405", granted(*grants(), status=405), "preflight-not-routed"),
    put("options-500", granted(*grants(), status=500), "preflight-status"),
    put("options-302", Reply(302, (named(PAGE), *grants(), ("Location", "/elsewhere"))), "preflight-redirect"),
    put("options-bare", Reply(204), "allow-origin-missing", also=("options-not-wired",)),
    put(
        "slash-redirect",
        Reply(308, (named(PAGE), *grants(), ("Location", "/slash-redirect/items/"))),
        "preflight-redirect",
        also=("url-not-canonical",),
    ),
    put("method", granted(*grants("GET, DELETE")), "method-not-allowed"),
    put("method-case", granted(*grants("get, put")), "allow-methods-case"),
    put("methods-invalid", granted(*grants("GET PUT")), "allow-methods-invalid"),
    put("methods-star", granted(CREDENTIALS, *grants("*")), "allow-methods-wildcard-credentials", **INCLUDE),
    fault("gateway", gateway, "method-not-allowed", also=("gateway-answers-options",), **PUT),
    fault("header", preflighted(granted(*grants(headers="X-Two")), OK), "header-not-allowed", **CUSTOM),
    fault("headers-invalid", preflighted(granted(*grants(headers="X One")), OK), "allow-headers-invalid", **CUSTOM),
    fault(
        "headers-star",
        preflighted(granted(CREDENTIALS, *grants(headers="*")), Reply(200, (named(PAGE), CREDENTIALS))),
        "allow-headers-wildcard-credentials",
        **CUSTOM,
        **INCLUDE,
    ),
    fault("raw-names", browsers_form_refused, "header-not-allowed", also=("names-compared-raw",), **CUSTOM),
    fault(
        "preflight-only", preflighted(granted(*grants()), Reply(200, (JSON,))), "allow-origin-only-preflight", **CUSTOM
    ),
    fault(
        "late-error",
        preflighted(granted(*grants()), Reply(500)),
        "allow-origin-missing-on-error",
        also=("application-error",),
        **CUSTOM,
    ),
    fault("crash", always(status=500), "allow-origin-missing", also=("application-error",)),
    fault("bad-gateway", always(status=502), "allow-origin-missing", also=("gateway-error",)),
    fault("limited", always(status=429), "allow-origin-missing", also=("rate-limited",), safety="unknown"),
    fault("expired", always(status=401), "allow-origin-missing", also=("login-answer-without-cors",)),
    fault("spring-403", refuses_foreign(403), "allow-origin-missing", also=("origin-makes-server-fail",)),
    fault("spring-500", refuses_foreign(500), "allow-origin-missing", also=("origin-makes-server-fail",)),
    fault("redirect-bare", redirect("/redirect-bare/next"), "redirect-allow-origin-missing"),
    fault(
        "redirect-null",
        redirect("https://other.example.org:{port}/redirect-null/next", ANY, beyond=(named(PAGE),)),
        "redirect-origin-null",
    ),
    fault("redirect-loop", redirect("/redirect-loop/items", ANY), "redirect-loop"),
    fault("redirect-userinfo", redirect(f"https://u:p@{HOST}/", ANY), "redirect-userinfo"),
    fault("redirect-ftp", redirect("ftp://files.example/", ANY), "redirect-not-http"),
    fault(
        "login-redirect",
        redirect("/oauth2/authorize?next=1"),
        "redirect-allow-origin-missing",
        also=("redirect-to-login",),
        verdict="inconclusive",
        safety="unknown",
    ),
    fault(
        "challenge",
        always(("CF-Mitigated", "challenge"), ("Server", "cloudflare"), status=403),
        "allow-origin-missing",
        also=("bot-wall",),
        verdict="inconclusive",
        safety="unknown",
    ),
    fault(
        "preview",
        always(("Server", "Vercel"), ("Set-Cookie", "_vercel_sso_nonce=1; Secure"), status=401),
        "allow-origin-missing",
        also=("deployment-protection",),
        verdict="inconclusive",
        safety="unknown",
    ),
    fault(
        "stored",
        always(named("https://other.example"), ("Age", "30")),
        "allow-origin-mismatch",
        also=("cache-cross-origin",),
    ),
    fault("no-vary", follows_without_vary, also=("vary-origin-missing",), verdict="allowed"),
    fault("vary-late", varies_for_the_allowed, also=("allow-origin-conditional",), verdict="allowed"),
    fault("image", image, also=("image-cached-without-cors",), verdict="allowed"),
    fault("nginx", bare_errors("nginx/1.25"), also=("nginx-add-header-without-always",), verdict="allowed"),
    fault("bare-errors", bare_errors("app"), also=("allow-origin-missing-on-error",), verdict="allowed"),
]
