"""The request as a Postman collection, the exchanges as a HAR, and the report as Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from checks import __version__
from checks.exports.base import Document, Export, request_of, wire_headers
from checks.exports.commands import preflight_headers
from checks.inputs.about import line
from checks.inputs.documents.report_markdown import comment
from checks.wording.markdown import markdown

_POSTMAN = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_NEVER = "1970-01-01T00:00:00Z"


def postman(document: Document) -> str:
    """A collection with the request, and its preflight where one goes first."""
    request = request_of(document)
    items = [_item("Request", request.method, request.url, wire_headers(request), line(request))]
    preflight = preflight_headers(document)
    if preflight is not None:
        items.append(_item("Preflight", "OPTIONS", request.url, preflight, "What a browser asks first."))
    collection = {"info": {"name": "CORS check", "schema": _POSTMAN}, "item": items}
    return json.dumps(collection, indent=2) + "\n"


def as_markdown(document: Document) -> str:
    """The report, with its request in a comment that no renderer shows and the box reads back."""
    return f"{markdown(document)}\n{comment(document['request'])}\n"


def _item(name: str, method: str, url: str, headers: Sequence[Sequence[str]], description: str) -> dict[str, Any]:
    fields = [{"key": _inert(key), "value": _inert(value), "type": "text"} for key, value in headers]
    request = {"method": method, "header": fields, "url": {"raw": _inert(url)}, "description": description}
    return {"name": name, "request": request}


def _inert(text: str) -> str:
    """Without what Postman would take for one of its variables."""
    return text.replace("{{", "%7B%7B").replace("}}", "%7D%7D")


def har(document: Document) -> str:
    """HAR 1.2 of all exchanges, in the order in which they are shown; like a browser's, it holds a request that was
    not sent, because its preflight failed, with status 0."""
    request = request_of(document)
    exchanges = [exchange for exchange in document["exchanges"] if not exchange.get("probe")]
    if not any(exchange["purpose"] == "main" for exchange in exchanges):
        sent = {"method": request.method, "url": request.url.partition("#")[0], "headers": wire_headers(request)}
        exchanges.append({"purpose": "main", "request": sent})
    created = document.get("created_at") or _NEVER
    log = {
        "version": "1.2",
        "creator": {"name": "corschecker", "version": __version__},
        "comment": line(request),
        "entries": [_entry(exchange, created) for exchange in exchanges],
    }
    return json.dumps({"log": log}, indent=2) + "\n"


def _entry(exchange: Mapping[str, Any], created: str) -> dict[str, Any]:
    asked, response = exchange["request"], exchange.get("response") or {"status": 0, "headers": []}
    elapsed = exchange.get("elapsed_ms") or 0
    types = [value for name, value in response["headers"] if name.lower() == "content-type"]
    query = parse_qsl(asked["url"].partition("#")[0].partition("?")[2], keep_blank_values=True)
    common = {"httpVersion": "HTTP/1.1", "cookies": [], "headersSize": -1, "bodySize": -1}
    return {
        "startedDateTime": created,
        "time": elapsed,
        "request": {
            "method": asked["method"],
            "url": asked["url"],
            "headers": _fields(asked["headers"]),
            "queryString": [{"name": name, "value": value} for name, value in query],
            **common,
        },
        "response": {
            "status": response["status"],
            "statusText": _phrase(response["status"]),
            "headers": _fields(response["headers"]),
            "content": {"size": 0, "mimeType": types[0] if types else "x-unknown"},
            "redirectURL": next((value for name, value in response["headers"] if name.lower() == "location"), ""),
            **common,
        },
        "cache": {},
        "timings": {"send": 0, "wait": elapsed, "receive": 0},
    }


def _fields(headers: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


FILES = (
    Export("postman", "Postman", "json", "cors-check.postman_collection.json", postman),
    Export("har", "HAR", "json", "cors-check.har", har),
    Export("markdown", "Markdown", "markdown", "cors-check.md", as_markdown),
)
