"""Evidence laid out like a compiler's error: the carets stand under the bytes that matter."""

from __future__ import annotations

from typing import Any

import pytest

from checks.wording.diagnostic import evidence
from tests.tools.page_documents import read


def lay_out(**item: Any) -> list[str]:
    document = read("blocked")
    finding = {"rule": "no-such-rule", "detail": "why", "evidence": [{"exchange": 0, **item}]}
    (laid,) = evidence(finding, document)
    return [f"{laid.name}: {laid.before}{laid.marked}{laid.after}", f"{laid.pad}{laid.carets} {laid.label}"]


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        (
            {"header": "Allow", "value": "GET, put", "span": [5, 8]},
            ["Allow: GET, put", "            ^^^ why"],
        ),
        ({"header": "Allow", "value": None}, ["Allow: not sent", "       ^^^^^^^^ why"]),
        ({"header": "Allow", "value": ""}, ["Allow: (empty)", "       ^^^^^^^ why"]),
        ({"field": "mode", "value": "no-cors"}, ["mode: no-cors", "      ^^^^^^^ why"]),
        ({"header": "A", "value": "x\u200b y", "span": [1, 2]}, ["A: x\\u200B y", "    ^^^^^^ why"]),
        ({"header": "A", "value": "abc", "span": [3, 3]}, ["A: abc ", "      ^ why"]),
        ({"header": "A", "value": "abc", "span": [1, 1]}, ["A: abc", "    ^ why"]),
        ({"header": "A", "value": "x" * 90 + "y", "span": [90, 91]}, ["A: " + "x" * 90 + "y", "^ why"]),
    ],
)
def test_the_carets_stand_under_the_marked_bytes(item: dict[str, Any], lines: list[str]) -> None:
    assert lay_out(**item) == lines


def test_a_very_long_value_is_cut_in_its_middle() -> None:
    line, carets = lay_out(header="A", value="x" * 3000)
    assert len(line) == 203
    assert carets == "   ^ why"


def test_evidence_of_no_exchange_is_of_the_request() -> None:
    document = read("blocked")
    (laid,) = evidence({"rule": "x", "detail": "", "evidence": [{"field": "url", "value": "a"}]}, document)
    assert laid.where == "the request"
