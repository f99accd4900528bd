"""What each browser prints around a reason: the envelopes of the console lines.

The texts are the browsers' own, facts recorded from Chromium 156, Firefox 153 and WebKitGTK 2.50.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from checks.cors.fetch_standard import REDIRECT_STATUSES, header_list_values, is_forbidden_request_header
from checks.cors.model import HttpResponse
from checks.cors.step import Step
from checks.cors.urls import is_same_site, parse, without_credentials

Lines = tuple[str, ...]
NET_FAILED = "Failed to load resource: net::ERR_FAILED"


# What Firefox lets no page load or link to, and schemes of which it makes no channel that it could speak of.
FIREFOX_LOCAL_SCHEMES = frozenset({"file", "resource", "view-source"})
FIREFOX_SILENT_SCHEMES = frozenset({"chrome", "ws", "wss", "moz-extension"})


def _printable(url: str) -> str:
    return without_credentials(url) if "@" in url else url


def chromium(step: Step, text: str, url: str | None = None) -> Lines:
    """Chromium's two lines for a block by CORS; a failing preflight says so in `text`."""
    first = _printable(step.first_url.full)
    last = _printable(url or step.url.full)
    redirected = f" (redirected from '{first}')" if len(step.url_list) > 1 or url else ""
    kind = step.request.made_by.chromium
    return (
        f"Access to {kind} at '{last}'{redirected} from origin '{step.request.origin}' "
        f"has been blocked by CORS policy: {text}",
        NET_FAILED,
    )


def chromium_net_error(error: str) -> Lines:
    return (f"Failed to load resource: net::{error}",)


def socket(step: Step, chromium: str, webkit: str | None) -> Lines:
    """What is printed of a WebSocket that does not open; Firefox says no reason."""
    url = _printable(step.url.href)
    if step.browser.name == "firefox":
        return (f"Firefox can’t establish a connection to the server at {url}.",)
    reason = chromium if step.browser.name == "chromium" else webkit
    return (f"WebSocket connection to '{url}' failed: {reason}",) if reason else ()


def socket_net_error(step: Step, error: str, webkit: str | None = None) -> Lines:
    """The same where no answer came."""
    return socket(step, f"Error in connection establishment: net::{error}", webkit)


PREFLIGHT = "Response to preflight request doesn't pass access control check: "


def chromium_value(value: str) -> str:
    """A header value as Chromium prints it: what is not printable ASCII as `\\uXXXX`."""
    return re.sub(r"[^\x20-\x7e]", lambda match: f"\\u{ord(match[0]):04X}", value)


def firefox(step: Step, reason: str, *, status: int | None = None, quoted: bool = False) -> Lines:
    """Firefox's line for a reason, and the lines that follow it: after a failed preflight or redirect the request
    itself "did not succeed", after a redirected preflight twice."""
    line = firefox_line(step.url.full, reason, status=status, quoted=quoted)
    after = firefox_line(step.url.full, "CORS request did not succeed", null_status=True)
    if step.phase == "preflight":
        follows = is_redirect(step.response) and step.request.redirect == "follow"
        return (line, after, after) if follows else (line, after)
    if step.phase == "redirect" and step.request.redirect == "follow":
        module = (firefox_module_type(step, ""),) if step.request.initiator == "module-script" else ()
        return (line, *module, after, *firefox_element(step))
    return (line, *firefox_element(step))


# SHA-256 of no bytes, which is what a block by CORS leaves.
_OF_NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def firefox_integrity(url: str, computed: str) -> str:
    """Firefox's line about a hash that is not the content's."""
    return (
        f"None of the “sha256” hashes in the integrity attribute match the content of the subresource at “{url}”. The "
        f"computed hash is “{computed}”."
    )


def firefox_element(step: Step) -> Lines:
    """What Firefox adds for the element that a block by CORS has left empty."""
    request = step.request
    if request.initiator == "module-script" and (request.integrity or request.integrity_mismatch):
        return (firefox_integrity(step.first_url.href, _OF_NOTHING),)
    end = request.made_by.firefox_end
    return (end.format(url=_printable(step.first_url.href)),) if end else ()


def firefox_unsent(step: Step) -> Lines:
    """What Firefox says of an element for which nothing is sent."""
    end = step.request.made_by.firefox_unsent
    return (end.format(url=_printable(step.first_url.href)),) if end else ()


def firefox_module_type(step: Step, essence: str) -> str:
    url = step.url.href
    return f"Loading module from “{url}” was blocked because of a disallowed MIME type (“{essence}”)."


def firefox_worker_type(step: Step, essence: str) -> str:
    url = step.first_url.href
    return f"Loading Worker from “{url}” was blocked because of a disallowed MIME type (“{essence}”)."


def firefox_value(value: str) -> str:
    """A header value as Firefox prints it: its bytes as UTF-8."""
    return value.encode("latin-1").decode("utf-8", "replace")


def webkit_value(value: str) -> str:
    """A header value as WebKit prints it: repaired to UTF-8, and those bytes taken for Latin-1."""
    return value if value.isascii() else firefox_value(value).encode("utf-8").decode("latin-1")


def firefox_line(
    url: str, reason: str, *, status: int | None = None, null_status: bool = False, quoted: bool = False
) -> str:
    at = f"‘{_printable(url)}’" if quoted else _printable(url)
    code = "(null)" if null_status else status
    tail = f" Status code: {code}." if code is not None else ""
    return (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        f"{at}. (Reason: {reason}).{tail}"
    )


def webkit(step: Step, reason: str | None, url: str | None = None) -> Lines:
    """WebKit's lines: the reason, in a redirect's own words where a hop failed, and what could not be loaded."""
    lines = []
    if reason is not None:
        if step.phase == "redirect" and step.location is not None:
            reason = (
                f"Cross-origin redirection to {_printable(step.location.full)} denied by "
                f"Cross-Origin Resource Sharing policy: {reason}"
            )
        lines.append(reason)
    end = step.request.made_by.webkit_end
    if end is not None:
        shown = step.first_url if step.request.initiator == "img" else step.url
        lines.append(end.format(url=_printable(url or shown.full), reason=reason or ""))
    return tuple(lines)


def webkit_end(step: Step, reason: str) -> Lines:
    """The same where the last line quotes the reason, if it does, and no other line says it."""
    lines = webkit(step, reason)
    return lines[1:] if len(lines) > 1 and reason in lines[-1] else lines


def is_redirect(response: HttpResponse | None, *, empty: bool = True) -> bool:
    """Whether a browser would follow it: a redirect status with a Location; `empty`: also with an empty one."""
    if response is None or response.status not in REDIRECT_STATUSES:
        return False
    location = response.get("location")
    return location is not None and (empty or location != "")


_WILDCARD_WARNING = (
    "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. "
    "(Reason: When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include "
    "the `Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`)."
)


_LAX_REFERRER_POLICIES = ("no-referrer-when-downgrade", "origin-when-cross-origin", "unsafe-url")


def plan_lines(step: Step) -> Lines:
    """What is printed before anything is sent, although the request goes on."""
    request = step.request
    if step.browser.name == "firefox" and request.referrer_policy in _LAX_REFERRER_POLICIES and is_cross_site(step):
        return (
            f"Referrer Policy: Ignoring the less restricted referrer policy “{request.referrer_policy}” for the "
            f"cross-site request: {step.url.href}",
        )
    if request.initiator == "xmlhttprequest" and step.browser.name != "firefox":
        refused = tuple(
            f'Refused to set unsafe header "{name}"'
            for name, value in request.headers
            if is_forbidden_request_header(name, value)
        )
        deprecated = request.body_kind == "arraybuffer" and step.browser.name == "webkit"
        return (*refused, _ARRAY_BUFFER) if deprecated else refused
    return ()


_ARRAY_BUFFER = "ArrayBuffer is deprecated in XMLHttpRequest.send(). Use ArrayBufferView instead."


def hop_lines(step: Step) -> Lines:
    """What is printed of a redirect that is followed: Firefox's of a referrer policy, as it makes the next request of
    the first and opens it."""
    if step.browser.name != "firefox" or step.request.referrer_policy not in _LAX_REFERRER_POLICIES:
        return ()
    return plan_lines(step) * 2


def is_cross_site(step: Step) -> bool:
    page = parse(step.request.origin)
    return page is None or not is_same_site(page, step.url)


def preflight_lines(step: Step) -> Lines:
    """Firefox's warning about a preflight that it let pass: `*` covers Authorization for the time being."""
    if step.browser.name != "firefox" or "authorization" not in step.unsafe_headers or step.response is None:
        return ()
    names = {name.lower() for name in header_list_values(step.response, "access-control-allow-headers")[0]}
    if "*" not in names or "authorization" in names:
        return ()
    return (_WILDCARD_WARNING.format(url=_printable(step.url.href)),)


TAINTED = "Unable to get image data from canvas because the canvas has been tainted by cross-origin data."
EMPTY_WORKER = "Attempting to create a Worker from an empty source. This is probably unintentional."
_ASKS_FOR_PASSWORD = re.compile(r"\b(?:basic|digest)\b", re.IGNORECASE)


def challenge_lines(step: Step) -> Lines:
    """What WebKit says of an element of another origin whose server wants a password: it does not ask for one."""
    response = step.response
    if response is None or response.status != 401 or step.browser.name != "webkit":
        return ()
    asks = _ASKS_FOR_PASSWORD.search(response.get("www-authenticate") or "")
    if not (asks and step.no_cors and step.request.initiator in ("img", "script") and _is_tainted(step)):
        return ()
    url = _printable(step.url.href)
    return (f"Blocked {url} from asking for credentials because it is a cross-origin request.",)


def loaded_lines(step: Step) -> Lines:
    """What is printed of an answer that has arrived: WebKit's of a tainted canvas, and Firefox's of an XMLHttpRequest
    that was answered without a type, which it tries to read as XML."""
    response = step.response
    is_shown = step.browser.name == "webkit" and step.request.initiator in ("img", "video") and step.no_cors
    if is_shown and _is_tainted(step) and _is_whole(response):
        return (TAINTED,)
    if step.browser.name != "firefox" or response is None:
        return ()
    if step.request.initiator in ("worker-script", "worker-module") and is_empty(step):
        return (EMPTY_WORKER,)
    return _xml_lines(step, response)


def is_empty(step: Step) -> bool:
    """Whether the answer has no body."""
    response = step.response
    return response is not None and (response.status == 204 or response.get("content-length") == "0")


# Those by which Firefox reads nothing.
_WITHOUT_XML = (201, 202, 204, 205, 304)


def _xml_lines(step: Step, response: HttpResponse) -> Lines:
    # To upgrade a URL is to redirect it.
    redirected = len(step.url_list) > 1 or (step.url.scheme == "https" and step.request.url[:5].lower() == "http:")
    if step.request.initiator != "xmlhttprequest" or redirected:
        return ()
    empty = step.method == "HEAD" or response.status in _WITHOUT_XML or response.get("content-length") == "0"
    if empty or response.get("content-type") is not None:
        return ()
    # Nothing that follows a switch of protocols is a body.
    nothing = response.status == 101 or response.body_error == "ERR_CONTENT_DECODING_FAILED"
    error = "no root element found" if nothing else "syntax error"
    return (f"XML Parsing Error: {error}\nLocation: {step.url.href}\nLine Number 1, Column 1:",)


def _is_whole(response: HttpResponse | None) -> bool:
    return response is not None and not (response.incomplete or response.body_error)


def _is_tainted(step: Step) -> bool:
    return any(url.origin != step.request.origin for url in step.url_list)


# The reason phrase is not part of a recorded answer: the usual one of the commonest statuses, else a placeholder.
_COMMON = (400, 401, 403, 404, 405, 500, 503)


def status_line(response: HttpResponse) -> str:
    """Chromium's line for an answer of 400 and above, read or not."""
    reason = response.reason if response.http_version == "1.1" else ""
    if reason is None:
        reason = HTTPStatus(response.status).phrase if response.status in _COMMON else "Status"
    return f"Failed to load resource: the server responded with a status of {response.status} ({reason})"


Console = Callable[[Step], Lines]
