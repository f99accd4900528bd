"""What a browser refuses before anything is sent: faults of the request itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import console, urls
from checks.cors import fetch_standard as standard
from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, blocking
from checks.cors.step import Step
from checks.cors.wire import method_of

# Chromium's own list, as it prints it.
CHROMIUM_SCHEMES = (
    "chrome, chrome-experimental-site-token-provider, chrome-extension, chrome-untrusted, data, http, https, "
    "isolated-app"
)
_HOST_LIKE = re.compile(r"(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)\Z", re.IGNORECASE)


def request_field(field: str, value: str, **args: str) -> Evidence:
    return Evidence(field=field, value=value, span=(0, len(value)), args=tuple(args.items()))


@blocking(
    "url-invalid",
    refuses=True,
    title="The URL cannot be parsed",
    label="not a valid URL",
    remedy="Write the URL in full: scheme, host, port and path.",
    spec="dom-request",
    broken=x.unsent("http://[bad/"),
    right=x.unsent(),
)
def url_invalid(step: Step) -> Iterator[Evidence]:
    """
    fetch throws a TypeError for a URL that cannot be parsed; XMLHttpRequest throws a SyntaxError. Nothing is sent.
    """
    if step.url is urls.NOWHERE:
        yield request_field("url", step.request.url)


@blocking(
    "url-userinfo",
    refuses=True,
    title="The URL contains a user name or password",
    label="fetch refuses a URL with user:password@",
    remedy="Remove the credentials from the URL and send an Authorization header instead.",
    spec="dom-request",
    broken=x.unsent("http://user:password@{lab_host}/"),
    right=x.unsent(),
)
def url_userinfo(step: Step) -> Iterator[Evidence]:
    """
    fetch throws a TypeError when the URL contains a user name or password, before anything is sent. XMLHttpRequest and
    elements with crossorigin drop them; for plain elements see element-userinfo.
    """
    if step.url.has_credentials and step.request.initiator == "fetch":
        yield request_field("url", step.request.url)


@blocking(
    "method-forbidden",
    refuses=True,
    title="The method is forbidden for scripts",
    label="browsers do not let scripts use CONNECT, TRACE and TRACK",
    remedy="Use another method.",
    spec="forbidden-method",
    broken=x.unsent(method="TRACE"),
    right=x.unsent(method="GET"),
)
def method_forbidden(step: Step) -> Iterator[Evidence]:
    """
    fetch and XMLHttpRequest throw for CONNECT, TRACE and TRACK, in any case, and for anything that is not an HTTP
    token.
    """
    method = method_of(step.request)
    if standard.is_forbidden_method(method) or not standard.is_token(method):
        yield request_field("method", method)


@blocking(
    "header-malformed",
    refuses=True,
    title="A request header is not valid HTTP",
    label="not a valid header name or value",
    remedy="Use letters, digits and hyphens in the name, and no line breaks in the value.",
    spec="concept-header",
    broken=x.unsent(headers=(("X Custom", "1"),)),
    right=x.unsent(),
)
def header_malformed(step: Step) -> Iterator[Evidence]:
    """fetch and XMLHttpRequest throw when a header's name is not a token or its value contains a line break or NUL."""
    for name, value in step.request.headers:
        if not standard.is_token(name) or re.search(r"[\0\r\n]", standard.normalize_value(value)):
            yield request_field("headers", f"{name}: {value}")
            return


@blocking(
    "mode-navigate",
    refuses=True,
    title="The request mode navigate is not available to scripts",
    label="a script may use cors, no-cors and same-origin",
    remedy="Use mode cors.",
    spec="dom-request",
    broken=x.unsent(mode="navigate"),
    right=x.unsent(mode="cors"),
)
def mode_navigate(step: Step) -> Iterator[Evidence]:
    """fetch throws a TypeError for the mode `navigate`, which only the browser itself may use."""
    if step.request.mode not in ("cors", "no-cors", "same-origin"):
        yield request_field("mode", step.request.mode)


@blocking(
    "no-cors-method",
    refuses=True,
    title="A no-cors request may only use GET, HEAD or POST",
    label="not a CORS-safelisted method",
    remedy="Use mode cors and have the server allow the method.",
    spec="dom-request",
    broken=x.unsent(method="PUT", mode="no-cors"),
    right=Example((Hop(x.READABLE, x.PUT_ALLOWED),), {"method": "PUT"}),
)
def no_cors_method(step: Step) -> Iterator[Evidence]:
    """fetch throws a TypeError: in mode no-cors a page may send only what a form or an image could send."""
    if step.request.mode == "no-cors" and step.method not in standard.CORS_SAFELISTED_METHODS:
        yield request_field("method", step.request.method)


@blocking(
    "body-on-get",
    refuses=True,
    title="A GET or HEAD request cannot have a body",
    label="{method} with a body",
    remedy="Put the data in the URL's query, or use POST.",
    spec="dom-request",
    broken=x.unsent(body="a=1"),
    right=x.unsent(method="POST", body="a=1"),
)
def body_on_get(step: Step) -> Iterator[Evidence]:
    """fetch throws a TypeError for a GET or HEAD with a body; nothing is sent. XMLHttpRequest drops the body."""
    request = step.request
    if request.initiator == "fetch" and request.body is not None and step.method in ("GET", "HEAD"):
        yield request_field("body", "…", method=step.method)


@blocking(
    "cache-mode-only-if-cached",
    refuses=True,
    title="The cache mode only-if-cached needs mode same-origin",
    label="only allowed with mode same-origin",
    remedy="Use another cache mode.",
    spec="dom-request",
    broken=x.unsent(cache="only-if-cached"),
    right=x.unsent(cache="no-cache"),
)
def cache_mode_only_if_cached(step: Step) -> Iterator[Evidence]:
    """fetch throws a TypeError: a page may not find out what another site left in the cache."""
    if step.request.cache == "only-if-cached" and step.request.mode != "same-origin":
        yield request_field("cache", "only-if-cached")


def _file_lines(step: Step) -> tuple[str, ...]:
    """What is printed where a file: page asks for another file."""
    if step.request.mode != "cors":
        return ()
    if step.browser.name == "firefox":
        return (console.firefox_line(step.url.href, "CORS request not http"),)
    if step.browser.name == "webkit":
        return console.webkit(step, "Cross origin requests are only supported for HTTP.")
    return console.chromium(step, f"Cross origin requests are only supported for protocol schemes: {CHROMIUM_SCHEMES}.")


def _is_own_blob(step: Step) -> bool:
    return step.url.href.startswith(f"blob:{step.request.origin}/")


def _firefox_scheme(step: Step) -> tuple[str, ...]:
    """Firefox speaks of what a page may not load, and of CORS where it has made a request."""
    url, scheme = step.url.href, step.url.scheme
    unknown = scheme == "about" and url != "about:blank"
    if scheme in console.FIREFOX_SILENT_SCHEMES or unknown or _is_own_blob(step):
        return ()
    page = step.request.page
    if scheme in console.FIREFOX_LOCAL_SCHEMES and step.request.origin != "null":
        return (f"Security Error: Content at {page} may not load or link to {url}.",)
    if scheme == "blob":
        return (f"Security Error: Content at {page} may not load data from {url}.",)
    return (console.firefox_line(url, "CORS request not http"),) if step.request.mode == "cors" else ()


def _webkit_scheme(step: Step) -> tuple[str, ...]:
    if _is_own_blob(step):
        return ()
    if step.request.mode == "cors":
        return console.webkit(step, "Cross origin requests are only supported for HTTP.")
    if step.url.scheme == "file":
        refused = f"Not allowed to load local resource: {step.url.href}"
        return (refused, "Not allowed to request resource", *console.webkit(step, None))
    return ("FTP URLs are disabled",) if step.url.scheme == "ftp" else ()


def _scheme_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    url, scheme = step.url.href, step.url.scheme
    if scheme == "file" and (step.request.page_url or "").startswith("file:"):
        return _file_lines(step)
    page_is_web = step.request.origin != "null"
    if step.browser.name == "firefox":
        return _firefox_scheme(step)
    if step.browser.name == "webkit":
        return _webkit_scheme(step)
    if (scheme == "file" and page_is_web) or (
        scheme == "blob" and not _is_own_blob(step) and step.request.mode == "no-cors"
    ):
        return (f"Not allowed to load local resource: {url}",)
    if _is_own_blob(step):
        return console.chromium_net_error("ERR_FILE_NOT_FOUND")
    if step.request.initiator == "fetch":
        return (f'Fetch API cannot load {url}. URL scheme "{scheme}" is not supported.',)
    return console.chromium(step, f"Cross origin requests are only supported for protocol schemes: {CHROMIUM_SCHEMES}.")


@blocking(
    "url-no-scheme",
    title="The URL has no scheme, so its host is read as the scheme",
    label="{scheme}: is read as the scheme",
    remedy="Add http:// or https:// in front.",
    spec="main-fetch",
    mdn="Guides/CORS/Errors/CORSRequestNotHttp",
    console=_scheme_lines,
    broken=x.unsent("{lab_host}:8080/items"),
    right=x.unsent(),
)
def url_no_scheme(step: Step) -> Iterator[Evidence]:
    """
    To a browser `localhost:8080/items` is a complete URL with the scheme `localhost`. Nothing is sent, and the console
    mentions CORS or an unsupported scheme.
    """
    if (
        not step.url.is_http
        and _HOST_LIKE.match(step.url.scheme)
        and "." in step.url.scheme + ("." if step.url.scheme == "localhost" else "")
    ):
        yield request_field("url", step.request.url, scheme=step.url.scheme)


@blocking(
    "url-not-http",
    title="The URL's scheme is not http or https",
    label="CORS does not work with {scheme}:",
    remedy="Serve the page and the resource over http or https.",
    spec="scheme-fetch",
    mdn="Guides/CORS/Errors/CORSRequestNotHttp",
    console=_scheme_lines,
    broken=x.unsent("ftp://{lab_host}/items"),
    right=x.unsent(),
)
def url_not_http(step: Step) -> Iterator[Evidence]:
    """
    CORS works over HTTP only. With file:, ftp: and made-up schemes there is no server that could allow the request.
    """
    opens = step.browser.opens_about_blank and step.request.mode == "no-cors" and step.url.href == "about:blank"
    if not step.url.is_http and step.url.scheme != "data" and not opens:
        yield request_field("url", step.request.url, scheme=step.url.scheme)


def _same_origin_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    url, page = step.url.href, step.request.origin
    scheme = step.url.scheme
    hop = len(step.url_list) > 1
    in_worker = step.request.initiator in _WORKERS or step.request.made_by.in_worker
    if in_worker and (step.browser.name == "chromium" or (step.browser.name == "webkit" and not hop)):
        return ()
    if step.browser.name == "chromium":
        if hop or step.request.initiator == "track":
            return (f"Unsafe attempt to load URL {url} from frame with URL {step.request.page}. {_MATCH}\n",)
        return (
            f'Fetch API cannot load {url}. Request mode is "same-origin" but the URL\'s origin is not same as the '
            f"request origin {page}.",
        )
    if step.browser.name == "firefox":
        unknown = scheme == "javascript" or (scheme == "about" and url != "about:blank")
        if scheme in console.FIREFOX_SILENT_SCHEMES or unknown or _is_own_blob(step):
            return ()
        return (f"Security Error: Content at {step.request.page} may not load data from {url}.", *_worker_end(step))
    if _is_own_blob(step):
        return console.chromium_net_error("ERR_FILE_NOT_FOUND") if step.browser.name == "chromium" else ()
    if hop:
        return console.webkit(step, f"Unsafe attempt to load URL {url} from origin {page}. {_MATCH}")
    return (f"Fetch API cannot load {url}.",)


_WORKERS = ("worker-script", "worker-module")
# Where an opaque origin has no script of its own that a worker could run.
_WITHOUT_WORKERS = ("document", "sandboxed-frame", "data-url")


def _worker_end(step: Step) -> tuple[str, ...]:
    """What Firefox says more of a worker's script whose redirect led to another origin: that what came has no type."""
    if step.request.initiator not in _WORKERS or len(step.url_list) < 2:
        return ()
    return (console.firefox_worker_type(step, ""),)


_MATCH = "Domains, protocols and ports must match."


@blocking(
    "mode-same-origin",
    title="The request mode same-origin forbids other origins",
    label="the URL's origin is {url_origin}, the page's {page}",
    remedy="Use mode cors, and have the server allow the page's origin.",
    spec="main-fetch",
    console=_same_origin_lines,
    broken=x.unsent(mode="same-origin"),
    right=x.unsent(mode="cors"),
)
def mode_same_origin(step: Step) -> Iterator[Evidence]:
    """
    With mode `same-origin` the page itself tells the browser to refuse every other origin, including after redirects.
    """
    if step.request.made_by.in_worker and step.request.origin == "null" and step.request.context in _WITHOUT_WORKERS:
        yield request_field("origin", "null", url_origin=step.url.origin, page="null")
    if step.request.mode == "same-origin" and (step.url.origin != step.request.origin or step.url.origin == "null"):
        yield request_field("mode", "same-origin", url_origin=step.url.origin, page=step.request.origin)


def _no_cors_redirect_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "chromium":
        return (
            f'Fetch API cannot load {step.url.href}. Request mode is "no-cors" but the redirect mode is not "follow".',
        )
    if step.browser.name == "webkit":
        return (
            "No-Cors mode requires follow redirect mode",
            "Not allowed to request resource",
            *console.webkit(step, None),
        )
    return ()


@blocking(
    "no-cors-redirect-mode",
    title="A no-cors request needs redirect mode follow",
    label="must be follow with mode no-cors",
    remedy="Leave the redirect mode at its default, or use mode cors.",
    spec="main-fetch",
    console=_no_cors_redirect_lines,
    broken=x.unsent(mode="no-cors", redirect="manual"),
    right=x.unsent(mode="cors", redirect="manual"),
)
def no_cors_redirect_mode(step: Step) -> Iterator[Evidence]:
    """
    An opaque response tells the page nothing, not even whether there was a redirect, so the page may not choose how to
    handle one.
    """
    request = step.request
    if request.mode == "no-cors" and request.redirect != "follow" and step.url.origin != request.origin:
        yield request_field("redirect", request.redirect)
