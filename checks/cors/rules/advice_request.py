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
    title="The page sends a header that only servers send",
    label="{name} is for the server's answer; in a request it asks for a preflight and grants nothing",
    remedy="Remove it from the page's code, and let the server send it in its answer.",
    spec="http-responses",
    mdn="Guides/CORS",
    broken=x.with_header(
        "Access-Control-Allow-Origin", "*", x.preflight(x.ORIGIN, x.headers("Access-Control-Allow-Origin"))
    ),
    right=x.simple(x.READABLE),
)
def allow_origin_as_request_header(journey: Journey) -> Iterator[Finding]:
    """
    Access-Control-Allow-Origin and its siblings are permissions that a server gives. A page cannot give itself any:
    in a request they are headers like any other, which make the browser send a preflight, and that usually fails
    because no server lists them in Access-Control-Allow-Headers. It is the commonest first attempt at mending CORS.
    """
    found = [field for field in journey.request.headers if standard.is_cors_response_header(field[0].lower())]
    if found:
        yield Finding("allow-origin-as-request-header", _headers(found))


@advice(
    "header-forbidden",
    Severity.WARNING,
    title="Script cannot set this request header",
    label="{name} is the browser's own, and what the page sets is dropped",
    remedy="Take it out of the page's code. Cookies go along by credentials mode include; the rest the browser sets.",
    spec="forbidden-request-header",
    mdn="Guides/CORS",
    broken=x.simple(x.READABLE, headers=(("Host", "api.example.com"),)),
    right=x.simple(x.READABLE),
)
def header_forbidden(journey: Journey) -> Iterator[Finding]:
    """
    Host, Origin, Referer, Cookie, Content-Length, Connection, and whatever begins with Sec- or Proxy- are set by the
    browser, so that a server can rely on them. fetch ignores a page's attempt in silence; for XMLHttpRequest Chromium
    and Safari print `Refused to set unsafe header`, and Firefox `Attempt to set a forbidden header was denied`. A tool
    such as curl sends them, which is why a request that works there may behave differently in a page.
    """
    found = [field for field in journey.request.headers if standard.is_forbidden_request_header(*field)]
    if found and _by_script(journey):
        yield Finding("header-forbidden", _headers(found))


@advice(
    "method-not-normalized",
    Severity.WARNING,
    title="A method in small letters stays in small letters",
    label="sent as {value}; HTTP's method is {upper}",
    remedy="Write the method in capitals in the page's code.",
    spec="concept-method-normalize",
    mdn="Guides/CORS/Errors/CORSMethodNotFound",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("patch")), method="patch"),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PATCH")), method="PATCH"),
)
def method_not_normalized(journey: Journey) -> Iterator[Finding]:
    """
    fetch puts DELETE, GET, HEAD, OPTIONS, POST and PUT into capitals and leaves every other method alone. A server that
    lists `patch` for it, or `*`, lets the preflight pass, and then its router knows PATCH only.
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
    title="A header that is free of preflights is too long or holds an unusual character",
    label="{name} needs a preflight for its value alone",
    remedy="Keep the value to 128 bytes of plain characters, or list the header in Access-Control-Allow-Headers.",
    spec="cors-safelisted-request-header",
    mdn="Guides/CORS/Errors/CORSMissingAllowHeaderFromPreflight",
    broken=x.with_header("Accept", "a" * 129, x.preflight(x.ORIGIN, x.headers("Accept"))),
    right=x.simple(x.READABLE, headers=(("Accept", "a" * 128),)),
)
def safelist_value_long(journey: Journey) -> Iterator[Finding]:
    """
    Accept, Accept-Language, Content-Language and Content-Type may be sent without asking only while their values look
    like what a form could send: at most 128 bytes, without quotes, brackets, colons and other characters that could
    smuggle something in. Beyond that they need a preflight, and servers rarely list them.
    """
    if journey.is_cors and _by_script(journey):
        found = tuple(_needlessly_unsafe(journey.request.headers))
        if found:
            yield Finding("safelist-value-long", found)


@advice(
    "no-cors-opaque",
    Severity.WARNING,
    title="Mode no-cors sends the request and hides the answer",
    label="the page gets status 0, no headers and an empty body",
    remedy="Use mode cors, and have the server send Access-Control-Allow-Origin.",
    spec="concept-filtered-response-opaque",
    mdn="../API/Request/mode",
    broken=x.simple(x.READABLE, mode="no-cors"),
    right=x.simple(x.READABLE),
)
def no_cors_opaque(journey: Journey) -> Iterator[Finding]:
    """
    Mode no-cors is for answers that the page itself never looks into: an image, a script, a copy for a service
    worker's cache. It removes the error from the console, and with it the answer. Nothing that a page can do
    turns an opaque answer into one that it may read.
    """
    opaque = any(outcome.outcome == "opaque" for outcome in journey.outcomes.values())
    if journey.request.mode == "no-cors" and journey.request.initiator == "fetch" and opaque:
        yield Finding("no-cors-opaque", (_field("mode", "no-cors"),))


@advice(
    "page-origin-null",
    Severity.WARNING,
    title="The page has no origin of its own",
    label="shared by every file, sandboxed frame and data: page there is",
    remedy="Serve the page over http or https, from localhost while you develop.",
    spec="origin-header",
    mdn="Reference/Headers/Origin",
    broken=x.simple(x.reply(x.ANY_ORIGIN), origin="null"),
    right=x.simple(x.reply(x.ANY_ORIGIN)),
)
def page_origin_null(journey: Journey) -> Iterator[Finding]:
    """
    A page opened from a file, a sandboxed frame without allow-same-origin and a data: document send `Origin: null`.
    Only `*`, without credentials, or the literal `null` lets them read an answer, and a server that allows `null`
    allows every page in the world, since each can make such a frame.
    """
    if journey.request.origin == "null" and journey.is_cors:
        yield Finding("page-origin-null", (_field("origin", "null"),))


@advice(
    "same-origin",
    Severity.INFO,
    title="Page and URL have the same origin, so CORS takes no part",
    label="scheme, host and port are the page's own",
    remedy="Nothing needs mending. If it fails, the cause is elsewhere: look at the status and at the network panel.",
    spec="main-fetch",
    mdn="Guides/CORS",
    broken=Example((Hop(x.reply()),), {}, "{page}{path}"),
    right=x.simple(x.READABLE),
)
def same_origin(journey: Journey) -> Iterator[Finding]:
    """
    The browser asks no permission within one origin: same scheme, same host, same port. The server needs no CORS
    headers for this request, and none that it sends can break it. A redirect to another origin would change that.
    """
    request = journey.request
    if request.mode == "cors" and not journey.is_cors and not is_cross_origin(request) and journey.responses:
        yield Finding("same-origin", (_field("url", request.url),))


@advice(
    "element-crossorigin",
    Severity.INFO,
    title="The server allows CORS, but the element does not ask for it",
    label="the element has no crossorigin attribute, so this is not looked at",
    remedy="Add crossorigin to the element when script needs what is in it: pixels, error details, style rules.",
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
    Without the crossorigin attribute an image is shown and a script is run, but their insides stay closed: a canvas
    that it was drawn on cannot be read, an error says only `Script error.`, style rules throw. The headers do not
    change that by themselves, for without the attribute the browser makes no CORS request. A copy in the cache from
    such a load may lack the headers when the attribute is added.
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
    remedy="Write crossorigin on the preload: <link rel=preload as=font crossorigin>.",
    spec="https://html.spec.whatwg.org/multipage/links.html#link-type-preload",
    mdn="../HTML/Reference/Attributes/rel/preload",
    broken=x.simple(
        Reply(200, (("Content-Type", "font/woff2"),)), initiator="preload", mode="no-cors", credentials="include"
    ),
    right=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "font/woff2"))), initiator="preload"),
)
def preload_mismatch(journey: Journey) -> Iterator[Finding]:
    """
    A preload is used only by a request of the same mode and credentials. Chromium and Firefox load fonts in mode cors
    without foreign cookies, even from the page's own origin; a preload without the crossorigin attribute is another
    request, so that the font is fetched twice and Chromium's console says that the preload was not used. WebKit, as
    measured in WebKitGTK, loads fonts without CORS and uses such a copy.
    """
    request, last = journey.request, journey.last
    if request.initiator != "preload" or request.mode != "no-cors" or last is None:
        return
    value = last.response.get("content-type") or ""
    if _FONT.match(value.lower()):
        evidence = Evidence(exchange=last.number, header="Content-Type", value=value, span=(0, len(value)))
        yield Finding("preload-mismatch", (evidence,), ("chromium", "firefox"))
