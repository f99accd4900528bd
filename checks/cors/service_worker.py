"""A page's service worker between its request and the server (https://fetch.spec.whatwg.org/#concept-http-fetch).

What the worker fetches is a fetch of its own; what it answers with is then judged against the page's request.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

from checks.cors import console
from checks.cors.browsers import Browser
from checks.cors.model import Answer, Evidence, HttpRequest, Outcome, Request

Fetching = Generator[HttpRequest, Answer, Outcome]
# What leaves the request to the browser; of the first there is a listener all the same. What answers without a fetch
# is a rule's matter.
LISTENS, ABSENT = "none", "no-listener"
_WITHOUT_FETCH = ("error", "reject", "no-response")
_LEFT = (None, LISTENS, ABSENT, *_WITHOUT_FETCH)
_MODES = {"opaque": "no-cors", "cache-opaque": "no-cors"}
RULE = "service-worker-error"
_REJECTED, _OPAQUE = "rejected", "opaque"


def handles(request: Request) -> bool:
    """Whether the worker answers the request in the browser's place, and not by an error of its own."""
    return request.service_worker not in _LEFT


def answer(request: Request, browser: Browser, fetch: Callable[[Request, Browser], Fetching]) -> Fetching:
    """What becomes of a request that the worker answers; `fetch` is the browser's."""
    kind = request.service_worker or ""
    if kind == "synthetic":
        return Outcome(browser.name, "allowed", status=200)
    inner = yield from fetch(_asked(request, kind), browser)
    if inner.outcome in ("blocked", "refused"):
        own = tuple(_as_fetch(line, request) for line in inner.console if _is_told(line, request, browser))
        told = lines(request, browser, _REJECTED)
        return replace(inner, outcome="blocked", console=(*own, *told) if browser.prints else inner.console)
    if inner.outcome == "opaque" and request.mode != "no-cors":
        told = lines(request, browser, _OPAQUE) if browser.prints else ()
        evidence = (_evidence(request, _OPAQUE),)
        return replace(inner, outcome="blocked", rule=RULE, evidence=evidence, console=told, exposed_headers=())
    return _taken(request, browser, inner)


def _asked(request: Request, kind: str) -> Request:
    """What the worker fetches: the request itself, or its URL."""
    if kind == "pass":
        return replace(request, service_worker=None)
    return replace(
        request,
        service_worker=None,
        initiator="fetch",
        method="GET",
        headers=(),
        body=None,
        body_kind=None,
        body_bytes=None,
        credentials="same-origin",
        mode=_MODES.get(kind, "cors"),
        redirect="follow",
    )


def _taken(request: Request, browser: Browser, inner: Outcome) -> Outcome:
    """What a page is given that the worker has answered well."""
    if request.initiator == "fetch" or inner.outcome != "opaque":
        return inner
    drawn = request.initiator == "img" and browser.name == "webkit"
    return replace(inner, outcome="allowed", console=(*inner.console, console.TAINTED) if drawn else inner.console)


def refused(request: Request) -> Iterator[Evidence]:
    """What a rule points at, where the worker answers with an error of its own."""
    if request.service_worker in _WITHOUT_FETCH:
        yield _evidence(request, request.service_worker)


def _evidence(request: Request, kind: str) -> Evidence:
    value = request.service_worker or ""
    return Evidence(field="service_worker", value=value, span=(0, len(value)), args=(("why", _WHY[kind]),))


_WHY = {
    "error": "it responds with Response.error()",
    "reject": "its promise is rejected",
    "no-response": "what it passes to respondWith is no Response",
    _OPAQUE: "it responds with an opaque response, and the page's request needs CORS",
}
_CHROMIUM = {
    "error": "the promise was resolved with an error response object.",
    "reject": "the promise was rejected.",
    "no-response": "the promise was rejected.",
    _REJECTED: "the promise was rejected.",
    _OPAQUE: 'an "opaque" response was used for a request whose type is not no-cors',
}
_FIREFOX = {
    "error": "an Error Response to FetchEvent.respondWith(). This typically means the ServiceWorker performed an "
    "invalid fetch() call.",
    "reject": "a promise to FetchEvent.respondWith() that rejected with ‘…’.",
    "no-response": "a promise to FetchEvent.respondWith() that resolved with non-Response value ‘…’.",
    _REJECTED: "a promise to FetchEvent.respondWith() that rejected with ‘TypeError: NetworkError when attempting to "
    "fetch resource.’.",
    _OPAQUE: "an opaque Response to FetchEvent.respondWith() while handling a ‘{mode}’ FetchEvent. Opaque Response "
    "objects are only valid when the RequestMode is ‘no-cors’.",
}
_WEBKIT = {
    "error": "Response served by service worker is an error",
    "reject": "FetchEvent.respondWith received an error: …",
    "no-response": "FetchEvent.respondWith received an error: Returned response is null.",
    _REJECTED: "FetchEvent.respondWith received an error: TypeError: Load failed",
    _OPAQUE: "Response served by service worker is opaque",
}
_UNHANDLED = "Unhandled Promise Rejection: NetworkError:  A network error occurred."


def lines(request: Request, browser: Browser, kind: str) -> tuple[str, ...]:
    """What is printed of the worker's answer. The worker's own exceptions, which name a line of its script, are not
    known."""
    url = request.url
    if browser.name == "chromium" and kind == "no-response":
        uncaught = "Uncaught (in promise) TypeError: Failed to convert value to 'Response'."
        told = f'The FetchEvent for "{url}" resulted in a network error response: {_CHROMIUM[kind]}'
        return (told, uncaught, console.NET_FAILED, uncaught)
    if browser.name == "chromium":
        return (
            f'The FetchEvent for "{url}" resulted in a network error response: {_CHROMIUM[kind]}',
            console.NET_FAILED,
        )
    if browser.name == "firefox":
        told = f"Failed to load ‘{url}’. A ServiceWorker passed {_FIREFOX[kind].format(mode=request.mode)}"
        failed = console.firefox_line(url, "CORS request did not succeed", null_status=True)
        rejected = "FetchEvent.respondWith() Promise rejected" if kind in (_REJECTED, "reject") else "AutoCancel"
        return (told, *((failed,) if request.mode == "cors" else ()), f"NetworkError: {rejected}")
    said = (request.made_by.webkit_end or "").partition("{url}")[0]
    last = f"{said if request.made_by.scripted else 'Cannot load '}{'' if kind == 'error' else url}."
    checked = f"{said or 'Cannot load '}{url} due to access control checks."
    if kind != _OPAQUE:
        return (_UNHANDLED, _WEBKIT[kind], last)
    if request.made_by.scripted:
        return (_WEBKIT[kind], checked, _UNHANDLED)
    return (_UNHANDLED, _WEBKIT[kind], last, _WEBKIT[kind], checked)


def _is_told(line: str, request: Request, browser: Browser) -> bool:
    """Whether a line of the worker's own fetch is printed: not what is about the load, of which the page's own line
    comes later, and in Firefox nothing but CORS."""
    if browser.name == "firefox":
        return line.startswith("Cross-Origin Request Blocked: ")
    ends = (request.made_by.webkit_end or "").partition("{url}")[0]
    of_the_load = ("Failed to load resource: ", "Fetch API cannot load ", *((ends,) if ends else ()))
    return not line.startswith(of_the_load)


def _as_fetch(line: str, request: Request) -> str:
    return line.replace(f"Access to {request.made_by.chromium} at ", "Access to fetch at ", 1)
