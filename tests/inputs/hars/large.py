"""A large recording as DevTools exports it: thousands of entries, mostly bodies, and one request that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.inputs.hars.recordings import ALLOW, BROWSER, PAGE, entry

FAILS = "https://api.example.org/fails"
TIMINGS = {"blocked": 1.5, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1, "wait": 20.25, "receive": 3.5}
MORE = {f"x-header-{n}": "value" * 8 for n in range(12)}


def large_har(entries: int, body: int) -> Iterator[str]:
    """Its text in pieces; a third of the entries goes to another origin, each with a body of so many characters."""
    yield '{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[],"entries":['
    for number in range(entries):
        yield json.dumps(_entry(number, "x" * body)) + ","
    yield json.dumps(entry(FAILS, _error="net::ERR_FAILED")) + "]}}"


def _entry(number: int, body: str) -> dict[str, object]:
    kinds = {
        0: entry(
            f"https://api.example.org/{number}", sent={**BROWSER, **MORE}, received={**ALLOW, **MORE}, content=body
        ),
        1: entry(f"{PAGE}/own/{number}", sent={"referer": f"{PAGE}/", **MORE}, received=MORE, content=body),
    }
    image = entry(
        f"https://cdn.example.net/{number}.png", sent={"referer": PAGE}, received=MORE, kind="image", content=body
    )
    return {**kinds.get(number % 3, image), "timings": TIMINGS, "startedDateTime": "2026-11-28T10:00:00.000Z"}
