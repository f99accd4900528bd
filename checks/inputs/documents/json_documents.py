"""JSON that holds a request: a HAR, a Postman collection, a body for this checker's API, and a report of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from checks.inputs.about import said
from checks.inputs.from_wire import from_wire
from checks.inputs.hars import entries as har_entries
from checks.inputs.recorded_case import of_document, of_evaluation
from checks.inputs.understood import Understood
from checks.refusal import unreadable


def begins(text: str) -> bool:
    """Whether a text can be JSON that is read here."""
    return text.lstrip("\ufeff\u200b \t\r\n").startswith("{")


def parse(text: str) -> Understood | None:
    if not begins(text):
        return None
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise unreadable("This JSON nests too deeply to be a HAR or a request.") from error
    except ValueError as error:
        if not text.rstrip().endswith("}"):
            raise unreadable("This JSON ends in the middle. Copy it whole, to its last bracket.") from error
        raise unreadable(f"This is not JSON: {_where(error)}. Paste the file as it was exported.") from error
    if isinstance(value.get("log"), dict):
        return har_entries.parse(value)
    if isinstance(value.get("info"), dict) and isinstance(value.get("item"), list):
        return _postman(value)
    if "browsers" in value and isinstance(value.get("request"), dict):
        return of_document(value)
    if isinstance(value.get("request"), dict):
        return of_evaluation(value)
    if isinstance(value.get("url"), str) and ("origin" in value or "method" in value):
        return of_evaluation({"request": value})
    raise unreadable(
        "This JSON is none that is read here: those are a HAR, a Postman collection, and the bodies of this "
        "checker's API."
    )


def _where(error: ValueError) -> str:
    return f"{error.msg} at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it cannot be read"


def _postman(collection: dict[str, Any]) -> Understood:
    """The first request of a collection (https://schema.postman.com/), folders included."""
    item = next(_items(collection["item"]), None)
    if item is None:
        raise unreadable("This Postman collection holds no request.")
    request = item["request"]
    url = request.get("url")
    raw = url.get("raw", "") if isinstance(url, dict) else url
    body = request.get("body")
    headers = [
        (str(header["key"]), str(header.get("value", "")))
        for header in request.get("header") or []
        if isinstance(header, dict) and "key" in header and not header.get("disabled")
    ]
    if not isinstance(raw, str) or "://" not in raw:
        raise unreadable("The URL of this Postman request holds a variable, or is missing. Write it out.")
    found = from_wire(
        "a Postman collection",
        raw,
        str(request.get("method", "GET")),
        headers,
        body=body.get("raw") if isinstance(body, dict) and isinstance(body.get("raw"), str) else None,
    )
    described = request.get("description")
    return said(found, described if isinstance(described, str) else "")


def _items(items: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    for item in items if isinstance(items, list) and depth < 10 else []:
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("request"), dict):
            yield item
        yield from _items(item.get("item"), depth + 1)
