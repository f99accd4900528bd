"""How much of a check's answers is kept: a hostile server must not fill the database, nor slow the report's page.

What is cut carries a mark; what decided the verdict is in the findings' evidence and stays.
"""

from __future__ import annotations

from typing import Any

from checks.json_text import dump

MAX_VALUE = 4096
MAX_RAW = 16 * 1024
MAX_FIELDS = 256
MAX_REPORT = 256 * 1024
CUT = "… [cut]"

Json = dict[str, Any]


def bounded_json(facts: Json) -> str:
    """The facts as JSON, with long texts and header lists cut; facts that are still too long lose the heads' bytes, and
    then most of their header fields."""
    found: Json = _cut_all(facts)
    text = dump(found)
    if len(text) > MAX_REPORT:
        found = {**found, "exchanges": [_without_raw(exchange) for exchange in found.get("exchanges", [])]}
        text = dump(found)
    fields = MAX_FIELDS
    while len(text) > MAX_REPORT and fields > 1:
        fields //= 2
        found = {**found, "exchanges": [_with_fields(exchange, fields) for exchange in found.get("exchanges", [])]}
        text = dump(found)
    return text


def _cut_all(node: Any, limit: int = MAX_VALUE) -> Any:
    if isinstance(node, str):
        return node if len(node) <= limit else node[:limit] + CUT
    if isinstance(node, dict):
        return {name: _cut_all(value, MAX_RAW if name == "raw" else MAX_VALUE) for name, value in node.items()}
    if isinstance(node, list):
        return [_cut_all(item) for item in node]
    return node


def _without_raw(exchange: Json) -> Json:
    return {name: value for name, value in exchange.items() if name != "raw"}


def _with_fields(exchange: Json, count: int) -> Json:
    response = exchange.get("response")
    if not response or len(response["headers"]) <= count:
        return exchange
    return {**exchange, "response": {**response, "headers": [*response["headers"][:count], [CUT, ""]]}}
