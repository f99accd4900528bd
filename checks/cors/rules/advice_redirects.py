"""Redirects that are followed and change the request on the way (https://fetch.spec.whatwg.org/#http-redirect-fetch)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from checks.cors.journey import Journey, response_of
from checks.cors.model import Evidence, Exchange, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, Severity, advice

_AUTHORIZATION = (("Authorization", "Bearer x"),)


def hops(journey: Journey) -> Iterator[tuple[str, Exchange, Exchange]]:
    """Each redirect that a browser followed: the browser, and the exchanges before and after."""
    for name, outcome in journey.outcomes.items():
        mains = [exchange for exchange in outcome.exchanges if not exchange.request.is_preflight]
        for before, after in pairwise(mains):
            if after.request.purpose == "redirect" and before.request != after.request:
                yield name, before, after


def is_redirected(journey: Journey) -> bool:
    """Whether any request has followed a redirect."""
    return any(exchange.request.purpose == "redirect" for exchange in journey.exchanges)


def location(journey: Journey, exchange: Exchange, **args: str) -> Evidence:
    """The Location of an exchange, whole."""
    response = response_of(exchange.answer)
    value = (response.get("location") if response else None) or ""
    return Evidence(
        exchange=journey.exchanges.index(exchange),
        header="Location",
        value=value,
        span=(0, len(value)),
        args=tuple(args.items()),
    )


@advice(
    "redirect-auth-dropped",
    Severity.WARNING,
    when=is_redirected,
    title="The redirect loses the Authorization header",
    label="leads to another origin, so the browser drops Authorization",
    remedy="Call the final URL, or keep the redirect within one origin.",
    spec="http-redirect-fetch",
    mdn="Reference/Headers/Authorization",
    broken=Example(
        (
            Hop(x.redirecting("{next}", x.ORIGIN), x.preflight(x.ORIGIN, x.headers("Authorization"))),
            Hop(x.reply(x.ANY_ORIGIN), x.preflight(x.ANY_ORIGIN, x.headers("Authorization")), at="page"),
        ),
        {"headers": _AUTHORIZATION},
    ),
    right=Example(
        (
            Hop(x.redirecting("{next}", x.ORIGIN), x.preflight(x.ORIGIN, x.headers("Authorization"))),
            Hop(x.READABLE, x.preflight(x.ORIGIN, x.headers("Authorization"))),
        ),
        {"headers": _AUTHORIZATION},
    ),
)
def redirect_auth_dropped(journey: Journey) -> Iterator[Finding]:
    """
    All three browsers remove Authorization when a redirect changes the scheme, host or port, so that a token never
    reaches another server. That server responds with 401, or as to an anonymous user. Other headers, such as X-Api-Key,
    are passed on: see redirect-key-forwarded.
    """
    found: dict[Evidence, list[str]] = {}
    for name, before, after in hops(journey):
        if before.request.get("authorization") and not after.request.get("authorization"):
            found.setdefault(location(journey, before), []).append(name)
    for evidence, names in found.items():
        yield Finding("redirect-auth-dropped", (evidence,), tuple(names))
        return


@advice(
    "redirect-method-change",
    Severity.WARNING,
    when=is_redirected,
    title="The redirect turns the request into a GET",
    label="status {status}: sent again as {after}, without the body",
    remedy="Call the final URL. 307 and 308 also keep the method and body, except for a DELETE to another origin in "
    "WebKit.",
    spec="http-redirect-fetch",
    mdn="Guides/Redirections",
    broken=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE)), {"method": "POST"}),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN, status=307)), Hop(x.READABLE)), {"method": "POST"}),
)
def redirect_method_change(journey: Journey) -> Iterator[Finding]:
    """
    For the sake of old sites, browsers follow a POST after a 301 or 302 with a GET and no body. The server often
    responds with 405 or an empty list. The usual cause is a missing slash at the end of the URL. A 303 turns every
    method except HEAD into GET by design. WebKit does so for DELETE whenever the redirect changes the origin, even with
    307 and 308; that was measured in WebKitGTK, which has its own network code, so Safari may differ.
    """
    found: dict[Evidence, list[str]] = {}
    for name, before, after in hops(journey):
        response = response_of(before.answer)
        if response is None or response.status == 303 or before.request.method == after.request.method:
            continue
        evidence = location(journey, before, status=str(response.status), after=after.request.method)
        found.setdefault(evidence, []).append(name)
    for evidence, names in found.items():
        yield Finding("redirect-method-change", (evidence,), tuple(names))
        return


@advice(
    "redirect-insecure",
    Severity.SECURITY,
    when=is_redirected,
    title="The redirect leads from https to http",
    label="tokens, cookies and body are sent unencrypted, for anyone on the network to read and change",
    remedy="Redirect to https. If a proxy ends TLS, have it tell the application (X-Forwarded-Proto).",
    spec="http-redirect-fetch",
    mdn="Guides/Redirections",
    broken=Example(
        (Hop(x.redirecting("{next}", x.ANY_ORIGIN)), Hop(x.reply(x.ANY_ORIGIN))),
        {"origin": "http://app.localhost:3000"},
        "https://api.example.com/items",
    ),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE))),
)
def redirect_insecure(journey: Journey) -> Iterator[Finding]:
    """
    The request was encrypted and is then repeated in the clear, where anyone on the network can read and change its
    headers, tokens included, its body and the response. From an https page the browser blocks it as mixed content. The
    usual cause: an application behind a proxy believes its own address is http, and redirects to add a slash.
    """
    for _, before, after in hops(journey):
        if before.request.url.startswith("https:") and after.request.url.startswith("http:"):
            yield Finding("redirect-insecure", (location(journey, before),))
            return
