"""A Postman collection (https://schema.postman.com/) of format 1, 2.0 or 2.1, and what its environments are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from checks.inputs.documents.collections import Asked, authorized, entries, form, text, understood
from checks.inputs.understood import Understood
from checks.refusal import unreadable

_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
    "text": "text/plain",
}
_DEEPEST = 10


def parse(value: dict[str, Any]) -> Understood | None:
    """A collection, or None where the JSON is another's; raises a Refusal for an environment."""
    collection = value["collection"] if isinstance(value.get("collection"), dict) else value
    if isinstance(collection.get("info"), dict) and isinstance(collection.get("item"), list):
        asked = _items(collection["item"], collection.get("auth"), 0)
        return understood("a Postman collection", "postman", asked, dict(entries(collection.get("variable"))))
    if "order" in value and isinstance(value.get("requests"), list):
        known = dict(entries(value.get("variables")))
        asked = (_of_format_1(item) for item in value["requests"] if isinstance(item, dict))
        return understood("a Postman collection", "postman", asked, known)
    if isinstance(value.get("values"), list) and ("_postman_variable_scope" in value or "name" in value):
        raise unreadable(
            "This is a Postman environment: it has variables, and no request. Paste the collection, or the "
            "request as cURL (Code snippet in Postman), with its variables filled in."
        )
    return None


def _items(items: Any, auth: Any, depth: int) -> Iterator[Asked]:
    for item in items if isinstance(items, list) and depth < _DEEPEST else []:
        if not isinstance(item, dict):
            continue
        own = item.get("auth") or auth
        request = item.get("request")
        if isinstance(request, str):
            request = {"url": request}
        if isinstance(request, dict):
            yield _asked(request, own, text(item.get("name")))
        yield from _items(item.get("item"), own, depth + 1)


def _asked(request: dict[str, Any], auth: Any, name: str) -> Asked:
    described = request.get("description")
    asked = Asked(
        _url(request.get("url")),
        text(request.get("method")) or "GET",
        _headers(request.get("header")),
        name=name,
        said=described if isinstance(described, str) else "",
    )
    _add_body(asked, request.get("body"))
    _authorize(asked, request.get("auth") or auth)
    return asked


def _url(url: Any) -> str:
    if not isinstance(url, dict):
        return text(url)
    raw = text(url.get("raw"))
    if not raw:
        host = url.get("host")
        path = url.get("path")
        raw = ".".join(map(text, host)) if isinstance(host, list) else text(host)
        if url.get("protocol") and "://" not in raw:
            raw = f"{text(url['protocol'])}://{raw}"
        raw += f":{text(url['port'])}" if url.get("port") else ""
        raw += "/" + ("/".join(map(text, path)) if isinstance(path, list) else text(path).lstrip("/"))
        query = form(entries(url.get("query")))
        raw += f"?{query}" if query else ""
    values = dict(entries(url.get("variable")))
    return re.sub(r"(?<=/):([\w-]+)", lambda match: values.get(match[1]) or match[0], raw)


def _headers(header: Any) -> list[tuple[str, str]]:
    if isinstance(header, str):
        pairs = (line.partition(":") for line in header.splitlines())
        return [(name.strip(), value.strip()) for name, colon, value in pairs if colon]
    return list(entries(header))


def _add_body(asked: Asked, body: Any) -> None:
    if not isinstance(body, dict) or body.get("disabled") is True:
        return
    mode = body.get("mode")
    content = body.get(mode) if isinstance(mode, str) else None
    if mode == "raw" and content:
        options = body.get("options")
        raw = options.get("raw") if isinstance(options, dict) else None
        language = raw.get("language") if isinstance(raw, dict) else None
        asked.body, asked.body_type = text(content), _TYPES.get(text(language), "text/plain")
    elif mode == "urlencoded" and content:
        pairs = entries(content) if isinstance(content, list) else iter(())
        asked.body, asked.body_type = form(pairs), "application/x-www-form-urlencoded"
    elif mode == "formdata" and content:
        asked.body, asked.body_type = form(entries(content)), "multipart/form-data; boundary=----form"
    elif mode == "graphql" and isinstance(content, dict):
        asked.body, asked.body_type = json.dumps(content), "application/json"
    elif mode == "file":
        asked.body, asked.body_type = "", "application/octet-stream"


def _authorize(asked: Asked, auth: Any) -> None:
    if not isinstance(auth, dict) or not isinstance(auth.get("type"), str):
        return
    settings = auth.get(auth["type"])
    values = settings if isinstance(settings, dict) else dict(entries(settings))
    authorized(asked, auth["type"], values)


def _of_format_1(request: dict[str, Any]) -> Asked:
    headers = request.get("headerData") if isinstance(request.get("headerData"), list) else request.get("headers")
    asked = Asked(text(request.get("url")), text(request.get("method")) or "GET", _headers(headers))
    asked.name = text(request.get("name"))
    mode, raw = request.get("dataMode"), request.get("rawModeData")
    if mode == "raw" and raw:
        asked.body = text(raw)
    elif mode == "urlencoded":
        asked.body, asked.body_type = form(entries(request.get("data"))), "application/x-www-form-urlencoded"
    elif mode == "params" and request.get("data"):
        asked.body, asked.body_type = form(entries(request.get("data"))), "multipart/form-data; boundary=----form"
    return asked
