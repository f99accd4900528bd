"""What a page requests later, and which of it asks again, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.wording.visible import visible
from checks.wording.words import BROWSERS, duration, listing

_STATES = {
    "not-sent": ("sends", "send", "nothing"),
    "none": ("sends", "send", "it without a preflight"),
    "kept": ("reuses", "reuse", "the preflight"),
    "asked": ("asks", "ask", "again"),
}
# What says itself what it is.
_BARE = ("method", "url", "headers", "body")


def sentences(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each later request of a document, and what browsers do before it and why; those that do alike together."""
    for entry in document.get("then", ()):
        told: dict[tuple[str, str], list[str]] = {}
        for name, known in entry["browsers"].items():
            # The sentence has named the browser already.
            why = _reason(known).replace(f": {BROWSERS[name]} ", ": it ")
            state = "not-sent" if known["code"] == "not-sent" else known["preflight"]
            told.setdefault((state, why), []).append(BROWSERS[name])
        yield (
            visible(_what(entry["request"], entry["after_s"], document["request"]["method"])),
            visible(" ".join(_sentence(state, why, names) for (state, why), names in told.items())),
        )


def _sentence(state: str, why: str, names: Sequence[str]) -> str:
    one, several, rest = _STATES[state]
    return f"{listing(names)} {one if len(names) == 1 else several} {rest}{why}."


def _reason(known: Mapping[str, Any]) -> str:
    match known["preflight"]:
        case "none":
            return ""
        case "kept":
            return f", for {duration(known['seconds'])} more" if known["seconds"] else ""
        case _:
            return f": {known['why']}"


def _what(request: Mapping[str, Any], after_s: float, method: str) -> str:
    """The request by what differs, such as `DELETE https://api.example.com/2, with X-B, 30 seconds later`."""
    start = f"{request.get('method', method)} {request.get('url', '')}".strip()
    names = ", ".join(name for name, _ in request.get("headers", ()))
    parts = [f"with {names}"] if names else ["without headers"] if "headers" in request else []
    parts += [f"{name} {value}" for name, value in request.items() if name not in _BARE and isinstance(value, str)]
    parts += [f"{after_s:g} seconds later"] if after_s else []
    if not request and not after_s:
        return f"{start} again"
    return ", ".join([start, *parts])
