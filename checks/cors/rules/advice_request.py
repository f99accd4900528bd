"""Advice on the request itself: what the page's code asks for and does not get, or asks for by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.cors import fetch_standard as standard
from checks.cors import wire
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding, Headers
from checks.cors.plan import is_cross_origin
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, Reply, Severity, advice

_FONT = re.compile(r"(?:font/|application/(?:x-)?font-|application/vnd\.ms-fontobject)")


def _field(field: str, value: str, **args: str) -> Evidence:
    return Evidence(field=field, value=value, span=(0, len(value)), args=tuple(args.items()))


def _headers(fields: Iterable[tuple[str, str]]) -> tuple[Evidence, ...]:
    """The names alone are marked: values may be secret."""
    return tuple(_field("headers", name, name=name) for name in dict.fromkeys(name for name, _ in fields))


def _by_script(journey: Journey) -> bool:
    return wire.sets_unsafe_request(journey.request)


@advice(
    "allow-origin-as-request-header",
    Severity.WARNING,
    title="The page sends a response header with its request",
    label="{name} is a response header; in a request it causes a preflight and grants nothing",
    remedy="Remove it from the page's code, and send it from the server in the response.",
    spec="http-responses",
    mdn="Guides/CORS",
    broken=x.with_header(
        "Access-Control-Allow-Origin", "*", x.preflight(x.ORIGIN, x.headers("Access-Control-Allow-Origin"))
    ),
    right=x.simple(x.READABLE),
)
def allow_origin_as_request_header(journey: Journey) -> Iterator[Finding]:
    """
    Only a server can grant these permissions. In a request they are ordinary custom headers: they cause a preflight,
    which usually fails because no server lists them in Access-Control-Allow-Headers. This is the most common first
    attempt to fix CORS.
    """
    found = [field for field in journey.request.headers if standard.is_cors_response_header(field[0].lower())]
    if found:
        yield Finding("allow-origin-as-request-header", _headers(found))


@advice(
    "header-forbidden",
    Severity.WARNING,
    title="A script cannot set this request header",
    label="{name} is set by the browser; the page's value is dropped",
    remedy="Remove it from the page's code. For cookies use credentials: 'include'; the browser sets the rest.",
    spec="forbidden-request-header",
    mdn="Guides/CORS",
    broken=x.simple(x.READABLE, headers=(("Host", "api.example.com"),)),
    right=x.simple(x.READABLE),
)
def header_forbidden(journey: Journey) -> Iterator[Finding]:
    """
    Browsers set Host, Origin, Referer, Cookie, Content-Length, Connection and everything that begins with Sec- or
    Proxy-, so that servers can rely on them. fetch silently ignores a page's value. For XMLHttpRequest, Chromium and
    Safari print `Refused to set unsafe header`, Firefox `Attempt to set a forbidden header was denied`. curl does send
    them, so a request that works there may behave differently in a page.
    """
    found = [field for field in journey.request.headers if standard.is_forbidden_request_header(*field)]
    if found and _by_script(journey):
        yield Finding("header-forbidden", _headers(found))


@advice(
    "method-not-normalized",
    Severity.WARNING,
    title="A lowercase method stays lowercase",
    label="sent as {value}; HTTP's method is {upper}",
    remedy="Write the method in uppercase in the page's code.",
    spec="concept-method-normalize",
    mdn="Guides/CORS/Errors/CORSMethodNotFound",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("patch")), method="patch"),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PATCH")), method="PATCH"),
)
def method_not_normalized(journey: Journey) -> Iterator[Finding]:
    """
    fetch converts only DELETE, GET, HEAD, OPTIONS, POST and PUT to uppercase. A server that lists `patch` or `*` lets
    the preflight pass, but its router only knows PATCH.
    """
    method = wire.method_of(journey.request)
    if method.upper() == "PATCH" and method != "PATCH" and _by_script(journey) and journey.passed_preflights:
        yield Finding("method-not-normalized", (_field("method", method, upper=method.upper()),))


def _needlessly_unsafe(headers: Headers) -> Iterator[Evidence]:
    """Headers that are free by name and content, and need a preflight for the length or bytes of their value."""
    for name, given in standard.combine(headers):
        lower, value = name.lower(), standard.normalize_value(given)
        if lower not in standard.SAFELISTED_REQUEST_HEADERS or lower == "range":
            continue
        if lower == "content-type" and standard.mime_type_essence(value) not in standard.SAFELISTED_CONTENT_TYPES:
            continue
        if not standard.is_cors_safelisted_request_header(lower, value):
            yield _field("headers", name, name=name)


@advice(
    "safelist-value-long",
    Severity.WARNING,
    title="A safelisted header has a long or unusual value, which needs a preflight",
    label="{name} needs a preflight because of its value",
    remedy="Keep the value to 128 bytes of plain characters, or add the header to Access-Control-Allow-Headers.",
    spec="cors-safelisted-request-header",
    mdn="Guides/CORS/Errors/CORSMissingAllowHeaderFromPreflight",
    broken=x.with_header("Accept", "a" * 129, x.preflight(x.ORIGIN, x.headers("Accept"))),
    right=x.simple(x.READABLE, headers=(("Accept", "a" * 128),)),
)
def safelist_value_long(journey: Journey) -> Iterator[Finding]:
    """
    Accept, Accept-Language, Content-Language and Content-Type need no preflight only while their values look like what
    a form could send: at most 128 bytes, without quotes, brackets, colons and the like. Other values need a preflight,
    and servers rarely list these headers.
    """
    if journey.is_cors and _by_script(journey):
        found = tuple(_needlessly_unsafe(journey.request.headers))
        if found:
            yield Finding("safelist-value-long", found)


@advice(
    "no-cors-opaque",
    Severity.WARNING,
    title="Mode no-cors sends the request but hides the response",
    label="the page gets status 0, no headers and an empty body",
    remedy="Use mode cors, and have the server send Access-Control-Allow-Origin.",
    spec="concept-filtered-response-opaque",
    mdn="../API/Request/mode",
    broken=x.simple(x.READABLE, mode="no-cors"),
    right=x.simple(x.READABLE),
)
def no_cors_opaque(journey: Journey) -> Iterator[Finding]:
    """
    Mode no-cors is for responses that the page never reads: an image, a script, a copy for a service worker's cache. It
    hides the response along with the console error, and nothing can make an opaque response readable.
    """
    opaque = any(outcome.outcome == "opaque" for outcome in journey.outcomes.values())
    if journey.request.mode == "no-cors" and journey.request.initiator == "fetch" and opaque:
        yield Finding("no-cors-opaque", (_field("mode", "no-cors"),))


@advice(
    "page-origin-null",
    Severity.WARNING,
    title="The page's origin is null",
    label="every file, sandboxed frame and data: page shares this origin",
    remedy="Serve the page over http or https; during development, from localhost.",
    spec="origin-header",
    mdn="Reference/Headers/Origin",
    broken=x.simple(x.reply(x.ANY_ORIGIN), origin="null"),
    right=x.simple(x.reply(x.ANY_ORIGIN)),
)
def page_origin_null(journey: Journey) -> Iterator[Finding]:
    """
    A page from a file, a sandboxed frame without allow-same-origin and a data: document send `Origin: null`. They can
    read a response only if it allows `*` (without credentials) or `null`. A server that allows `null` allows every
    site, since any site can create such a frame.
    """
    if journey.request.origin == "null" and journey.is_cors:
        yield Finding("page-origin-null", (_field("origin", "null"),))


@advice(
    "same-origin",
    Severity.INFO,
    title="The page and the URL have the same origin, so CORS does not apply",
    label="the same scheme, host and port as the page",
    remedy="Nothing to fix for CORS. If the request fails, look at its status and at the network panel.",
    spec="main-fetch",
    mdn="Guides/CORS",
    broken=Example((Hop(x.reply()),), {}, "{page}{path}"),
    right=x.simple(x.READABLE),
)
def same_origin(journey: Journey) -> Iterator[Finding]:
    """
    Within one origin (same scheme, host and port) browsers ask for no permission, and no CORS header can break the
    request. A redirect to another origin would change that.
    """
    request = journey.request
    if request.mode == "cors" and not journey.is_cors and not is_cross_origin(request) and journey.responses:
        yield Finding("same-origin", (_field("url", request.url),))


@advice(
    "element-crossorigin",
    Severity.INFO,
    title="The server allows CORS, but the element does not use it",
    label="the element has no crossorigin attribute, so browsers ignore this header",
    remedy="Add crossorigin to the element if a script needs its contents: pixels, error details, style rules.",
    spec="https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attributes",
    mdn="../HTML/Reference/Attributes/crossorigin",
    broken=x.simple(
        Reply(200, (x.ANY_ORIGIN, ("Content-Type", "image/png"))),
        initiator="img",
        mode="no-cors",
        credentials="include",
    ),
    right=x.simple(Reply(200, (x.ANY_ORIGIN, ("Content-Type", "image/png"))), initiator="img"),
)
def element_crossorigin(journey: Journey) -> Iterator[Finding]:
    """
    Without the crossorigin attribute the browser makes no CORS request, whatever the server sends. The image shows and
    the script runs, but a canvas with the image cannot be read, errors only say `Script error.`, and reading style
    rules throws. A copy cached this way may lack the CORS headers once you add the attribute.
    """
    request, last = journey.request, journey.last
    if request.mode != "no-cors" or request.initiator not in ("img", "script", "stylesheet") or last is None:
        return
    value = last.response.get("access-control-allow-origin")
    if value in ("*", request.origin) and is_cross_origin(request):
        evidence = Evidence(
            exchange=last.number, header="Access-Control-Allow-Origin", value=value, span=(0, len(value or ""))
        )
        yield Finding("element-crossorigin", (evidence,))


@advice(
    "preload-mismatch",
    Severity.WARNING,
    title="A font is preloaded without crossorigin",
    label="Chromium and Firefox fetch fonts with CORS, so this copy is not used",
    remedy="Add crossorigin to the preload: <link rel=preload as=font crossorigin>.",
    spec="https://html.spec.whatwg.org/multipage/links.html#link-type-preload",
    mdn="../HTML/Reference/Attributes/rel/preload",
    broken=x.simple(
        Reply(200, (("Content-Type", "font/woff2"),)), initiator="preload", mode="no-cors", credentials="include"
    ),
    right=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "font/woff2"))), initiator="preload"),
)
def preload_mismatch(journey: Journey) -> Iterator[Finding]:
    """
    A preload is used only by a request with the same mode and credentials. Chromium and Firefox load fonts in mode
    cors, without cookies for other origins, even from the page's own origin. Without crossorigin the preload is a
    different request: the font is fetched twice, and Chromium's console says that the preload was not used. WebKit, as
    measured in WebKitGTK, loads fonts without CORS and uses the copy.
    """
    request, last = journey.request, journey.last
    if request.initiator != "preload" or request.mode != "no-cors" or last is None:
        return
    value = last.response.get("content-type") or ""
    if _FONT.match(value.lower()):
        evidence = Evidence(exchange=last.number, header="Content-Type", value=value, span=(0, len(value)))
        yield Finding("preload-mismatch", (evidence,), ("chromium", "firefox"))
