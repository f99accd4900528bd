"""The request as commands for a POSIX shell: curl and HTTPie, every word quoted."""

from __future__ import annotations

import re
import shlex

from checks.cors import urls
from checks.cors.model import Headers, Request
from checks.cors.plan import plan
from checks.cors.websocket import handshake, url_of
from checks.exports.base import Document, Export, request_of, wire_headers
from checks.inputs.about import line
from checks.wording.curl import curl_command


def curl(document: Document) -> str:
    request = request_of(document)
    if request.is_websocket:
        return f"# {line(request)}\n{_handshake(request)}\n"
    return f"# {line(request)}\n{curl_command(request.method, request.url, wire_headers(request))}\n"


def _handshake(request: Request) -> str:
    """The request that opens the WebSocket, with a key that any will do for."""
    url = url_of(urls.parse(request.url) or urls.NOWHERE)
    headers = handshake(url, request.origin, "Y29ycyBjaGVja2VyIGtleQ==").headers
    return curl_command("GET", url.href, headers)


def curl_preflight(document: Document) -> str | None:
    """The OPTIONS request that asks for it; None where none goes first."""
    headers = preflight_headers(document)
    return None if headers is None else curl_command("OPTIONS", request_of(document).url, headers) + "\n"


def preflight_headers(document: Document) -> Headers | None:
    """As the first browser sent them, or would send them; None where no preflight is needed."""
    request = request_of(document)
    preflight = plan(request)
    if not preflight.needed:
        return None
    for exchange in document["exchanges"]:
        if exchange["purpose"] == "preflight":
            wanted = ("origin", "access-control-request-method", "access-control-request-headers")
            return tuple((name, value) for name, value in exchange["request"]["headers"] if name.lower() in wanted)
    names = sorted(reason.name for reason in preflight.reasons if reason.name)
    asked = (("Access-Control-Request-Headers", ",".join(names)),) if names else ()
    return (("Origin", request.origin), ("Access-Control-Request-Method", request.method), *asked)


def httpie(document: Document) -> str | None:
    """None where HTTPie cannot say it: methods are in capitals there, and a backslash before : ; = @ is its own."""
    request = request_of(document)
    if not re.fullmatch("[A-Z]+", request.method):
        return None
    words = ["http", "--ignore-stdin", "--print=Hh", request.method, request.url]
    for name, value in wire_headers(request):
        if name.startswith("-") or re.search(r"\\[:;=@]", value) or re.search(r"[:;=@\\]", name):
            return None
        escaped = f"\\{value}" if value.startswith(("=", "@", ":", ";")) else value
        words.append(f"{name}:{escaped}" if value else f"{name};")
    return f"# {line(request)}\n{' '.join(map(shlex.quote, words))}\n"


COMMANDS = (
    Export("curl", "curl", "bash", "request.sh", curl),
    Export("curl-preflight", "curl, the preflight", "bash", "preflight.sh", curl_preflight),
    Export("httpie", "HTTPie", "bash", "request-httpie.sh", httpie),
)
