"""A HAR file (http://www.softwareishard.com/blog/har-12-spec/) as cases to evaluate: each cross-origin request that a
page made, with the answers that were recorded for it.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from typing import Any

from checks.cors.urls import parse
from checks.refusal import Refusal

Json = Mapping[str, Any]

_INITIATORS = {
    "image": "img",
    "script": "script",
    "stylesheet": "stylesheet",
    "font": "font",
    "eventsource": "eventsource",
    "xhr": "xmlhttprequest",
}
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_HOPS = 20


def is_har(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("log"), dict) and "entries" in value["log"]


def cases(har: Json) -> Iterator[dict[str, Any]]:
    """Bodies of the evaluate contract, with the number of the HAR's entry as `id`. Raises Refusal.

    What a page sets itself is told from what browsers add; a request without an Origin is judged for the origin of
    its Referer, or left out where it has neither or stays on the page's origin.
    """
    entries = har["log"]["entries"]
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise Refusal("invalid_json", "The HAR's log.entries is not a list of requests with their responses.")
    log = _Log(entries)
    followed: set[int] = set()
    for number, entry in enumerate(entries):
        origin = _page_origin(entry["request"])
        if number in followed or _is_preflight(entry) or origin is None or _origin(entry["request"]["url"]) == origin:
            continue
        chain = log.chain(number)
        followed.update(chain[1:])
        yield {
            "id": number,
            "request": _request(entry, origin),
            "responses": [_response(entries[index]) for index in log.with_preflights(chain)],
        }


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    request, response = entry.get("request"), entry.get("response")
    return (
        isinstance(request, dict)
        and isinstance(response, dict)
        and isinstance(request.get("url"), str)
        and isinstance(request.get("method"), str)
        and isinstance(response.get("status"), int)
        and all(_are_headers(part.get("headers")) for part in (request, response))
    )


def _are_headers(headers: Any) -> bool:
    return isinstance(headers, list) and all(
        isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("value"), str)
        for item in headers
    )


def _request(entry: Json, origin: str) -> dict[str, Any]:
    request = entry["request"]
    mode = _header(request, "sec-fetch-mode")
    sends_cookies = bool(request.get("cookies")) or _header(request, "cookie") is not None
    return {
        "url": request["url"],
        "origin": origin,
        "method": request["method"],
        "headers": [[item["name"], item["value"]] for item in request["headers"] if _is_the_pages(item["name"])],
        "credentials": "include" if sends_cookies else "same-origin",
        "mode": mode if mode in ("cors", "no-cors", "same-origin") else "cors",
        "initiator": _INITIATORS.get(str(entry.get("_resourceType")), "fetch"),
    }


def _is_the_pages(name: str) -> bool:
    """Whether script may have set the header; what the browser adds on its own changes no verdict."""
    lower = name.lower()
    return not (
        lower.startswith((":", "sec-", "proxy-", "access-control-request-"))
        or lower
        in (
            "accept",
            "accept-encoding",
            "accept-language",
            "connection",
            "content-length",
            "cookie",
            "dnt",
            "host",
            "origin",
            "priority",
            "referer",
            "te",
            "user-agent",
        )
    )


class _Log:
    """The entries of a log, found by URL: main requests and preflights apart, each by number in order."""

    def __init__(self, entries: list[Json]) -> None:
        self.entries = entries
        self.requests: dict[str, list[int]] = {}
        self.preflights: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            found = self.preflights if _is_preflight(entry) else self.requests
            found.setdefault(entry["request"]["url"], []).append(number)

    def chain(self, start: int) -> list[int]:
        """The entry and the redirects that follow it."""
        chain = [start]
        while len(chain) <= _MAX_HOPS:
            entry = self.entries[chain[-1]]
            location = _header(entry["response"], "location")
            if entry["response"]["status"] not in _REDIRECTS or location is None:
                break
            following = self._first_after(chain[-1], _joined(entry["request"]["url"], location))
            if following is None:
                break
            chain.append(following)
        return chain

    def with_preflights(self, chain: list[int]) -> list[int]:
        """The chain and the nearest preflight of each of its requests: browsers record it before or after them."""
        numbers = []
        for number in chain:
            preflights = self.preflights.get(self.entries[number]["request"]["url"], [])
            at = bisect(preflights, number)
            nearest = min(preflights[max(0, at - 1) : at + 1], key=lambda found: abs(found - number), default=None)
            numbers += [number] if nearest is None else [nearest, number]
        return numbers

    def _first_after(self, number: int, url: str) -> int | None:
        found = self.requests.get(url, [])
        at = bisect(found, number)
        return found[at] if at < len(found) else None


def _joined(base: str, location: str) -> str:
    parsed = parse(location, base)
    return parsed.href if parsed else ""


def _is_preflight(entry: Json) -> bool:
    request = entry["request"]
    return request["method"].upper() == "OPTIONS" and _header(request, "access-control-request-method") is not None


def _response(entry: Json) -> dict[str, Any]:
    """The recorded answer; status 0 is what browsers write where there was none."""
    response = entry["response"]
    recorded: dict[str, Any] = {"url": entry["request"]["url"].partition("#")[0], "preflight": _is_preflight(entry)}
    if response["status"] <= 0:
        return {**recorded, "failure": "connect_error"}
    headers = [[item["name"], _bytes_as_text(item["value"])] for item in response["headers"]]
    return {**recorded, "status": response["status"], "headers": headers}


def _bytes_as_text(value: str) -> str:
    return value.encode("utf-8", "replace").decode("latin-1")


def _page_origin(request: Json) -> str | None:
    origin = _header(request, "origin")
    if origin is not None:
        return origin
    return _origin(_header(request, "referer") or "")


def _origin(url: str) -> str | None:
    parsed = parse(url)
    if parsed is None or not parsed.hostname:
        return None
    port = "" if parsed.port is None else f":{parsed.port}"
    return f"{parsed.scheme}://{parsed.hostname}{port}"


def _header(part: Json, name: str) -> str | None:
    return next((item["value"] for item in part["headers"] if item["name"].lower() == name), None)
