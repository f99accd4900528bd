"""What a report can be taken away as: one value for each form of export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.cors.model import Headers, Request
from checks.inputs.request_fields import FIELDS

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """A form: `render` gives its text from a report's document, or None where that form cannot say this request."""

    id: str
    title: str
    language: str
    filename: str
    render: Callable[[Document], str | None]


def request_of(document: Document) -> Request:
    """The request of a document."""
    told = document["request"]
    values = {name: value for name, value in told.items() if name in FIELDS and name not in ("headers", "body")}
    return Request(**values, headers=pairs(told["headers"]))


def pairs(headers: Any) -> Headers:
    items = headers.items() if isinstance(headers, Mapping) else headers
    return tuple((str(name), str(value)) for name, value in items)


def wire_headers(request: Request) -> Headers:
    """The page's headers, after the Origin that the browser adds."""
    return (("Origin", request.origin), *request.headers)
