"""A browser's conversation as steps, each an arrow with two labels and a sentence that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from checks.wording.sockets import is_socket
from checks.wording.visible import header_text, visible
from checks.wording.words import PURPOSES, failure_sentence, host_of

Lane = Literal["page", "browser", "server"]
CALLS: Mapping[str, str] = {
    "fetch": "fetch()",
    "xmlhttprequest": "XMLHttpRequest",
    "img": "<img>",
    "font": "@font-face",
    "script": "<script>",
    "module-script": "import",
    "stylesheet": "<link>",
    "preload": "preload",
    "eventsource": "EventSource",
    "websocket": "WebSocket",
    "video": "<video>",
    "audio": "<audio>",
    "track": "<track>",
    "beacon": "sendBeacon()",
    "worker-script": "Worker",
    "worker-module": "Worker",
    "import-scripts": "importScripts()",
    "worker-static-import": "import",
    "worker-import": "import()",
    "manifest": "manifest",
    "prefetch": "prefetch",
    "modulepreload": "modulepreload",
    "css-image": "CSS",
    "json-module": "import",
    "css-module": "import",
    "wasm": "WebAssembly",
    "fetch-later": "fetchLater()",
}


@dataclass(frozen=True, slots=True)
class Step:
    """An arrow from lane to lane: `label` stands above it, `note` below."""

    start: Lane
    end: Lane
    label: str
    note: str
    sentence: str
    failed: bool = False
    dashed: bool = False


def steps(document: Mapping[str, Any], browser: str) -> Iterator[Step]:
    """What one browser of a document did, from the page's call to what the page got."""
    verdict = document["browsers"][browser]
    yield _call(document["request"], refused=verdict["outcome"] == "refused")
    failing, rule = failing_exchange(document, browser), verdict.get("rule")
    exchanges = [document["exchanges"][index] for index in verdict["exchanges"]]
    several_hosts = len({host_of(exchange["request"]["url"]) for exchange in exchanges}) > 1
    for index, repeated in groupby(verdict["exchanges"]):
        exchange, times = document["exchanges"][index], len(list(repeated))
        yield _request(exchange, times, with_host=several_hosts)
        ending = f" Here it fails: {rule}." if index == failing and rule else ""
        if exchange.get("response"):
            decides = _deciding_header(document, browser, index) if index == failing else None
            shown = "Upgrade" if is_socket(document) else "Access-Control-Allow-Origin"
            yield _response(exchange["response"], decides or shown, ending, index == failing)
        elif _code(exchange) == "not_recorded":
            reason = failure_sentence(exchange)
            yield Step("server", "browser", "not recorded", reason, f"Not recorded: {reason}", dashed=True)
        elif not _is_unsent(exchange):
            reason = failure_sentence(exchange)
            yield Step("server", "browser", "no response", reason, f"No response: {reason}{ending}", True, True)
    if _stops_after_its_preflight(document, browser):
        label = visible(f"{document['request']['method']} {_target(document['request']['url'], with_host=False)}")
        told = f"The browser does not send the {PURPOSES['main']}: {rule}."
        yield Step("browser", "server", label, "not sent", told, failed=True, dashed=True)
    if verdict["outcome"] != "unknown" and not (exchanges and _is_unsent(exchanges[-1])):
        yield _end(verdict["outcome"], document["request"])


def failing_exchange(document: Mapping[str, Any], browser: str) -> int | None:
    """The index of the exchange at which a browser gave up, None where it did not or sent nothing."""
    verdict = document["browsers"][browser]
    own = verdict["exchanges"]
    if verdict["outcome"] not in ("blocked", "unreachable") or not own or _is_unsent(document["exchanges"][own[-1]]):
        return None
    if _stops_after_its_preflight(document, browser):
        return None
    for finding in document["findings"]:
        if finding["rule"] == verdict.get("rule"):
            pointed = [item["exchange"] for item in finding["evidence"] if item.get("exchange") in own]
            if pointed:
                return int(pointed[-1])
    return int(own[-1])


def _stops_after_its_preflight(document: Mapping[str, Any], browser: str) -> bool:
    """Whether a browser blocks by something of the request itself although its preflight succeeded."""
    verdict = document["browsers"][browser]
    own = verdict["exchanges"]
    if verdict["outcome"] != "blocked" or not own or document["exchanges"][own[-1]]["purpose"] != "preflight":
        return False
    evidence = [
        item for each in document["findings"] if each["rule"] == verdict.get("rule") for item in each["evidence"]
    ]
    return bool(evidence) and all(item.get("exchange") is None for item in evidence)


def _call(request: Mapping[str, Any], *, refused: bool) -> Step:
    call, method, url = CALLS[request["initiator"]], visible(request["method"]), visible(request["url"])
    who = "A page of origin null" if request["origin"] == "null" else f"The page on {visible(request['origin'])}"
    return Step("page", "browser", call, method, f"{who} asks for {method} {url} by {call}.", failed=refused)


def _request(exchange: Mapping[str, Any], times: int, *, with_host: bool) -> Step:
    request, what = exchange["request"], PURPOSES[exchange["purpose"]]
    line = visible(f"{request['method']} {request['url']}")
    label = visible(f"{request['method']} {_target(request['url'], with_host=with_host)}")
    if _is_unsent(exchange):
        sentence = f"This check did not send the {what}, {line}, because it may change data."
        return Step("browser", "server", label, "not sent by this check", sentence, dashed=True)
    origin = get(request["headers"], "origin")
    asked = [
        header_text(value)
        for name in ("access-control-request-method", "access-control-request-headers")
        if (value := get(request["headers"], name))
    ]
    note = f"asks: {'; '.join(asked)}" if asked else f"Origin: {visible(origin)}" if origin else "without Origin"
    asking = f", and asks for {', '.join(asked)}" if asked else ""
    if times > 1:
        note, asking = f"{times} times, {note}", f"{asking}, {times} times in a row"
    return Step("browser", "server", label, note, f"The browser sends the {what}, {line}{asking}.")


def _response(response: Mapping[str, Any], header: str, ending: str, failed: bool) -> Step:
    value = get(response["headers"], header.lower())
    location = get(response["headers"], "location") if 300 <= response["status"] < 400 else None
    status = str(response["status"]) + (f" to {header_text(location)}" if location else "")
    if value is None:
        note, having = f"no {header}", f"without {header}"
    else:
        note = f"{header}: {header_text(value)}"
        having = f"with {note}"
    return Step("server", "browser", status, note, f"The server responds {status}, {having}.{ending}", failed)


def _deciding_header(document: Mapping[str, Any], browser: str, index: int) -> str | None:
    """The header that the blocking rule of a browser points at in an exchange."""
    rule = document["browsers"][browser].get("rule")
    for finding in document["findings"]:
        for item in finding["evidence"]:
            if finding["rule"] == rule and item.get("exchange") == index and item.get("header"):
                return visible(item["header"])
    return None


def _end(outcome: str, request: Mapping[str, Any]) -> Step:
    if outcome == "allowed" and request["initiator"] == "websocket":
        return Step("browser", "page", "open", "both may send", "The WebSocket is open: page and server may send.")
    if outcome == "allowed" and request["initiator"] in ("beacon", "fetch-later"):
        told = "The browser sends it; the page never learns what the server responds."
        return Step("browser", "page", "sent", "no response", told)
    if outcome == "allowed" and request["mode"] == "no-cors":
        told = "The browser loads the response into the page, but script cannot read it."
        return Step("browser", "page", "loads", "not readable", told)
    if outcome == "allowed":
        return Step("browser", "page", "the response", "readable", "The browser lets the page read the response.")
    if outcome == "opaque":
        told = "The page gets an opaque response, which script cannot read."
        return Step("browser", "page", "opaque", "not readable", told)
    error = "a TypeError" if request["initiator"] == "fetch" else "an error event"
    told = f"The page gets {error} with no details."
    return Step("browser", "page", error.partition(" ")[2], "no details", told, failed=True)


def _target(url: str, *, with_host: bool) -> str:
    rest = url.partition("://")[2]
    path = rest[len(rest.split("/")[0].split("?")[0]) :]
    return (host_of(url) if with_host else "") + (path or "/")


def _is_unsent(exchange: Mapping[str, Any]) -> bool:
    return _code(exchange) == "not_sent"


def _code(exchange: Mapping[str, Any]) -> str | None:
    """Why there is no response."""
    code: str | None = (exchange.get("failure") or {}).get("code")
    return code


def get(headers: Sequence[Sequence[str]], name: str) -> str | None:
    """The combined value of a header of a document; `name` in lower case."""
    found = [str(value) for key, value in headers if key.lower() == name]
    return ", ".join(found) if found else None
