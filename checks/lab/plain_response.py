"""A response of an ASGI application that is none of Django's: its header list reaches the wire as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asgiref.typing import ASGISendCallable

_BODILESS = frozenset({101, 204, 304})


async def respond(
    send: ASGISendCallable, status: int, headers: Iterable[tuple[str, str]], body: bytes = b"", *, head: bool = False
) -> None:
    """Sends the response, with the Content-Length that it lacks; to `head`, a request by HEAD, without its body."""
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if status not in _BODILESS and all(name.lower() != b"content-length" for name, _ in fields):
        fields.append((b"content-length", str(len(body)).encode()))
    start: Any = {"type": "http.response.start", "status": status, "headers": fields, "trailers": False}
    await send(start)
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})
