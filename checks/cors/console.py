"""What each browser prints around a reason: the envelopes of the console lines.

The texts are the browsers' own, facts recorded from Chromium 156, Firefox 153 and WebKitGTK 2.50.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from checks.cors.model import HttpResponse
from checks.cors.step import Step
from checks.cors.urls import without_credentials

Lines = tuple[str, ...]
NET_FAILED = "Failed to load resource: net::ERR_FAILED"

# What Chromium calls the thing that asked.
_CHROMIUM_KINDS = {
    "fetch": "fetch",
    "xmlhttprequest": "XMLHttpRequest",
    "img": "image",
    "script": "script",
    "module-script": "script",
    "stylesheet": "CSS stylesheet",
    "preload": "link element resource",
    "font": "font",
    "eventsource": "resource",
}
_WEBKIT_TAILS: dict[str, str] = {
    "fetch": "Fetch API cannot load {url} due to access control checks.",
    "xmlhttprequest": "XMLHttpRequest cannot load {url} due to access control checks.",
    "eventsource": "EventSource cannot load {url} due to access control checks.",
    "img": "Cannot load image {url} due to access control checks.",
    "script": "Cross-origin script load denied by Cross-Origin Resource Sharing policy.",
}


def _printable(url: str) -> str:
    return without_credentials(url) if "@" in url else url


def chromium(step: Step, text: str, url: str | None = None) -> Lines:
    """Chromium's two lines for a block by CORS; a failing preflight says so in `text`."""
    first = _printable(step.first_url.href)
    last = _printable(url or step.url.href)
    redirected = f" (redirected from '{first}')" if len(step.url_list) > 1 or url else ""
    kind = _CHROMIUM_KINDS[step.request.initiator]
    return (
        f"Access to {kind} at '{last}'{redirected} from origin '{step.request.origin}' "
        f"has been blocked by CORS policy: {text}",
        NET_FAILED,
    )


def chromium_net_error(error: str) -> Lines:
    return (f"Failed to load resource: net::{error}",)


PREFLIGHT = "Response to preflight request doesn't pass access control check: "


def chromium_value(value: str) -> str:
    """A header value as Chromium prints it: what is not printable ASCII as `\\uXXXX`."""
    return re.sub(r"[^\x20-\x7e]", lambda match: f"\\u{ord(match[0]):04X}", value)


def firefox(step: Step, reason: str, *, status: int | None = None, quoted: bool = False) -> Lines:
    """Firefox's line for a reason, and the lines that follow it: after a failed preflight or redirect the request
    itself "did not succeed", after a redirected preflight twice."""
    line = firefox_line(step.url.href, reason, status=status, quoted=quoted)
    after = firefox_line(step.url.href, "CORS request did not succeed", null_status=True)
    if step.phase == "preflight":
        return (line, after, after) if is_redirect(step.response) else (line, after)
    return (line, after) if step.phase == "redirect" else (line,)


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
                f"Cross-origin redirection to {_printable(step.location.href)} denied by "
                f"Cross-Origin Resource Sharing policy: {reason}"
            )
        lines.append(reason)
    tail = _WEBKIT_TAILS.get(step.request.initiator)
    if tail is not None:
        lines.append(tail.format(url=_printable(url or step.url.href)))
    return tuple(lines)


def is_redirect(response: HttpResponse | None) -> bool:
    """Whether a browser would follow it: a redirect status with a Location."""
    return (
        response is not None and response.status in (301, 302, 303, 307, 308) and response.get("location") is not None
    )


# The reason phrase is not part of a recorded answer: the usual one of the commonest statuses, else a placeholder.
_COMMON = (400, 401, 403, 404, 405, 500, 503)


def status_line(response: HttpResponse) -> str:
    """Chromium's line for an answer of 400 and above, read or not."""
    reason = response.reason
    if reason is None:
        reason = HTTPStatus(response.status).phrase if response.status in _COMMON else "Status"
    return f"Failed to load resource: the server responded with a status of {response.status} ({reason})"


Console = Callable[[Step], Lines]
