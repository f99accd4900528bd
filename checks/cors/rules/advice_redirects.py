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
    label="leads to another origin, and Authorization does not go along",
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
    A token that was meant for one server is not carried to another: all three browsers remove Authorization when a
    redirect changes scheme, host or port. The second server answers 401, or as to a stranger. Headers of another name,
    such as X-Api-Key, do go along, and reach whoever the redirect names: redirect-key-forwarded.
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
    remedy="Call the final URL. 307 and 308 keep method and body too, but a DELETE to another origin not in WebKit.",
    spec="http-redirect-fetch",
    mdn="Guides/Redirections",
    broken=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE)), {"method": "POST"}),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN, status=307)), Hop(x.READABLE)), {"method": "POST"}),
)
def redirect_method_change(journey: Journey) -> Iterator[Finding]:
    """
    After 301 and 302 browsers follow a POST with a GET and leave the body behind, for old sites' sake. The server then
    answers a question that nobody asked, often with 405 or an empty list. A slash too few at the end of the URL is the
    usual reason for the redirect. 303 turns every method but HEAD into GET, which is what it is for. WebKit does the
    same to a DELETE whenever the redirect changes the origin, with 307 and 308 as well: that was measured in WebKitGTK,
    whose network code is its own, and whether Safari does it is not known.
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
    label="tokens, cookies and body go on in the clear, for everybody on the way to read and change",
    remedy="Redirect to https; a proxy that ends TLS must tell the application so (X-Forwarded-Proto).",
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
    The request went out encrypted and is repeated in the clear: its headers with any token in them, its body, and the
    response too can be read and changed by whoever is on the way. From a page on https the browser would stop it there
    as mixed content. An application behind a proxy that takes its own address for http, and redirects to add a slash,
    is the usual reason.
    """
    for _, before, after in hops(journey):
        if before.request.url.startswith("https:") and after.request.url.startswith("http:"):
            yield Finding("redirect-insecure", (location(journey, before),))
            return
