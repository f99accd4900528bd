"""Access-Control-Allow-Headers: may the request carry its headers (https://fetch.spec.whatwg.org/#cors-preflight-fetch)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.cors import chromium_headers, console
from checks.cors import fetch_standard as standard
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.allow_methods import evidence_of, invalid_element
from checks.cors.rules.base import Severity, advice, blocking
from checks.cors.rules.causes import cause_of, refused_by_list
from checks.cors.rules.wording import reasons
from checks.cors.step import Step

NAME = "Access-Control-Allow-Headers"
_WEBKIT_KNOWN = {
    name.lower(): name
    for name in [
        "Accept",
        "Accept-Charset",
        "Accept-Ranges",
        "Accept-Language",
        "Age",
        "Authorization",
        "Cache-Control",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Language",
        "Content-Location",
        "Content-MD5",
        "Content-Range",
        "Content-Type",
        "Default-Style",
        "ETag",
        "Expires",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Last-Event-ID",
        "Last-Modified",
        "Link",
        "Location",
        "Ping-From",
        "Ping-To",
        "Pragma",
        "Purpose",
        "Range",
        "Referrer-Policy",
        "Refresh",
        "Report-To",
        "Server",
        "Server-Timing",
        "Service-Worker",
        "SourceMap",
        "Timing-Allow-Origin",
        "Upgrade-Insecure-Requests",
        "User-Agent",
        "Vary",
        "X-Content-Type-Options",
        "X-DNS-Prefetch-Control",
        "X-Frame-Options",
        "X-SourceMap",
        "X-XSS-Protection",
    ]
}


@blocking(
    "allow-headers-invalid",
    title="Access-Control-Allow-Headers cannot be parsed",
    label="{element} is not a header name",
    remedy="Separate header names with commas, without quotes, semicolons or other separators.",
    spec="cors-preflight-fetch",
    mdn="Guides/CORS/Errors/CORSInvalidAllowHeader",
    console=reasons(
        f"Cannot parse {NAME} response header field in preflight response.",
        f"invalid token ‘{{element}}’ in CORS header ‘{NAME}’",
        f"Header {NAME} has an invalid value: {{value}}",
    ),
    broken=x.with_header("X-Api-Key", "1", x.preflight(x.ORIGIN, x.headers("X-Api-Key; Accept"))),
    right=x.with_header("X-Api-Key", "1", x.preflight(x.ORIGIN, x.headers("X-Api-Key"))),
)
def allow_headers_invalid(step: Step) -> Iterator[Evidence]:
    """
    One element that is not a token (quotes, semicolons, spaces inside) makes browsers refuse the whole preflight, even
    if the list also has the header that you need.
    """
    yield from invalid_element(step, NAME)


def missing(step: Step) -> tuple[str, ...]:
    """The unsafe request-header names, in lower case and byte order, that the answer does not allow here."""
    assert step.response is not None  # noqa: S101 - consulted with a preflight's answer
    listed, _ = standard.header_list_values(step.response, NAME.lower())
    allowed = {name.lower() for name in listed}
    if "*" in allowed and not step.credentials:
        return () if step.browser.wildcard_covers_authorization else _authorization(step, allowed)
    return tuple(name for name in step.unsafe_headers if name not in allowed)


def _authorization(step: Step, allowed: set[str]) -> tuple[str, ...]:
    return tuple(name for name in step.unsafe_headers if name == "authorization" and name not in allowed)


def fault(step: Step) -> str | None:
    assert step.response is not None  # noqa: S101 - consulted with a preflight's answer
    absent = missing(step)
    if not absent:
        return None
    listed, _ = standard.header_list_values(step.response, NAME.lower())
    if "*" not in listed:
        return "header-not-allowed"
    return "allow-headers-wildcard-credentials" if step.credentials else "allow-headers-wildcard-authorization"


def lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """Each browser names one header: Chromium the first of its hash table, Firefox the first in byte order, WebKit
    the first that the page set, of the names that it knows before those that it does not: as the page wrote it, and
    those that it knows in its own spelling."""
    absent = missing(step)
    written = {key.lower(): key for key, _ in reversed(step.request.headers)}
    if step.browser.name == "chromium":
        name = next(key for key in chromium_headers.walk({*written, *absent}) if key in absent)
        return console.chromium(step, f"Request header field {name} is not allowed by {NAME} in preflight response.")
    if step.browser.name == "firefox":
        return console.firefox(
            step, f"header ‘{absent[0]}’ is not allowed according to header ‘{NAME}’ from CORS preflight response"
        )
    ordered = [key for key in reversed(written) if key in absent]
    name = next((key for key in ordered if key in _WEBKIT_KNOWN), ordered[0] if ordered else absent[0])
    original = _WEBKIT_KNOWN.get(name) or written.get(name, name.title())
    return console.webkit(step, f"Request header field {original} is not allowed by {NAME}.")


_evidence = evidence_of(NAME, lambda step: (("missing", ", ".join(missing(step))),))


def _rule(rule_id: str, why: str, **fields: Any) -> None:
    rule = {"console": lines, "mdn": "Guides/CORS/Errors/CORSMissingAllowHeaderFromPreflight", **fields}
    blocking(rule_id, why=why, fault=fault, **rule)(_evidence)


def refused_whole(journey: Journey) -> Iterator[Finding]:
    """The finding of header-not-allowed where the server refuses a header by leaving out all CORS headers."""
    refused = refused_by_list(journey, "headers")
    if refused is None:
        return
    failed, refused_names = refused
    names = [name for name in refused_names.split(",") if not standard.is_cors_response_header(name)]
    if names:  # A header of answers is the page's mistake, and no server should list it.
        yield Finding("header-not-allowed", (failed.header(NAME, missing=", ".join(names)),))


_rule(
    "header-not-allowed",
    """
    A plain form could not send this header, so the preflight response must list it in Access-Control-Allow-Headers.
    Most common are `Content-Type: application/json`, `Authorization` and `X-Requested-With`; tracing libraries add
    theirs to every request. Browsers name only one missing header at a time.
    """,
    title="A request header is not in Access-Control-Allow-Headers",
    label="not in the list: {missing}",
    advise=refused_whole,
    when=cause_of,
    remedy="Add the missing names to Access-Control-Allow-Headers in the preflight response.",
    spec="cors-preflight-fetch",
    broken=x.with_header("X-Api-Key", "1", x.preflight(x.ORIGIN, x.headers("Content-Type"))),
    right=x.with_header("X-Api-Key", "1", x.preflight(x.ORIGIN, x.headers("Content-Type, X-Api-Key"))),
)
_rule(
    "allow-headers-wildcard-credentials",
    """
    With credentials mode `include`, `*` is no longer a wildcard but the name of a header called `*`.
    """,
    title="Access-Control-Allow-Headers is * but the request includes credentials",
    label="with credentials, * is taken literally; list {missing}",
    remedy="List the header names, or send the request without credentials.",
    spec="cors-protocol-and-credentials",
    broken=x.with_header(
        "X-Api-Key",
        "1",
        x.preflight(x.ORIGIN, x.CREDENTIALS, x.headers("*")),
        x.READABLE_WITH_CREDENTIALS,
        credentials="include",
    ),
    right=x.with_header(
        "X-Api-Key",
        "1",
        x.preflight(x.ORIGIN, x.CREDENTIALS, x.headers("X-Api-Key")),
        x.READABLE_WITH_CREDENTIALS,
        credentials="include",
    ),
)


@advice(
    "allow-headers-wildcard-authorization",
    Severity.WARNING,
    title="Access-Control-Allow-Headers: * does not cover Authorization",
    label="* works in browsers today; the standard requires Authorization by name",
    remedy="List Authorization as well: Access-Control-Allow-Headers: *, Authorization.",
    spec="cors-non-wildcard-request-header-name",
    mdn="Reference/Headers/Access-Control-Allow-Headers",
    check=_evidence,
    fault=fault,
    broken=x.with_header("Authorization", "Bearer x", x.preflight(x.ORIGIN, x.headers("*"))),
    right=x.with_header("Authorization", "Bearer x", x.preflight(x.ORIGIN, x.headers("*, Authorization"))),
)
def allow_headers_wildcard_authorization(journey: Journey) -> Iterator[Finding]:
    """
    In the standard `*` does not cover Authorization, so that no server allows tokens by accident. Browsers do not
    enforce this yet: the request works, and Firefox warns in its console that it will stop working.
    """
    for number, exchange, response in journey.preflights():
        asked = (exchange.request.get("access-control-request-headers") or "").split(",")
        listed = {name.lower() for name in standard.header_list_values(response, NAME.lower())[0]}
        if "authorization" in asked and "*" in listed and "authorization" not in listed and not journey.credentials:
            value = response.get(NAME.lower()) or ""
            evidence = Evidence(exchange=number, header=NAME, value=value, span=(0, len(value)))
            yield Finding("allow-headers-wildcard-authorization", (evidence,))
            return
