"""Bodies that each kind of load accepts, so that only the head of an answer decides what becomes of it."""

from __future__ import annotations

import base64

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SAMPLES = {
    "img": PNG,
    "script": b"void 0;",
    "module-script": b"export {};",
    "stylesheet": b"p{margin:0}",
    "eventsource": b"data: ok\n\n",
}


def body_for(initiator: str) -> bytes:
    return SAMPLES.get(initiator, b"ok")
