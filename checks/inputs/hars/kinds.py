"""Which entries of a HAR are requests that CORS decides about, and what the others are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.inputs import fields
from checks.inputs.hars.entry import Entry, origin_of
from checks.inputs.hars.failures import code_of
from checks.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Kind:
    """What an entry is that is not judged: its name for one and for many, and a sentence that says why not."""

    one: str
    many: str
    why: str


DAMAGED = Kind("damaged entry", "damaged entries", "It is not a request with a URL and a response.")
WEB_SOCKET = Kind(
    "WebSocket", "WebSockets", "CORS does not apply to a WebSocket: its server has to check the Origin header itself."
)
LOCAL = Kind("data:, blob: or other local URL", "data:, blob: or other local URLs", "It contacts no server.")
ODD_URL = Kind("URL that cannot be checked", "URLs that cannot be checked", "It is too long, or not a web URL.")
NAVIGATION = Kind(
    "page or frame",
    "pages and frames",
    "Opening a page or a frame is not a CORS request: no code of another page reads it.",
)
BY_WORKER = Kind(
    "service worker response",
    "service worker responses",
    "Its headers are those that the page's service worker passed on; the worker's own request is judged instead.",
)
OWN = Kind(
    "request to the page's own origin",
    "requests to the page's own origin",
    "CORS does not apply to the page's own origin.",
)
NO_PAGE = Kind(
    "request without a page",
    "requests without a page",
    "It has neither Origin nor Referer, so the page that made it is unknown.",
)
UNREAD = Kind(
    "response that no code reads",
    "responses that no code reads",
    "It is a beacon, a report, or an ordinary image, script or stylesheet, in mode no-cors; or it has no Origin, "
    "which every CORS request carries, because a cache or a service worker responded.",
)
DROPPED = Kind(
    "entry that your browser did not send",
    "entries that your browser did not send",
    "The recording is large: requests to the page's own origin, and those without a failure, stayed with you. "
    "The command corschecker evaluate reads all of it.",
)
NOT_LOOKED_AT = Kind(
    "further request",
    "further requests",
    "Nothing looks wrong with it, and the number judged in one recording is limited. The command corschecker "
    "evaluate judges all.",
)

_SCRIPTED = frozenset({"xhr", "fetch", "xmlhttprequest", "eventsource"})
_NAVIGATES = frozenset({"document", "iframe", "frame", "embed", "object", "fencedframe"})
_REPORTS = frozenset({"ping", "beacon", "cspviolationreport", "csp-violation-report", "csp_report", "csp-report"})
_REPORT_TYPE = re.compile(r"application/(?:csp-report|reports\+json)", re.IGNORECASE)
_PAGE_TYPE = re.compile(r"text/html,\s*application/xhtml\+xml", re.IGNORECASE)


def kind_of(entry: Entry) -> Kind | None:
    """What it is, None where it is a request to a server that a page made."""
    if _is_web_socket(entry):
        return WEB_SOCKET
    if not re.match("https?:", entry.url, re.IGNORECASE):
        return LOCAL
    if _is_navigation(entry):
        return NAVIGATION
    try:
        fields.url(re.sub(r"(//)[^/?#\s@]*@", r"\1", entry.url[:5000], count=1))
    except Refusal:
        return ODD_URL
    return BY_WORKER if entry.by_worker else None


def is_own(entry: Entry) -> bool:
    return origin_of(entry.url) == entry.page_origin


def is_scripted(entry: Entry) -> bool:
    """Whether the recorder says that a script made the request."""
    return entry.kind in _SCRIPTED


def mode_of(entry: Entry) -> str:
    """The request's mode: as it was sent, else as far as the rest tells it."""
    mode = entry.asks("sec-fetch-mode")
    if is_report(entry) and mode != "cors":
        return "no-cors"
    if mode in ("cors", "no-cors", "same-origin"):
        return mode
    if entry.asks("origin") is not None:
        return "cors"
    # A request that CORS decides about always carries Origin, but of one that the browser refused, or that never got as
    # far as the network, recorders have no more than what the page asked for.
    ended = not entry.status or code_of(entry.error) == "ERR_FAILED"
    by_script = is_scripted(entry) or entry.kind == "font" or not (entry.kind or entry.status or _loads(entry))
    return "cors" if ended and by_script else "no-cors"


def is_report(entry: Entry) -> bool:
    """Whether it is a beacon or a report of the browser's own: it arrives, and no page reads its answer."""
    reports = entry.asks("sec-fetch-dest") == "report" or _REPORT_TYPE.match(entry.asks("content-type") or "")
    return entry.kind in _REPORTS or bool(reports)


def _loads(entry: Entry) -> bool:
    """Whether what it accepts shows that an element loads it."""
    return (entry.asks("accept") or "").startswith(("image/", "text/css"))


def _is_web_socket(entry: Entry) -> bool:
    upgrades = (entry.asks("upgrade") or "").lower() == "websocket"
    by_name = entry.kind in ("websocket", "webtransport") or entry.asks("sec-fetch-mode") == "websocket"
    return upgrades or by_name or entry.status == 101 or entry.url[:4].lower() in ("ws:/", "wss:")


def _is_navigation(entry: Entry) -> bool:
    if entry.asks("sec-fetch-mode") is not None:
        return entry.asks("sec-fetch-mode") == "navigate" or entry.asks("sec-fetch-dest") in _NAVIGATES
    if entry.kind:
        return entry.kind in _NAVIGATES
    accept = entry.asks("accept") or ""
    return bool(_PAGE_TYPE.match(accept)) and entry.asks("x-requested-with") is None
