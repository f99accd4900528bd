"""Access-Control-Expose-Headers, and its sibling for timing: what of an answer script can read
(https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import fetch_standard as standard
from checks.cors.journey import Journey, is_read, once
from checks.cors.model import Evidence, Finding, HttpResponse, get_header
from checks.cors.rules import examples as x
from checks.cors.rules.base import Severity, advice
from checks.cors.rules.contracts import contract

NAME = "Access-Control-Expose-Headers"
TIMING = "Timing-Allow-Origin"
# What pages ask for: places, files, pages of a list, limits, versions. Not what servers add for themselves.
WANTED = frozenset(
    [
        "content-disposition",
        "content-range",
        "etag",
        "link",
        "location",
        "retry-after",
        "www-authenticate",
        "x-correlation-id",
        "x-next-page",
        "x-page",
        "x-per-page",
        "x-prev-page",
        "x-request-id",
        "x-total",
        "x-total-count",
        "x-total-pages",
    ]
)
WANTED_PREFIXES = ("ratelimit", "x-ratelimit-", "x-rate-limit-", "x-pagination")


def _is_wanted(name: str) -> bool:
    return name in WANTED or name.startswith(WANTED_PREFIXES)


def _hidden(journey: Journey, response: HttpResponse) -> list[tuple[str, str]]:
    """The wanted headers of the answer that no rule of exposure lets script read, as the server wrote them; what a
    contract needs is told by its own rule."""
    shown = standard.cors_exposed_header_names(response, credentials=journey.credentials)
    found = contract(journey)
    told = {name.lower() for name in found.exposes} if found is not None else set()
    return [
        (name, value)
        for name, value in response.headers
        if _is_wanted(name.lower()) and name.lower() not in shown and name.lower() not in told
    ]


@once
def fault(journey: Journey) -> str | None:
    """The id of the one rule that says why script misses a header of the answer, None where it misses none."""
    if journey.read is None or journey.request.initiator not in ("fetch", "xmlhttprequest"):
        return None
    response = journey.read[2]
    names, bad = standard.header_list_values(response, NAME.lower())
    if bad is not None:
        return "expose-invalid"
    if journey.credentials and names == ("*",):
        return "expose-wildcard-credentials"
    if response.get(NAME.lower()) is None and _on_preflight(journey) is not None:
        return "expose-on-preflight"
    return "expose-missing" if _hidden(journey, response) else None


def _on_preflight(journey: Journey) -> tuple[int, str] | None:
    for number, _, response in journey.preflights():
        value = response.get(NAME.lower())
        if value:
            return number, value
    return None


def _whole(number: int, header: str, value: str, **args: str) -> Evidence:
    return Evidence(exchange=number, header=header, value=value, span=(0, len(value)), args=tuple(args.items()))


@advice(
    "expose-missing",
    Severity.INFO,
    when=is_read,
    title="A script cannot read a header of the response",
    label="{name} is not exposed: headers.get() returns null",
    remedy="List the headers that the page needs in Access-Control-Expose-Headers, on the response itself.",
    spec="http-access-control-expose-headers",
    mdn="Reference/Headers/Access-Control-Expose-Headers",
    broken=x.simple(x.reply(x.ORIGIN, ("X-Total-Count", "42"))),
    right=x.simple(x.reply(x.ORIGIN, ("X-Total-Count", "42"), (NAME, "X-Total-Count"))),
)
def expose_missing(journey: Journey) -> Iterator[Finding]:
    """
    Of a cross-origin response a script can read the status, the body and seven headers: Cache-Control,
    Content-Language, Content-Length, Content-Type, Expires, Last-Modified and Pragma. The developer tools show every
    header; a script sees the others only if the server lists them. fetch prints nothing about this; for XMLHttpRequest
    Chromium prints `Refused to get unsafe header`.
    """
    if fault(journey) == "expose-missing" and journey.read is not None:
        number, _, response = journey.read
        hidden = dict(_hidden(journey, response))
        yield Finding("expose-missing", tuple(_whole(number, name, hidden[name], name=name) for name in hidden))


@advice(
    "expose-wildcard-credentials",
    Severity.WARNING,
    when=is_read,
    title="Access-Control-Expose-Headers is * but the request includes credentials",
    label="with credentials, * is taken literally",
    remedy="List the header names, or send the request without credentials.",
    spec="http-access-control-expose-headers",
    mdn="Reference/Headers/Access-Control-Expose-Headers",
    broken=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, ("X-Total-Count", "42"), (NAME, "*")), credentials="include"),
    right=x.simple(
        x.reply(x.ORIGIN, x.CREDENTIALS, ("X-Total-Count", "42"), (NAME, "X-Total-Count")), credentials="include"
    ),
)
def expose_wildcard_credentials(journey: Journey) -> Iterator[Finding]:
    """
    With credentials mode `include`, `*` exposes only a header whose name is `*`. The request succeeds, so the missing
    headers look like a bug in the page.
    """
    if fault(journey) == "expose-wildcard-credentials" and journey.read is not None:
        yield Finding("expose-wildcard-credentials", (_whole(journey.read[0], NAME, "*"),))


@advice(
    "expose-set-cookie",
    Severity.INFO,
    when=is_read,
    title="Set-Cookie cannot be exposed",
    label="no browser shows Set-Cookie to a script",
    remedy="Remove Set-Cookie from the list; send what the page must read in the body or in another header.",
    spec="forbidden-response-header-name",
    mdn="Reference/Headers/Access-Control-Expose-Headers",
    broken=x.simple(x.reply(x.ORIGIN, (NAME, "Set-Cookie"))),
    right=x.simple(x.reply(x.ORIGIN, (NAME, "X-Total-Count"))),
)
def expose_set_cookie(journey: Journey) -> Iterator[Finding]:
    """
    Scripts can never read Set-Cookie, of any site, whatever the server lists: otherwise HttpOnly cookies would be
    readable. The rest of the list works.
    """
    if journey.read is None:
        return
    number, _, response = journey.read
    names, _ = standard.header_list_values(response, NAME.lower())
    forbidden = next((name for name in names if name.lower() in standard.FORBIDDEN_RESPONSE_HEADERS), None)
    if forbidden is not None:
        value = response.get(NAME.lower()) or ""
        start = value.find(forbidden)
        evidence = Evidence(exchange=number, header=NAME, value=value, span=(start, start + len(forbidden)))
        yield Finding("expose-set-cookie", (evidence,))


@advice(
    "expose-invalid",
    Severity.WARNING,
    when=is_read,
    title="Access-Control-Expose-Headers cannot be parsed",
    label="{element} is not a header name, so browsers drop the whole list",
    remedy="Separate header names with commas, without quotes, semicolons or other separators.",
    spec="http-access-control-expose-headers",
    mdn="Reference/Headers/Access-Control-Expose-Headers",
    broken=x.simple(x.reply(x.ORIGIN, ("X-Total-Count", "42"), (NAME, "X-Total-Count; Link"))),
    right=x.simple(x.reply(x.ORIGIN, ("X-Total-Count", "42"), (NAME, "X-Total-Count, Link"))),
)
def expose_invalid(journey: Journey) -> Iterator[Finding]:
    """
    One element that is not a header name makes browsers drop the whole list. The request succeeds, nothing is exposed,
    and no console mentions it.
    """
    if fault(journey) == "expose-invalid" and journey.read is not None:
        number, _, response = journey.read
        value = response.get(NAME.lower()) or ""
        bad = standard.header_list_values(response, NAME.lower())[1] or ""
        start = value.find(bad)
        evidence = Evidence(
            exchange=number, header=NAME, value=value, span=(start, start + len(bad)), args=(("element", bad),)
        )
        yield Finding("expose-invalid", (evidence,))


@advice(
    "expose-on-preflight",
    Severity.INFO,
    when=is_read,
    title="Access-Control-Expose-Headers is on the preflight only",
    label="read on the response itself, never on the preflight",
    remedy="Send Access-Control-Expose-Headers on the response to the request, not on the response to OPTIONS.",
    spec="http-responses",
    mdn="Reference/Headers/Access-Control-Expose-Headers",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), (NAME, "X-Total-Count"))),
    right=x.put(x.PUT_ALLOWED, x.reply(x.ORIGIN, (NAME, "X-Total-Count"))),
)
def expose_on_preflight(journey: Journey) -> Iterator[Finding]:
    """
    Browsers read Access-Control-Expose-Headers on the response that the page gets, and ignore it on the preflight. This
    happens when a server adds all its CORS headers only in the OPTIONS handler.
    """
    found = _on_preflight(journey)
    if fault(journey) == "expose-on-preflight" and found is not None:
        yield Finding("expose-on-preflight", (_whole(found[0], NAME, found[1]),))


@advice(
    "timing-allow-origin",
    Severity.INFO,
    when=is_read,
    title="The page cannot see the response's timing details",
    label="a page on {page} may not see these timings",
    remedy="Send Timing-Allow-Origin with the page's origin, or with * for data that anyone may time.",
    spec="tao-check",
    mdn="Reference/Headers/Timing-Allow-Origin",
    broken=x.simple(x.reply(x.ORIGIN, ("Server-Timing", "db;dur=53"))),
    right=x.simple(x.reply(x.ORIGIN, ("Server-Timing", "db;dur=53"), (TIMING, "{page}"))),
)
def timing_allow_origin(journey: Journey) -> Iterator[Finding]:
    """
    In the page's performance entries, a cross-origin response has no details: redirects, name lookup, connection, first
    byte, sizes and Server-Timing read as zero or empty. Firefox shows the encoded and decoded size of what CORS lets
    the page read. Timing-Allow-Origin unlocks them. It takes a list of origins or `*`, with credentials too, and every
    redirect on the way must carry it.
    """
    if journey.read is None:
        return
    number, exchange, response = journey.read
    value = response.get(TIMING.lower())
    origin = get_header(exchange.request.headers, "origin") or journey.request.origin
    timing = response.get("server-timing")
    if value is None and timing is not None:
        yield Finding("timing-allow-origin", (_whole(number, "Server-Timing", timing, page=origin),))
    elif value is not None and not {"*", origin} & {part.strip(" \t") for part in value.split(",")}:
        yield Finding("timing-allow-origin", (_whole(number, TIMING, value, page=origin),))
