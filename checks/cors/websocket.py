"""The opening handshake of a WebSocket: its request, and what an answer lacks (https://websockets.spec.whatwg.org/).

CORS does not apply to it. The browser names the page's origin and sends the host's cookies, and only the server can
decide by them who may connect.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha1

from checks.cors import urls
from checks.cors.model import Headers, HttpRequest, HttpResponse, Purpose
from checks.cors.urls import ParsedUrl

SWITCHED = 101
ACCEPT = "Sec-WebSocket-Accept"
PROTOCOL = "Sec-WebSocket-Protocol"
_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
# https://www.rfc-editor.org/rfc/rfc6455#section-1.3
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes browsers give up: the rule, the header that is meant, and what Chromium and WebKit print of it."""

    rule: str
    header: str | None
    chromium: str
    webkit: str = "The server did not accept the WebSocket handshake."


def url_of(url: ParsedUrl) -> ParsedUrl:
    """The URL as the constructor takes it, http for ws and https for wss; of another scheme it is none."""
    scheme = _SCHEMES.get(url.scheme)
    return (scheme and urls.parse(f"{scheme}:{url.full.partition(':')[2]}")) or urls.NOWHERE


def handshake(
    url: ParsedUrl, origin: str | None, key: str | None = None, purpose: Purpose = "main", offered: str | None = None
) -> HttpRequest:
    """The request; without a `key` it is one whose answer was recorded for another. `offered`: the subprotocols."""
    fields = [("Connection", "Upgrade"), ("Upgrade", "websocket")]
    fields += [("Origin", origin)] if origin is not None else []
    fields += [("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Extensions", "permessage-deflate")]
    fields += [(PROTOCOL, offered)] if offered is not None else []
    headers: Headers = (*fields, ("Sec-WebSocket-Key", key)) if key is not None else tuple(fields)
    return HttpRequest("GET", urls.without_credentials(url.href), headers, purpose)


def is_handshake(request: HttpRequest) -> bool:
    return (request.get("upgrade") or "").lower() == "websocket"


def accept_of(key: str) -> str:
    """What shows that a server has understood the handshake with this key."""
    digest = sha1((key + _GUID).encode("latin-1"), usedforsecurity=False).digest()
    return b64encode(digest).decode("ascii")


def opens(request: HttpRequest, response: HttpResponse | None) -> bool:
    """Whether every browser takes the answer for an open WebSocket."""
    return response is not None and fault(request, response) is None


def fault(request: HttpRequest, response: HttpResponse) -> Fault | None:
    """What is wrong with an answer, in the order in which Chromium looks."""
    if response.status != SWITCHED:
        rule = "websocket-redirect" if _leads_on(response) else "websocket-refused"
        return Fault(rule, None, f"Unexpected response code: {response.status}")
    return _invalid(request, response) or _unasked(request, response)


def _leads_on(response: HttpResponse) -> bool:
    return 300 <= response.status < 400 and response.get("location") is not None


def _invalid(request: HttpRequest, response: HttpResponse) -> Fault | None:
    rule, wrong_key = "websocket-handshake-invalid", "Server returned incorrect “Sec-WebSocket-Accept” key"
    upgrade, connection, accept = (response.get(name) for name in ("upgrade", "connection", "sec-websocket-accept"))
    key = request.get("sec-websocket-key")
    if upgrade is None:
        return Fault(rule, "Upgrade", "'Upgrade' header is missing")
    if upgrade.lower() != "websocket":
        return Fault(rule, "Upgrade", f"'Upgrade' header value is not 'WebSocket': {upgrade}")
    if accept is None:
        return Fault(rule, ACCEPT, f"'{ACCEPT}' header is missing", wrong_key)
    if key is not None and accept != accept_of(key):
        return Fault(rule, ACCEPT, f"Incorrect '{ACCEPT}' header value", wrong_key)
    if connection is None:
        return Fault(rule, "Connection", "'Connection' header is missing")
    if "upgrade" not in {word.strip().lower() for word in connection.split(",")}:
        return Fault(rule, "Connection", "'Connection' header value must contain 'Upgrade'")
    return None


def _unasked(request: HttpRequest, response: HttpResponse) -> Fault | None:
    protocol, offered = (head.get(PROTOCOL.lower()) for head in (response, request))
    if protocol is None:
        return None
    if offered is not None:
        if protocol in (name.strip() for name in offered.split(",")):
            return None
        said = f"'{PROTOCOL}' header value '{protocol}' in response does not match any of sent values"
        return Fault("websocket-protocol-unasked", PROTOCOL, said, "Server requested unsupported protocol")
    said = f"Response must not include 'Sec-WebSocket-Protocol' header if not present in request: {protocol}"
    return Fault("websocket-protocol-unasked", "Sec-WebSocket-Protocol", said, "Server requested unsupported protocol")
