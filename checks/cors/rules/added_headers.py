"""Headers that a library adds to the page's requests, of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.cors import failure, wire
from checks.cors.added_headers import adder_of
from checks.cors.browsers import CHROMIUM
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, advice

_LABEL = "{name} is usually added by a library{more}"
_MDN = "Guides/CORS/Errors/CORSMissingAllowHeaderFromPreflight"
_GOOGLE: dict[str, Any] = {"headers": (("X-Goog-Api-Client", "gl-js"), ("X-Goog-Api-Key", "key"))}


def _added(journey: Journey, *, traces: bool) -> tuple[Evidence, ...]:
    """The names of the page's headers that a library usually adds; values may be secret."""
    if not (journey.is_cors and wire.sets_unsafe_request(journey.request)):
        return ()
    found = []
    for name in dict.fromkeys(name for name, _ in journey.request.headers):
        adder = adder_of(name)
        if adder is not None and adder.traces == traces:
            args = (("name", name), ("more", f", {adder.who}: {adder.how}"))
            found.append(Evidence(field="headers", value=name, span=(0, len(name)), args=args))
    return tuple(found)


@advice(
    "tracing-headers",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    title="A tracing library adds a header that forces a preflight",
    label=_LABEL,
    remedy="Add the header to Access-Control-Allow-Headers, or exclude this host in the library's settings.",
    spec="cors-unsafe-request-header-names",
    mdn=_MDN,
    broken=x.with_header("traceparent", "00-0-0-01", x.preflight(x.ORIGIN, x.headers("traceparent"))),
    right=x.simple(x.READABLE),
)
def tracing_headers(journey: Journey) -> Iterator[Finding]:
    """
    Sentry, OpenTelemetry, Datadog and similar libraries add headers such as sentry-trace, baggage and traceparent to
    fetch and XMLHttpRequest calls for the hosts on their list. By default that is often only the page's own host, until
    someone widens the pattern. A GET that needed no preflight then needs one, and a server that lists only its own
    headers refuses it. The failing line of code never mentions the header.
    """
    found = _added(journey, traces=True)
    if found:
        yield Finding("tracing-headers", found)


@advice(
    "library-headers",
    Severity.INFO,
    when=failure.failed,
    confidence=Confidence.INFERRED,
    title="A library adds a header that the server does not allow",
    label=_LABEL,
    remedy="Add the header to Access-Control-Allow-Headers, or stop the library from sending it with this request.",
    spec="cors-unsafe-request-header-names",
    mdn=_MDN,
    broken=Example((Hop(x.reply(), x.preflight(x.ORIGIN)),), _GOOGLE),
    right=Example((Hop(x.READABLE, x.preflight(x.ORIGIN, x.headers("X-Goog-Api-Client, X-Goog-Api-Key"))),), _GOOGLE),
    explains=("header-not-allowed",),
)
def library_headers(journey: Journey) -> Iterator[Finding]:
    """
    Clients for Supabase, Google, Apollo, AWS, OpenAI and many others add their own headers; so do htmx, Next.js and
    Inertia when a link leads to another site. Nobody wrote them, so nobody allows them on the server. The preflight
    asks for each and fails at the first that is missing.
    """
    failed = failure.failed(journey)
    if failed is None or not failed.is_preflight:
        return
    asked = set(wire.unsafe_header_names(journey.request.headers, CHROMIUM))
    allowed = (failed.response.get("access-control-allow-headers") or "").lower().split(",")
    listed = {name.strip() for name in allowed}
    found = tuple(item for item in _added(journey, traces=False) if (item.value or "").lower() in asked - listed)
    if found:
        yield Finding("library-headers", found)
