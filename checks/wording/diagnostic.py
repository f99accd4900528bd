"""A finding's evidence laid out as compilers lay out an error: the line, the bytes that matter, a label under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.cors.document import label_of
from checks.cors.rules import RULES
from checks.wording.exchange import purpose
from checks.wording.visible import header_text, shorten, visible

# What is longer is shown whole among the exchanges.
LONGEST = 200
# Beyond this column a label is set at the left, where a reader still finds it.
FURTHEST_COLUMN = 64


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of wire text in three parts, the middle one marked, and what is said of it.

    `where` names the exchange. `pad` blanks put `carets` under the marked part; both are empty where they would
    stand too far right.
    """

    where: str
    name: str
    before: str
    marked: str
    after: str
    absent: bool
    label: str
    pad: str
    carets: str


def evidence(finding: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """The evidence of a document's finding, each piece with the sentence that the finding's rule has for it."""
    rule = RULES.get(finding["rule"])
    return tuple(
        _lay_out(item, label_of(rule.label, item) if rule else finding["detail"], document["exchanges"])
        for item in finding["evidence"]
    )


def header_line(document: Mapping[str, Any], exchange: int, name: str, value: str) -> Evidence:
    """A header of a response that no finding points at."""
    return _lay_out({"exchange": exchange, "header": name, "value": value}, "", document["exchanges"])


def _lay_out(item: Mapping[str, Any], label: str, exchanges: Sequence[Mapping[str, Any]]) -> Evidence:
    name = visible(item.get("header") or item.get("field") or "")
    value = item.get("value")
    parts = _parts(value, item.get("span")) if value is not None else ("", "not sent", "")
    before, marked, after = (shorten(part, LONGEST) for part in parts)
    column = len(name) + 2 + len(before)
    placed = column <= FURTHEST_COLUMN
    return Evidence(
        where=_where(item.get("exchange"), exchanges),
        name=name,
        before=before,
        marked=marked,
        after=after,
        absent=value is None,
        label=header_text(label),
        pad=" " * column if placed else "",
        carets="^" * max(1, len(marked)) if placed and len(marked) <= FURTHEST_COLUMN else "^",
    )


def _parts(value: str, span: Sequence[int] | None) -> tuple[str, str, str]:
    if value == "":
        return "", "(empty)", ""
    start, end = (max(0, span[0]), min(len(value), span[1])) if span else (0, len(value))
    if start >= len(value):
        return header_text(value), " ", ""
    return (
        header_text(value[:start]),
        header_text(value[start : max(end, start + 1)]),
        header_text(value[max(end, start + 1) :]),
    )


def _where(index: int | None, exchanges: Sequence[Mapping[str, Any]]) -> str:
    if index is None or not 0 <= index < len(exchanges):
        return "the request"
    exchange = exchanges[index]
    request, response = exchange["request"], exchange.get("response")
    status = f"status {response['status']}" if response else "no response"
    line = shorten(visible(f"{request['method']} {request['url']}"), LONGEST)
    return f"{purpose(exchange)}: {line}, {status}"
