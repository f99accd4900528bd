"""Names of header fields, and whose they are: a request's, an answer's, or anybody's."""

from __future__ import annotations

from typing import Literal

from checks.cors.fetch_standard import is_token

Side = Literal["request", "response"]

PSEUDO_REQUEST = frozenset({":authority", ":method", ":path", ":scheme", ":host"})
PSEUDO_RESPONSE = frozenset({":status", ":version"})
_REQUEST = frozenset(
    """
    accept accept-charset accept-encoding accept-language authorization cookie device-memory dnt downlink ect expect
    forwarded host if-match if-modified-since if-none-match if-range if-unmodified-since last-event-id
    max-forwards origin proxy-authorization range referer rtt te upgrade-insecure-requests user-agent viewport-width
    x-csrf-token x-csrftoken x-forwarded-for x-forwarded-host x-forwarded-proto x-http-method-override x-requested-with
    x-xsrf-token x-client-data
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_RESPONSE = frozenset(
    """
    accept-ranges age allow alt-svc cf-cache-status cf-ray clear-site-data content-disposition content-range
    content-security-policy content-security-policy-report-only cross-origin-embedder-policy
    cross-origin-opener-policy cross-origin-resource-policy date etag expect-ct expires last-modified link location
    nel origin-agent-cluster permissions-policy proxy-authenticate proxy-status public-key-pins referrer-policy
    refresh report-to reporting-endpoints retry-after server server-timing set-cookie set-cookie2 sourcemap
    strict-transport-security timing-allow-origin transfer-encoding vary via www-authenticate x-amz-cf-id x-amz-cf-pop
    x-amz-id-2 x-amz-request-id x-amzn-errortype x-amzn-requestid x-amz-apigw-id x-aspnet-version x-cache
    x-content-type-options x-dns-prefetch-control x-download-options x-firefox-spdy x-frame-options x-powered-by
    x-ratelimit-limit x-ratelimit-remaining x-robots-tag x-runtime x-served-by x-ua-compatible x-vercel-cache
    x-vercel-id x-xss-protection
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_ANYBODYS = frozenset(
    """
    cache-control connection content-encoding content-language content-length content-location content-type keep-alive
    pragma priority proxy-connection trailer upgrade warning x-request-id x-correlation-id traceparent
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
KNOWN = _REQUEST | _RESPONSE | _ANYBODYS
# What only a server's machinery adds: code and configuration that set CORS headers do not name them.
_ON_THE_WAY = frozenset(
    """
    age alt-svc cf-ray date etag last-modified server transfer-encoding via x-amzn-requestid x-cache x-powered-by
    x-served-by x-vercel-id
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
# Values in panels that look like names of header fields.
POLICIES = frozenset(
    """
    no-referrer no-referrer-when-downgrade origin-when-cross-origin same-origin strict-origin
    strict-origin-when-cross-origin unsafe-url
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LONGEST_NAME = 100


def side(name: str) -> Side | None:
    """Whose field it is, as far as its name tells."""
    name = name.lower()
    if name in _REQUEST or name in PSEUDO_REQUEST or name.startswith(("access-control-request-", "sec-")):
        return "request"
    if name in _RESPONSE or name in PSEUDO_RESPONSE or name.startswith("access-control-"):
        return "response"
    return None


def is_known(name: str) -> bool:
    """Whether it is the name of a header field, and hardly anything else."""
    return name.lower() in KNOWN or side(name) is not None


def is_likely(name: str) -> bool:
    """Whether it is a known name, or is spelled as those that people make up are."""
    if name.lower() in POLICIES and name.lower() != "origin":
        return False
    return is_known(name) or ("-" in name.strip("-") and is_name(name) and not name.isdigit())


def is_name(name: str) -> bool:
    """Whether a header field, or a pseudo field of HTTP/2, may be called so."""
    return len(name) <= _LONGEST_NAME and is_token(name.removeprefix(":"))


def shows_a_server(names: frozenset[str]) -> bool:
    """Whether some of these lower-case names come from a server that answered, not from code that sets headers."""
    return bool(names & _ON_THE_WAY)
