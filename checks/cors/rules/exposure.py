"""What an answer gives away although no foreign origin was allowed by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from checks.cors import fetch_standard as standard
from checks.cors import urls, wire
from checks.cors.hits import NAME
from checks.cors.journey import Answered, Journey, is_probed
from checks.cors.model import Evidence, Finding
from checks.cors.plan import is_cross_origin
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, When, advice

# Names under which sessions are kept; the cookies of proxies and load balancers are not among them.
_SESSION = re.compile(r"sess|(?:^|[._-])sid$|auth|token|jwt|login|user|remember", re.IGNORECASE)
_BALANCERS = re.compile(r"^(?:__cf|_cf|AWSALB|AWSELB|visid_|incap_|nlbi_|ARRAffinity|TS0|BIGip|_vercel)", re.IGNORECASE)
_INTERNAL_NAME = re.compile(r"(?:\.(?:internal|local|lan|corp|home\.arpa|intranet)|^[^.:\[]+)\Z", re.IGNORECASE)
_COOKIE = ("Set-Cookie", "sessionid=abc; Path=/; Secure; HttpOnly; SameSite=None")


def _public(journey: Journey) -> Answered | None:
    """The last answer, where it allows any origin."""
    last = journey.last
    return last if last is not None and last.response.get("access-control-allow-origin") == "*" else None


@advice(
    "wildcard-set-cookie",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    when=_public,
    title="A response that is open to every origin sets a session cookie",
    label="sets the cookie {name} along with Access-Control-Allow-Origin: *",
    remedy="Nothing to fix if the body is public; otherwise list the origins that may read it with credentials.",
    spec="basic-safe-cors-protocol-setup",
    mdn="Reference/Headers/Access-Control-Allow-Origin",
    broken=x.simple(x.reply(x.ANY_ORIGIN, _COOKIE), credentials="omit"),
    right=x.simple(x.reply(x.ANY_ORIGIN), credentials="omit"),
)
def wildcard_set_cookie(journey: Journey) -> Iterator[Finding]:
    """
    `*` says that the response is public; a session cookie says that it belongs to one user. No user's data is exposed:
    with `*` browsers never hand out a response to a request with credentials, so other sites read only what an
    anonymous user gets. To use the session from another origin, name that origin and allow credentials.
    """
    answered = _public(journey)
    for cookie in answered.response.get_all("set-cookie") if answered else []:
        name = cookie.partition("=")[0].strip()
        if answered and _SESSION.search(name) and not _BALANCERS.match(name):
            args = (("name", name), ("credentials", "without"))
            yield Finding(
                "wildcard-set-cookie",
                (Evidence(answered.number, "Set-Cookie", cookie, span=(0, len(name)), args=args),),
            )
            return


@advice(
    "wildcard-internal",
    Severity.SECURITY,
    confidence=Confidence.INFERRED,
    when=_public,
    title="Any origin may read responses of an internal host",
    label="any site that someone inside opens can read the responses of {host}",
    remedy="List the origins that need it; never send * where being on the inside is what protects the data.",
    spec="basic-safe-cors-protocol-setup",
    broken=Example((Hop(x.reply(x.ANY_ORIGIN)),), {"origin": "http://intranet.corp"}, "http://api.corp/items"),
    right=Example((Hop(x.reply(x.ORIGIN)),), {"origin": "http://intranet.corp"}, "http://api.corp/items"),
)
def wildcard_internal(journey: Journey) -> Iterator[Finding]:
    """
    What protects an internal server is who can reach it, and the browser of anyone inside can. With `*`, a site on the
    web can have that browser fetch this URL and read the response. Since version 142 Chromium asks the visitor first if
    the address is private; other browsers may not. A server with a public address behind an IP filter or a VPN is open
    to every site in all of them.
    """
    answered = _public(journey)
    url = urls.parse(answered.exchange.request.url) if answered else None
    if answered and url and _is_internal(url.hostname):
        args = (("host", url.hostname), ("credentials", "without"))
        yield Finding("wildcard-internal", (Evidence(answered.number, NAME, "*", span=(0, 1), args=args),))


def _is_internal(host: str) -> bool:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return host != "localhost" and _INTERNAL_NAME.search(host) is not None
    return address.is_private and not address.is_loopback


@advice(
    "allow-headers-echo",
    Severity.INFO,
    when=is_probed,
    title="The preflight response allows any header name",
    label="this name was made up, and the server allows it",
    remedy="List the headers that your pages send.",
    spec="http-access-control-allow-headers",
    mdn="Reference/Headers/Access-Control-Allow-Headers",
    broken=Example(
        (
            Hop(
                x.READABLE,
                x.preflight(x.ORIGIN, x.headers("x-one")),
                cases=(
                    (
                        When(asks=re.compile(".*corscheck.*"), preflight=True),
                        x.preflight(x.ORIGIN, x.headers("{asks}")),
                    ),
                ),
            ),
        ),
        {"headers": (("X-One", "1"),)},
    ),
    right=x.with_header("X-One", "1", x.preflight(x.ORIGIN, x.headers("x-one"))),
)
def allow_headers_echo(journey: Journey) -> Iterator[Finding]:
    """
    The server copies Access-Control-Request-Headers into its own list. That is harmless for origins that you trust, but
    the list protects nothing, and caches cannot share the responses, because every page gets a different one.
    """
    answered = journey.probes.get("other-names")
    if answered is None:
        return
    asked = (answered.exchange.request.get("access-control-request-headers") or "").split(",")
    allowed = answered.response.get("access-control-allow-headers") or ""
    made_up = next((name for name in asked if name.startswith("x-corscheck")), None)
    if made_up and made_up in allowed.lower():
        start = allowed.lower().index(made_up)
        span = (start, start + len(made_up))
        yield Finding(
            "allow-headers-echo", (Evidence(answered.number, "Access-Control-Allow-Headers", allowed, span=span),)
        )


@advice(
    "cors-is-not-auth",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    title="CORS does not keep other sites from sending this request",
    label="a POST that needs no preflight: any site can send it, with cookies where SameSite lets them go along",
    remedy="Protect what changes data with a CSRF token, SameSite cookies, or a header or type that needs a preflight.",
    spec="general",
    mdn="Guides/CORS",
    broken=x.simple(x.READABLE_WITH_CREDENTIALS, method="POST", credentials="include"),
    right=x.with_header(
        "X-CSRF-Token",
        "t",
        x.preflight(x.ORIGIN, x.CREDENTIALS, x.headers("X-CSRF-Token")),
        x.READABLE_WITH_CREDENTIALS,
        method="POST",
        credentials="include",
    ),
)
def cors_is_not_auth(journey: Journey) -> Iterator[Finding]:
    """
    Any site can send a simple POST, and the server has carried it out before the browser looks at a CORS header. The
    user's cookies go along where SameSite and third-party cookie rules permit: always from another page of the same
    site; from other sites only with SameSite=None, or without SameSite outside Chromium. CORS decides who may read, not
    who may change data, and a program can make up any Origin header.
    """
    request = journey.request
    simple = wire.sets_unsafe_request(request) and is_cross_origin(request) and not any(journey.preflights())
    if not simple or standard.normalize_method(request.method) != "POST" or not journey.credentials:
        return
    for number, exchange, response in journey.mains():
        if exchange.request.method == "POST" and 200 <= response.status < 300:
            yield Finding("cors-is-not-auth", (Evidence(number, field="method", value="POST", span=(0, 4)),))
            return
