"""A HAR file (http://www.softwareishard.com/blog/har-12-spec/) as cases to evaluate: each cross-origin request that a
page made, with the answers that were recorded for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checks.cors.urls import parse
from checks.refusal import Refusal

Json = Mapping[str, Any]
_INITIATORS = {"image": "img", "script": "script", "stylesheet": "stylesheet", "font": "font", "xhr": "xmlhttprequest"}


def is_har(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("log"), dict) and "entries" in value["log"]


def cases(har: Json) -> Iterator[dict[str, Any]]:
    """Bodies of the evaluate contract, with the entry's number as `id`. Raises Refusal."""
    entries = har["log"]["entries"]
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise Refusal("invalid_json", "The HAR's log.entries is not a list of requests with their responses.")
    for number, entry in enumerate(entries):
        origin = _header(entry["request"], "origin")
        if origin is None or _is_preflight(entry) or _is_follow_up(entries, number):
            continue
        yield {"id": number, "request": _request(entry, origin), "responses": _responses(entries, number)}


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(part), dict) for part in ("request", "response"))
        and isinstance(entry["request"].get("url"), str)
        and isinstance(entry["request"].get("method"), str)
        and all(isinstance(entry[part].get("headers"), list) for part in ("request", "response"))
    )
