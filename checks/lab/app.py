"""The lab on the wire: `/lab/<rule>/<broken|right>` answers as the rule's example says, byte for byte, and a path
that goes on with a hyphen as what lies beside it.

A plain ASGI application: nothing of ours adds, joins or renames a header.
"""

from __future__ import annotations

import asyncio
import re
from base64 import b64decode
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from checks.cors import lab
from checks.cors.model import Failure, HttpResponse, RawResponse
from checks.lab.origins import other_origin
from checks.lab.plain_response import respond

_PATH = re.compile(r"/lab/([a-z0-9-]+)/(broken|right)(-[a-z-]+)?")
_BODY = b'{"lab": true}\n'
# What a real browser's image and script loads take, so that nothing but the head decides there either.
_BODIES = {
    "image/png": b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
    "text/javascript": b"void 0;\n",
}
# How long a server that never answers is played, to a client that stays.
_SILENT_S = 30
_BODILESS = (101, 204, 205, 304)


_STATUS = re.compile(rb"HTTP/[0-9.]+ ([0-9]{3})")


class Written(asyncio.CancelledError):
    """The answer has been written past the server, to which this is a client that went away; `status` is what its
    status line says, 0 where it has none."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Lab:
    """`lab_origin` and `page_origin` are where each is reached; when empty, the request's Host and its other name."""

    def __init__(self, *, lab_origin: str = "", page_origin: str = "") -> None:
        self.lab_origin = lab_origin
        self.page_origin = page_origin

    @staticmethod
    def serves(path: str) -> bool:
        return _PATH.fullmatch(path) is not None

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        reply = self._reply(scope)
        if isinstance(reply, Failure):
            await _keep_silent(receive)
            reply = HttpResponse(504)
        if isinstance(reply, RawResponse):
            reply = _write_raw(scope, reply.head)
        body = b"" if reply.status in _BODILESS else _BODIES.get(reply.get("content-type") or "", _BODY)
        headers = list(reply.headers)
        if body and reply.get("content-type") is None:
            headers.append(("Content-Type", "application/json"))
        await respond(send, reply.status, headers, body, head=scope["method"] == "HEAD")

    def _reply(self, scope: Any) -> HttpResponse | RawResponse | Failure:
        match = _PATH.fullmatch(scope["path"])
        query = parse_qs(scope["query_string"].decode("latin-1"))
        hop = query.get("hop", ["0"])[0]
        if match is None or not hop.isascii() or not hop.isdigit() or len(hop) > 3:
            return HttpResponse(404)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        here, page = self._origins(f"{scope['scheme']}://{headers.get('host', 'localhost')}", headers.get("origin"))
        try:
            found = lab.reply(
                match[1],
                "broken" if match[2] == "broken" else "right",
                int(hop),
                preflight=scope["method"] == "OPTIONS" and "access-control-request-method" in headers,
                origin=headers.get("origin"),
                asks=headers.get("access-control-request-headers"),
                site=headers.get("sec-fetch-site"),
                handshake=headers.get("sec-websocket-key")
                if headers.get("upgrade", "").lower() == "websocket"
                else None,
                elsewhere=match[3] is not None,
                past_cache=bool(query.keys() - {"hop"}),
                lab=here,
                page=page,
            )
        except KeyError:
            return HttpResponse(404)
        return found or HttpResponse(404)

    def _origins(self, host: str, origin: str | None) -> tuple[str, str]:
        """The lab's origin and the page's. Without settings the lab is localhost, unless the page is."""
        here = self.lab_origin or (host if "//localhost" in host else other_origin(host))
        page = self.page_origin or other_origin(here)
        return (page, here) if origin == here else (here, page)


async def _keep_silent(receive: ASGIReceiveCallable) -> None:
    """Answers nothing until the client goes away, which then has its way."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_SILENT_S):
            while (await receive())["type"] != "http.disconnect":
                pass
        raise Written(0)


def _write_raw(scope: Any, head: bytes) -> HttpResponse:
    """Bytes that are no HTTP, past the server that would refuse to send them; 501 where its connection is hidden."""
    transport = (scope.get("extensions") or {}).get("corschecker.transport")
    if transport is None:
        return HttpResponse(501)
    transport.write(head)
    transport.close()
    status = _STATUS.match(head)
    raise Written(int(status[1]) if status else 0)
