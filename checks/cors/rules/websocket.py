"""WebSockets: CORS plays no part in them, so that only the server keeps strangers out, by the Origin it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import console, socket_probes, websocket
from checks.cors.journey import Answered, Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Reply, Severity, When, advice, blocking
from checks.cors.step import Step

SPEC = "https://websockets.spec.whatwg.org/"
ORIGIN_CHECK = "https://www.rfc-editor.org/rfc/rfc6455#section-10.2"
_SOCKET = {"initiator": "websocket", "origin": x.PAGE}
_UPGRADE = (("Upgrade", "websocket"), ("Connection", "Upgrade"))
OPEN = Reply(101, (*_UPGRADE, (websocket.ACCEPT, "{accept}")))
REFUSED = x.reply(status=403)
_OF_PAGE = When(origin=re.compile(re.escape(x.PAGE)))
LISTED = Example((Hop(REFUSED, cases=((_OF_PAGE, OPEN),)),), _SOCKET)


def _for_page(answer: Reply) -> Example:
    return Example((Hop(REFUSED, cases=((_OF_PAGE, answer),)),), _SOCKET)


def _lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    fault = _fault(step)
    if fault is None:
        return ()
    return console.socket(step, f"Error during WebSocket handshake: {fault.chromium}", fault.webkit)


def _fault(step: Step) -> websocket.Fault | None:
    if step.http is None or step.response is None:
        return None
    return websocket.fault(step.http, step.response)


def _broken(step: Step) -> str | None:
    fault = _fault(step)
    return fault.rule if fault is not None else None


def _status(step: Step, **args: str) -> Evidence:
    status = str(step.status)
    return Evidence(step.exchange, field="status", value=status, span=(0, 3), args=(("status", status), *args.items()))


@blocking(
    "websocket-refused",
    title="The server does not open the WebSocket",
    label="status {status}; only 101 Switching Protocols opens it",
    remedy="Respond to the handshake at this path with 101 for this page's origin; the server's log says why it "
    "refuses.",
    spec=SPEC,
    mdn="../API/WebSocket",
    console=_lines,
    fault=_broken,
    broken=Example((Hop(REFUSED),), _SOCKET),
    right=LISTED,
)
def websocket_refused(step: Step) -> Iterator[Evidence]:
    """
    A WebSocket begins with an HTTP request to switch protocols. Any status but 101 means no: the page sees an error
    event without a reason, then a close with code 1006. There is no preflight, and no Access-Control header changes
    anything.
    """
    yield _status(step)


@blocking(
    "websocket-redirect",
    title="The WebSocket handshake is redirected",
    label="status {status}, to {location}",
    remedy="Use the URL from Location in the page's code, with wss:// or ws://.",
    spec=SPEC,
    console=_lines,
    fault=_broken,
    broken=Example((Hop(x.redirecting()), LISTED.hops[0]), _SOCKET),
    right=LISTED,
)
def websocket_redirect(step: Step) -> Iterator[Evidence]:
    """
    It typically leads to https, to the URL with a trailing slash, or to a login. Chromium and Firefox follow no
    redirect of a handshake and treat it as a refusal. WebKit has been seen to follow it.
    """
    if step.browser.follows_socket_redirects or step.response is None:
        return
    location = step.response.get("location") or ""
    args = (("status", str(step.status)), ("location", location))
    yield Evidence(step.exchange, "Location", location, span=(0, len(location)), args=args)


def _invalid_evidence(step: Step) -> Evidence:
    fault = _fault(step)
    name = fault.header if fault is not None and fault.header is not None else websocket.ACCEPT
    value = step.response.get(name.lower()) if step.response is not None else None
    missing = "is missing" if value is None else "has the wrong value"
    span = (0, len(value)) if value else None
    return Evidence(step.exchange, name, value, span=span, args=(("name", name), ("wrong", missing)))


@blocking(
    "websocket-handshake-invalid",
    title="The server's 101 response does not complete the handshake",
    label="{name} {wrong}",
    remedy="Leave the handshake to a WebSocket library, and have proxies pass Upgrade, Connection and "
    "Sec-WebSocket-Accept on unchanged.",
    spec="https://www.rfc-editor.org/rfc/rfc6455#section-4.1",
    mdn="Reference/Headers/Sec-WebSocket-Accept",
    console=_lines,
    fault=_broken,
    broken=_for_page(Reply(101, (*_UPGRADE[:1], (websocket.ACCEPT, "{accept}")))),
    right=LISTED,
)
def websocket_handshake_invalid(step: Step) -> Iterator[Evidence]:
    """
    The response must have `Upgrade: websocket`, `Connection: Upgrade`, and a Sec-WebSocket-Accept computed from this
    request's key. If a proxy drops one of them, or the response was copied from elsewhere, every browser closes the
    connection.
    """
    yield _invalid_evidence(step)


@blocking(
    "websocket-protocol-unasked",
    title="The server chose a subprotocol that the page did not offer",
    label="{value}, which the page does not offer",
    remedy="Send a subprotocol only if the page offers it, or offer it in the page: new WebSocket(url, protocol).",
    spec=SPEC,
    mdn="Reference/Headers/Sec-WebSocket-Protocol",
    console=_lines,
    fault=_broken,
    broken=_for_page(Reply(101, (*OPEN.headers, ("Sec-WebSocket-Protocol", "chat")))),
    right=LISTED,
)
def websocket_protocol_unasked(step: Step) -> Iterator[Evidence]:
    """
    Chromium and Safari close the connection when the server names a subprotocol that the page did not offer; Firefox
    keeps it. This check offers those of the request's Sec-WebSocket-Protocol, by default none; if your page offers it,
    it may well connect.
    """
    if step.browser.takes_unasked_protocol or step.response is None:
        return
    value = step.response.get("sec-websocket-protocol") or ""
    yield Evidence(step.exchange, "Sec-WebSocket-Protocol", value, span=(0, len(value)))


def _is_socket(journey: Journey) -> bool:
    return journey.request.is_websocket


def _refused(journey: Journey) -> Answered | None:
    """The answer by which the page was refused, where that is a status."""
    last = journey.last if journey.request.is_websocket else None
    fault = websocket.fault(last.exchange.request, last.response) if last is not None else None
    return last if fault is not None and fault.rule == "websocket-refused" else None


def _opened(journey: Journey, *names: str) -> list[str]:
    """Those of the questions by which the WebSocket was opened."""
    asked = ((name, journey.probes.get(name)) for name in names)
    return [name for name, told in asked if told and websocket.opens(told.exchange.request, told.response)]


_TOLD = {
    socket_probes.NO_ORIGIN: "without an Origin",
    socket_probes.OWN_ORIGIN: "for a page of the server's own origin",
    socket_probes.STRANGER: "for another origin",
}


@advice(
    "websocket-origin-refused",
    Severity.INFO,
    for_sockets=True,
    when=_is_socket,
    explains=("websocket-refused",),
    title="The server refuses this page's origin for its WebSocket",
    label="status {status} for {origin}; the same handshake opens the WebSocket {who}",
    remedy="Add the page's origin to the list in the server's WebSocket settings, such as allowed_request_origins, "
    "CheckOrigin, setAllowedOrigins or cors.origin, exactly as the browser sends it.",
    spec=ORIGIN_CHECK,
    mdn="Reference/Headers/Origin",
    broken=Example((Hop(REFUSED, cases=((When(origin=re.compile("")), OPEN),)),), _SOCKET),
    right=LISTED,
)
def websocket_origin_refused(journey: Journey) -> Iterator[Finding]:
    """
    The server compares the handshake's Origin with a list or with its own host, as it should. CORS lists usually do not
    count here: ActionCable, Socket.IO, SignalR, Spring, Django Channels and the Go libraries each have their own list
    for WebSockets. Behind a proxy the server may compare with an internal host name, until the proxy passes Host on.
    """
    refused, opened = _refused(journey), _opened(journey, *_TOLD)
    if refused is None or not opened:
        return
    status = str(refused.response.status)
    args = (("status", status), ("origin", journey.request.origin), ("who", _TOLD[opened[0]]))
    yield Finding(
        "websocket-origin-refused", (Evidence(refused.number, field="status", value=status, span=(0, 3), args=args),)
    )


_LOST = "a proxy most likely dropped the Upgrade header, or the path only serves plain HTTP"
_LIKELY = {
    200: _LOST,
    204: _LOST,
    400: _LOST,
    404: "no WebSocket listens at this path, or the proxy in front dropped Upgrade and routes elsewhere",
    405: _LOST,
    426: _LOST,
    501: _LOST,
    502: "the proxy could not open a WebSocket to the server behind it",
    503: "the proxy could not open a WebSocket to the server behind it",
    504: "the proxy could not open a WebSocket to the server behind it",
}


@advice(
    "websocket-not-upgraded",
    Severity.INFO,
    for_sockets=True,
    when=_is_socket,
    confidence=Confidence.INFERRED,
    explains=("websocket-refused",),
    title="The handshake does not reach a WebSocket server",
    label="status {status}{more}: {likely}",
    remedy="Check the path; in nginx, set proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade and "
    'proxy_set_header Connection "upgrade"; at a load balancer or CDN, switch WebSockets on.',
    spec=SPEC,
    mdn="Reference/Headers/Upgrade",
    broken=Example((Hop(x.reply(status=404)),), _SOCKET),
    right=LISTED,
)
def websocket_not_upgraded(journey: Journey) -> Iterator[Finding]:
    """
    The status does not point to a refused origin: other origins, if tested, get the same. Proxies do not pass Upgrade
    and Connection on by default, so the server behind sees an ordinary GET and responds with a page, with `Upgrade
    Required` or with “not found”.
    """
    refused = _refused(journey)
    likely = _LIKELY.get(refused.response.status) if refused is not None else None
    if refused is None or likely is None:
        return
    told = [journey.probes[name].response.status for name in _TOLD if name in journey.probes]
    if any(other != refused.response.status for other in told):
        return
    status = str(refused.response.status)
    args = (("status", status), ("more", " for every origin" if told else ""), ("likely", likely))
    evidence = Evidence(refused.number, field="status", value=status, span=(0, 3), args=args)
    yield Finding("websocket-not-upgraded", (evidence,))


_STRANGERS = {socket_probes.STRANGER: "an unknown origin", socket_probes.NULL_ORIGIN: "the origin null"}


@advice(
    "websocket-any-origin",
    Severity.SECURITY,
    for_sockets=True,
    when=_is_socket,
    title="A page of any site can open this WebSocket",
    label="101 for {who}, too{more}",
    remedy="Compare the handshake's Origin with a list of your own pages and respond with 403 to others; or require a"
    " token that only your pages have, in the first message and not in a cookie.",
    spec=ORIGIN_CHECK,
    mdn="../API/WebSocket",
    broken=Example((Hop(OPEN),), _SOCKET),
    right=LISTED,
)
def websocket_any_origin(journey: Journey) -> Iterator[Finding]:
    """
    Browsers open a WebSocket for any page, send the visitor's cookies for its host, and let the page read and write;
    CORS does not apply. If the server identifies visitors by a cookie, a page of another site can act as the visitor
    and read the responses: cross-site WebSocket hijacking. SameSite cookies reduce this in Chromium; WebKit was seen to
    send cookies without SameSite. For public data it does no harm.
    """
    opened = _opened(journey, *_STRANGERS)
    if not opened:
        return
    told = journey.probes[opened[0]]
    value = told.exchange.request.get("origin") or ""
    cookie = _sets_cookie(journey)
    with_cookies = cookie or journey.credentials
    more = "; the server sets cookies, which browsers send along" if cookie else ""
    if journey.credentials and not cookie:
        more = "; your page uses cookies, which browsers send along"
    args = (("who", _STRANGERS[opened[0]]), ("more", more), ("credentials", "with" if with_cookies else "without"))
    yield Finding("websocket-any-origin", (Evidence(told.number, "Origin", value, span=(0, len(value)), args=args),))


def _sets_cookie(journey: Journey) -> bool:
    answers = [*(item.response for item in journey.responses), *(item.response for item in journey.probes.values())]
    return any(response.get("set-cookie") is not None for response in answers)
