"""What a browser blocks at each URL before it sends anything there: the port, mixed content, a streamed body."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import console, contexts, mixed_content, urls, wire
from checks.cors import fetch_standard as standard
from checks.cors.model import Evidence, Request
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step


def _port_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.request.is_websocket:
        by_webkit = (f"WebSocket port {step.url.port} blocked",)
        return by_webkit if step.browser.name == "webkit" else console.socket_net_error(step, "ERR_UNSAFE_PORT")
    if step.browser.name == "chromium":
        return console.chromium_net_error("ERR_UNSAFE_PORT")
    if step.browser.name == "webkit":
        return _webkit_restricted(step, f"port {step.url.port}")
    if len(step.url_list) > 1 and step.cors_after_redirect:
        return (console.firefox_line(step.url_list[-2].href, "CORS request did not succeed", null_status=True),)
    return ()


def _webkit_restricted(step: Step, what: str) -> tuple[str, ...]:
    """WebKit's words; of a preflight after a redirect its network process speaks, which does not say why."""
    asks = step.method not in standard.CORS_SAFELISTED_METHODS or wire.unsafe_header_names(
        wire.page_headers(step.request, step.browser), step.browser
    )
    if len(step.url_list) > 1 and step.cors and step.request.made_by.scripted and asks:
        return console.webkit(step, "CORS-preflight request was blocked", url=step.url_list[-2].full)
    return (f"Not allowed to use restricted network {what}: {step.url.href}",)


@blocking(
    "port-blocked",
    title="The port is blocked by browsers",
    label="{port} belongs to another protocol",
    remedy="Serve the API on another port.",
    spec="port-blocking",
    console=_port_lines,
    broken=x.unsent("http://{lab_host}:6000/"),
    right=x.unsent(),
)
def port_blocked(step: Step) -> Iterator[Evidence]:
    """
    Browsers block some eighty ports of mail, file and other services, so that no page talks to such a server by
    accident. Development servers most often run into ports 6000 and 10080.
    """
    port = step.url.port
    if port in urls.BAD_PORTS and port not in step.browser.allowed_bad_ports:
        yield request_field("url", step.url.href, port=str(port))


def _unspecified_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "webkit":
        return _webkit_restricted(step, f'host "{step.url.hostname}"')
    if not step.cors:
        return ()
    line = console.firefox_line(step.url.href, "CORS request did not succeed", null_status=True)
    return (line, line) if step.phase == "preflight" else (line,)


@blocking(
    "address-unspecified",
    title="The address 0.0.0.0 is blocked by Firefox and Safari",
    label="{host} is an address to listen at, not one to call",
    remedy="Call localhost or 127.0.0.1. A server may still listen at 0.0.0.0.",
    spec="concept-network-error",
    console=_unspecified_lines,
    broken=Example((Hop(x.READABLE),), {"origin": "http://localhost:3000"}, "http://0.0.0.0:8000/items"),
    right=Example((Hop(x.READABLE),)),
)
def address_unspecified(step: Step) -> Iterator[Evidence]:
    """
    Development servers print `http://0.0.0.0:8000` when they listen on all addresses of the machine. Firefox and Safari
    send nothing there, because pages used it to reach servers that trust everybody on the same machine; Chromium still
    does.
    """
    if step.url.hostname in step.browser.refused_hosts:
        yield request_field("url", step.url.href, host=step.url.hostname)


def _mixed_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    url, page = step.url.href, contexts.page_shown(step.request, step.browser)
    if step.request.is_websocket and step.browser.name != "webkit":
        return _mixed_socket_lines(step)
    if step.browser.name == "chromium":
        kind = step.request.made_by.chromium_mixed
        return (
            f"Mixed Content: The page at '{page}' was loaded over HTTPS, but requested an insecure {kind} '{url}'. "
            "This request has been blocked; the content must be served over HTTPS.",
        )
    if step.browser.name == "firefox":
        return (f"Blocked loading mixed active content “{url}”", *_firefox_mixed_end(step))
    blocked = f"[blocked] The page at {page} requested insecure content from {url}. This content was blocked and must"
    if not mixed_content.is_loopback(step.url.hostname):
        blocked += " be served over HTTPS."
    if step.request.is_websocket or step.request.context == "worker":
        return (blocked,)
    if len(step.url_list) > 1:
        return (blocked, *console.webkit(step, None, url=step.first_url.full))
    if step.request.made_by.says_not_allowed:
        return (blocked, *console.webkit_end(step, "Not allowed to request resource"))
    return (blocked,)


def _firefox_mixed_end(step: Step) -> tuple[str, ...]:
    """What follows of the element, and of the first URL where that was of another origin."""
    if len(step.url_list) == 1:
        return console.firefox_unsent(step)
    was_cors = not step.no_cors and any(url.origin != step.request.origin for url in step.url_list[:-1])
    first = console.firefox_line(step.first_url.href, "CORS request did not succeed", null_status=True)
    return ((first,) if was_cors else ()) + console.firefox_element(step)


def _mixed_socket_lines(step: Step) -> tuple[str, ...]:
    """Firefox only throws."""
    if step.browser.name == "firefox":
        return ()
    return (
        f"Mixed Content: The page at '{step.request.page}' was loaded over HTTPS, but attempted to connect to the "
        f"insecure WebSocket endpoint '{step.url.href}'. This request has been blocked; this endpoint must be "
        "available over WSS.",
    )


@blocking(
    "mixed-content",
    title="An https page may not call an http URL",
    label="{scheme}: URL called from a page on {page}{more}",
    remedy="Serve the API over https and call it there: https:// for requests, wss:// for WebSockets. If a redirect "
    "led to http, redirect to https instead.",
    spec="main-fetch",
    mdn="../Security/Defenses/Mixed_content",
    console=_mixed_lines,
    broken=x.unsent("http://api.example.com/items", origin="https://app.example.com"),
    right=x.unsent("https://api.example.com/items", origin="https://app.example.com"),
)
def is_mixed_content(step: Step) -> Iterator[Evidence]:
    """
    The browser blocks the request before it is sent, and the script sees the same error as for CORS. Chromium and
    Firefox make an exception for localhost and 127.0.0.1, Safari does not; Chromium handles private addresses with its
    local network permission. Images are upgraded to https instead. A redirect counts like the URL itself: an https API
    that redirects to http is blocked there. The same applies to ws: and wss:.
    """
    found = mixed_content.fate(step.url, step.request, step.browser, redirected=len(step.url_list) > 1)
    if found is not mixed_content.Fate.BLOCKED:
        return
    more = f", after a redirect from {step.url_list[-2].scheme}" if len(step.url_list) > 1 else ""
    yield request_field("url", step.url.href, page=_named(step), scheme=step.url.scheme, more=more)


def _named(step: Step) -> str:
    """The page's origin, or that of the page which an opaque one is part of."""
    page = urls.parse(step.request.page)
    return page.origin if page is not None and page.is_http else step.request.origin


def _needs_cors(step: Step) -> bool:
    """Chromium's fetch() throws for a stream in mode no-cors, where there is no preflight to ask by."""
    return step.browser.name == "chromium" and step.request.mode == "no-cors"


def _stream_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return console.chromium_net_error("ERR_ALPN_NEGOTIATION_FAILED") if step.browser.name == "chromium" else ()


@blocking(
    "stream-upload",
    title="The request body is a stream",
    label="a streamed body needs HTTP/2, and Chromium",
    remedy="Send the body as a whole: a string, a Blob or an ArrayBuffer.",
    spec="http-network-or-cache-fetch",
    console=_stream_lines,
    throws=_needs_cors,
    broken=Example((Hop(x.READABLE, x.preflight(x.ORIGIN)),), {"method": "POST", "body": "x", "body_kind": "stream"}),
    right=x.unsent(method="POST", body="x"),
)
def stream_upload(step: Step) -> Iterator[Evidence]:
    """
    A ReadableStream as request body is sent while it is produced. Chromium does this only over HTTP/2 and later, so
    never to an http URL, and never in mode no-cors. Safari does not send it at all; Firefox sends the text "[object
    ReadableStream]".
    """
    request = step.request
    if request.body_kind != "stream" or request.body is None:
        return
    if (
        step.browser.name == "webkit"
        or _needs_cors(step)
        or (step.browser.name == "chromium" and step.phase == "main" and step.url.scheme == "http")
    ):
        yield request_field("body_kind", "stream")


# https://fetch.spec.whatwg.org/#http-network-or-cache-fetch, the step on inflight keepalive bytes
_KEEPALIVE_BYTES = 65_536
_KEPT_ALIVE = ("beacon", "fetch-later")
_WEBKIT_FULL = "Reached maximum amount of queued data of 64Kb for keepalive requests"


# What a form of one value is wrapped in, with the boundary that Chromium and WebKit write.
_FORM_BYTES = len('--\r\nContent-Disposition: form-data; name="b"\r\n\r\n\r\n----\r\n') + 2 * 38


def _body_size(request: Request) -> int:
    """The bytes of the body, a form's with what separates its fields."""
    size = len((request.body or "").encode()) if request.body_bytes is None else request.body_bytes
    return size + _FORM_BYTES if request.body_kind == "formdata" else size


def _keepalive_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return console.webkit_end(step, _WEBKIT_FULL) if step.browser.name == "webkit" else ()


@blocking(
    "keepalive-body-too-large",
    title="The body is too large for a keepalive request",
    label="{bytes} bytes; a page may have 65,536 in keepalive requests at a time",
    remedy="Send less, split it, or leave keepalive out while the page stays open.",
    spec="http-network-or-cache-fetch",
    mdn="../API/RequestInit",
    console=_keepalive_lines,
    broken=Example((Hop(x.READABLE),), {"method": "POST", "keepalive": True, "body": "x" * (_KEEPALIVE_BYTES + 1)}),
    right=Example((Hop(x.READABLE),), {"method": "POST", "keepalive": True, "body": "x" * _KEEPALIVE_BYTES}),
)
def keepalive_body_too_large(step: Step) -> Iterator[Evidence]:
    """
    A keepalive request, as analytics send it when a user leaves, continues after the page is gone, so the bodies of all
    such requests of a page may total only 64 KiB. One byte more, and nothing is sent, not even a preflight: the script
    sees the same as for CORS, and Chromium prints nothing. sendBeacon returns false for the same reason. Firefox sends
    it anyway.
    """
    request = step.request
    if not (request.keepalive or request.initiator in _KEPT_ALIVE) or not step.browser.limits_keepalive:
        return
    size = _body_size(request)
    if size > _KEEPALIVE_BYTES:
        yield request_field("keepalive", "true", bytes=f"{size:,}")
