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
# The least that a player takes for sound: one sample of silence.
WAV = b"RIFF%bWAVEfmt %b%b%bdata%b\0" % (
    (37).to_bytes(4, "little"),
    (16).to_bytes(4, "little"),
    b"\1\0\1\0" + (8000).to_bytes(4, "little") * 2,
    b"\1\0\x08\0",
    (1).to_bytes(4, "little"),
)
SAMPLES = {
    "img": PNG,
    "script": b"void 0;",
    "module-script": b"export {};",
    "stylesheet": b"p{margin:0}",
    "font": FONT,
    "eventsource": b"data: ok\n\n",
    "video": WAV,
    "audio": WAV,
    "worker-script": b"postMessage('ok');",
    "worker-module": b"postMessage('ok');",
    "import-scripts": b"void 0;",
    "worker-import": b"void 0;",
    "worker-static-import": b"void 0;",
    "track": b"WEBVTT\n\n00:00.000 --> 00:01.000\nok\n",
    "modulepreload": b"export {};",
    "css-image": PNG,
    "json-module": b"{}",
    "css-module": b"p{margin:0}",
    "wasm": b"\0asm\1\0\0\0",
}


def body_for(initiator: str) -> bytes:
    return SAMPLES.get(initiator, b"ok")
