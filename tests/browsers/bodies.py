"""Bodies that each kind of load accepts, so that only the head of an answer decides what becomes of it."""

from __future__ import annotations

import base64
import zlib

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# The least font that all browsers take: one triangle for the letter A.
FONT = zlib.decompress(
    base64.b64decode(
        "eNpjYGRgYOBiaGBgZlDwD9Y3crSwP8rAwKgBFE1Izk0sYOBhmALkTwDyTdJzKtNEha28gfwzQL5IRmpiSry8rSOQvQaIzTKAAgy2"
        "DNlA9hMgVsnILalgcACyGBg7gARbTn5yItAuEP8IiJ+bWFHAwMLACuRzAPkKeYm5qQzlHHlA/gMgX6kgv7gE6C4gYGIByTOA3ArE"
        "FgulX8bz23wFyoFNxwCcQMgAlGWC8kH6jP5/ApIg9eZAWUY0HYxgESagHogME4aZQLuAocDKwMJAGKCYbg8EQMqRwRGnegWoyxjg"
        "doN8LQJ1jQjQTpAKFiAE8R3//4eQ/w8g2cQFtxfke6AZhuainJycYPPkQCaxgHwNMRvEZgLDAIYgqG14AAAKyC6m"
    )
)
SAMPLES = {
    "img": PNG,
    "script": b"void 0;",
    "module-script": b"export {};",
    "stylesheet": b"p{margin:0}",
    "font": FONT,
    "eventsource": b"data: ok\n\n",
}


def body_for(initiator: str) -> bytes:
    return SAMPLES.get(initiator, b"ok")
