"""What goes on the wire: the page's headers as a browser takes them, and the header lists of its requests."""

from __future__ import annotations

from typing import Protocol

from checks.cors import fetch_standard as standard
from checks.cors.browsers import Browser
from checks.cors.model import Headers, HttpRequest, HttpResponse, Purpose, Request
from checks.cors.urls import ParsedUrl, is_same_site, without_credentials
from checks.cors.urls import parse as urls_parse

_BODY_TYPES = {
    None: "text/plain;charset=UTF-8",
    "urlsearchparams": "application/x-www-form-urlencoded;charset=UTF-8",
    "formdata": "multipart/form-data; boundary=----corschecker",
}


# The referrer policies that tell a page of https nothing to http; an absent one is the last.
_DOWNGRADED = (None, "", "no-referrer-when-downgrade", "strict-origin", "strict-origin-when-cross-origin")


class Fetch(Protocol):
    """The state of a fetch that its requests are made of."""

    request: Request
    browser: Browser
    method: str
    mode: str
    headers: Headers
    body: str | None
    origin: str
    cors: bool
    url_list: list[ParsedUrl]

    @property
    def url(self) -> ParsedUrl: ...


def method_of(request: Request) -> str:
    # What fetch() refuses is GET to the libraries around XMLHttpRequest, and to the recorded pages.
    return standard.normalize_method(request.method or ("GET" if request.initiator == "xmlhttprequest" else ""))


def sets_unsafe_request(request: Request) -> bool:
    """Whether the request may need a preflight at all: script's may, an element's never does."""
    return request.made_by.scripted


def forces_preflight(request: Request, browser: Browser) -> bool:
    """https://fetch.spec.whatwg.org/#use-cors-preflight-flag: an upload listener, or a streamed body."""
    if request.body_kind == "stream" and request.body is not None:
        return browser.streams_uploads
    return request.upload_listener and (request.body is not None or not browser.listener_needs_body)


def page_headers(request: Request, browser: Browser) -> Headers:
    """The header list that the page's code arrives at: forbidden names dropped, the body's type added, equal names
    joined where the browser joins them (https://fetch.spec.whatwg.org/#dom-headers-append)."""
    kept = tuple(
        (name, standard.normalize_value(value))
        for name, value in request.headers
        if not standard.is_forbidden_request_header(name, value) and name.lower() not in browser.ignored_headers
    )
    body_type = _body_type(request, browser)
    if body_type and not any(name.lower() == "content-type" for name, _ in kept):
        kept = (*kept, ("Content-Type", body_type))
    if request.mode == "no-cors":
        kept = tuple(
            (name, value)
            for name, value in kept
            if name.lower() != "range" and standard.is_cors_safelisted_request_header(name.lower(), value)
        )
    return kept if browser.splits_repeated_headers else standard.combine(kept)


def _body_type(request: Request, browser: Browser) -> str | None:
    if request.body is None or method_of(request) in ("GET", "HEAD"):
        return None
    if request.body_kind == "blob":
        told = request.body_type or ""
        if browser.drops_bad_blob_types and request.initiator == "xmlhttprequest":
            return told if standard.mime_type_essence(told) else None
        return told or None
    return _BODY_TYPES.get(request.body_kind)


def unsafe_header_names(headers: Headers, browser: Browser) -> tuple[str, ...]:
    """https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names, as this browser judges them."""
    unsafe: list[str] = []
    safelisted: list[str] = []
    size = 0
    for name, value in headers:
        name = name.lower()
        if browser.is_safelisted(name, value):
            safelisted.append(name)
            size += len(value)
        else:
            unsafe.append(name)
    if size > 1024 and browser.sums_safelisted:
        unsafe += safelisted
    return tuple(sorted(unsafe))


def preflight_request(fetch: Fetch, names: tuple[str, ...]) -> HttpRequest:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch: never a body, cookie or credential."""
    origin = fetch.request.origin if fetch.browser.page_origin_on_redirected_preflight else fetch.origin
    fields = [("Accept", "*/*"), ("Access-Control-Request-Method", fetch.method)]
    if names:
        fields.append(("Access-Control-Request-Headers", ",".join(names)))
    fields.append(("Origin", origin))
    purpose: Purpose = "redirect-preflight" if len(fetch.url_list) > 1 else "preflight"
    return HttpRequest("OPTIONS", _wire_url(fetch.url), (*fields, *_fetch_metadata(fetch)), purpose)


def main_request(fetch: Fetch, purpose: Purpose) -> HttpRequest:
    """The request itself, or what it became after a redirect."""
    fields = list(fetch.headers)
    if not any(name.lower() == "accept" for name, _ in fields):
        fields.insert(0, ("Accept", "text/event-stream" if fetch.request.initiator == "eventsource" else "*/*"))
    if _sends_origin(fetch):
        fields.append(("Origin", _origin(fetch)))
    has_body = fetch.body is not None and fetch.method not in ("GET", "HEAD")
    body = fetch.body.encode() if has_body and fetch.body is not None else None
    return HttpRequest(fetch.method, _wire_url(fetch.url), (*fields, *_fetch_metadata(fetch)), purpose, body)


def exposes_all(response: HttpResponse) -> bool:
    """Whether `*` stands in Access-Control-Expose-Headers before any element that is no token."""
    for part in (response.get("access-control-expose-headers") or "").split(","):
        element = part.strip(" \t")
        if element == "*":
            return True
        if element and not standard.is_token(element):
            return False
    return False


def _sends_origin(fetch: Fetch) -> bool:
    """https://fetch.spec.whatwg.org/#append-a-request-origin-header"""
    made_by = fetch.request.made_by
    asks = fetch.mode == "cors" and not made_by.scripted and fetch.browser.name in made_by.own_origin
    return fetch.cors or asks or fetch.method not in ("GET", "HEAD")


def _origin(fetch: Fetch) -> str:
    """The Origin header's value: a referrer policy may hide it where CORS does not apply."""
    if fetch.browser.beacon_names_page and fetch.request.initiator == "beacon" and fetch.mode == "no-cors":
        return _of_page(fetch)
    if fetch.mode == "cors" or not fetch.browser.hides_origin_by_policy:
        return fetch.origin
    policy = fetch.request.referrer_policy
    hidden = policy == "no-referrer" or (policy == "same-origin" and fetch.url.origin != fetch.request.origin)
    if policy in _DOWNGRADED and fetch.origin.startswith("https:"):
        hidden = fetch.url.scheme != "https"
    return "null" if hidden else fetch.origin


def _of_page(fetch: Fetch) -> str:
    page = urls_parse(fetch.request.page_url) if fetch.request.page_url else None
    return page.origin if page is not None and page.is_http and fetch.origin == "null" else fetch.origin


def _wire_url(url: ParsedUrl) -> str:
    return without_credentials(url.href) if url.has_credentials else url.href


def _fetch_metadata(fetch: Fetch) -> Headers:
    """Sec-Fetch-* (https://www.w3.org/TR/fetch-metadata/), to potentially trustworthy URLs only."""
    if not _trustworthy(fetch.url):
        return ()
    return (
        ("Sec-Fetch-Dest", fetch.request.made_by.destination),
        ("Sec-Fetch-Mode", fetch.mode),
        ("Sec-Fetch-Site", _site(fetch)),
    )


def _trustworthy(url: ParsedUrl) -> bool:
    host = url.hostname
    return url.scheme == "https" or host == "localhost" or host.endswith(".localhost") or host.startswith("127.")


def _site(fetch: Fetch) -> str:
    """The farthest that any URL of the list is from the page."""
    page = urls_parse(fetch.request.origin)
    worst = "same-origin"
    for url in fetch.url_list:
        if page is None or not is_same_site(page, url):
            return "cross-site"
        if url.origin != fetch.request.origin:
            worst = "same-site"
    return worst
