"""What is stored of a hostile answer is bounded, and says where it was cut."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.bounds import CUT, MAX_RAW, MAX_REPORT, bounded_json


def bounded(found: dict[str, Any]) -> dict[str, Any]:
    return json.loads(bounded_json(found))  # type: ignore[no-any-return]


def facts(headers: list[list[str]], count: int = 1, raw: str = "HTTP/1.1 200 OK") -> dict[str, Any]:
    exchange = {"purpose": "main", "response": {"status": 200, "headers": headers}, "raw": raw, "elapsed_ms": 4}
    return {"schema": 1, "exchanges": [exchange] * count, "findings": [{"evidence": [{"value": None, "span": [0, 1]}]}]}


def test_what_is_short_stays_as_it_is() -> None:
    found = facts([["Vary", "Origin"]])
    assert bounded(found) == found


def test_a_long_value_and_a_long_head_are_cut_with_a_mark() -> None:
    found = bounded(facts([["X-Long", "v" * 5000]], raw="r" * 20_000))["exchanges"][0]
    assert found["response"]["headers"] == [["X-Long", "v" * 4096 + CUT]]
    assert found["raw"] == "r" * MAX_RAW + CUT


@pytest.mark.parametrize(("count", "char"), [(1, "v"), (24, "v"), (24, "\xff")])
def test_a_report_never_grows_beyond_its_bound(count: int, char: str) -> None:
    headers = [[f"X-{n}", char * 250] for n in range(256)]
    text = bounded_json(facts(headers, count, raw="r" * 64_000))
    assert len(text) <= MAX_REPORT
    found = json.loads(text)
    first = found["exchanges"][0]["response"]["headers"]
    assert first[0] == headers[0]
    assert (first[-1] == [CUT, ""]) == (count == 24)
