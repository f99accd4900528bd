"""How much of a report is kept: a hostile server, or a long paste, must not fill the database, nor slow the page.

Texts and lists of texts that are cut carry a mark; what decided the verdict is in the findings' evidence and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.inputs.json_text import dump

MAX_VALUE = 4096
MAX_RAW = 16 * 1024
MAX_FIELDS = 256
MAX_REPORT = 256 * 1024
CUT = "… [cut]"

Json = dict[str, Any]

# Bounded where they are read, and useless when cut: the request is sent again, the policy becomes a configuration.
_OUR_OWN = ("request", "policy")
# Evidence names an exchange by its place among all of them.
_NUMBERED = ("exchanges", "findings")


def bounded_json(facts: Json) -> str:
    """The facts as JSON of at most `MAX_REPORT` characters: they lose, as far as that takes, the heads' bytes, then
    all but the first fields of each list, then all but the beginning of each text."""
    own = {name: _cut(facts[name], MAX_VALUE, MAX_FIELDS) for name in _OUR_OWN if name in facts}
    found: Json = _cut(facts, MAX_VALUE, MAX_FIELDS)
    text = dump(found | own)
    if len(text) > MAX_REPORT:
        found["exchanges"] = [_without_raw(exchange) for exchange in found.get("exchanges", [])]
        text = dump(found | own)
    narrower = _narrower()
    while len(text) > MAX_REPORT and (bounds := next(narrower, None)):
        found = _cut(found, *bounds)
        text = dump(found | own)
    return text


def _narrower() -> Iterator[tuple[int, int]]:
    """Lengths of texts with lengths of lists, each narrower than the one before."""
    fields, value = MAX_FIELDS, MAX_VALUE
    while fields > 1:
        fields //= 2
        yield value, fields
    while value > 16:
        value //= 4
        yield value, fields


def _cut(node: Any, value: int, fields: int, name: str = "") -> Any:
    """A copy with texts of at most `value` characters and lists of at most `fields` entries; `name` is the key under
    which the node stands."""
    if isinstance(node, str):
        return _cut_text(node, MAX_RAW if name == "raw" else value)
    if isinstance(node, dict):
        return {key: _cut(part, value, fields, key) for key, part in node.items()}
    if isinstance(node, list):
        kept = [_cut(item, value, fields) for item in (node if name in _NUMBERED else node[:fields])]
        return kept if len(kept) == len(node) else [*kept, *_mark(node)]
    return node


def _cut_text(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + CUT


def _mark(cut: list[Any]) -> list[Any]:
    """What stands at the end of such a list where it was cut; pieces of evidence have no place for a mark."""
    if isinstance(cut[0], str):
        return [CUT]
    return [[CUT, ""]] if isinstance(cut[0], list) else []


def _without_raw(exchange: Json) -> Json:
    return {name: value for name, value in exchange.items() if name != "raw"}
