"""The first sentence of a report: what decides, who else may read it, and what is only likely."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.rules import RULES
from checks.wording.headline import deciding, headline, lede, within
from tests.tools.page_documents import read

ORIGIN_MISSING = {
    "rule": "allow-origin-missing",
    "severity": "error",
    "confidence": "measured",
    "title": "The response has no Access-Control-Allow-Origin header",
    "detail": "",
    "evidence": [{"exchange": 0, "header": "Access-Control-Allow-Origin", "value": None}],
}


def blocked(*causes: dict[str, Any]) -> dict[str, Any]:
    """Every browser blocks a simple request, whose response has no header of CORS."""
    found = read("allowed") | {"verdict": "blocked", "safety": "safe", "findings": [ORIGIN_MISSING, *causes]}
    found["exchanges"][0]["response"].update(status=404, headers=[["Content-Type", "text/html"]])
    for browser in found["browsers"].values():
        browser.update(outcome="blocked", rule="allow-origin-missing", exchanges=[0])
    return found


def cause(confidence: str) -> dict[str, Any]:
    return {
        "rule": "no-such-path",
        "severity": "info",
        "confidence": confidence,
        "title": "The server has no such path",
        "detail": "",
        "explains": ["allow-origin-missing"],
        "evidence": [{"exchange": 0, "field": "status", "value": "404", "span": [0, 3]}],
    }


def lines(document: dict[str, Any]) -> list[str]:
    return [f"{line.where} | {line.name}: {line.marked}" for line in deciding(document)]


def test_what_blocks_stands_in_the_headline_and_the_line_that_decides_below() -> None:
    document = blocked()
    assert headline(document).text == "Blocked: the response has no Access-Control-Allow-Origin header"
    assert headline(document).tone == "bad"
    assert lede(document) == ""
    assert lines(document) == ["Main request: status 404 | Access-Control-Allow-Origin: not sent"]


def test_a_measured_cause_is_named_in_place_of_its_symptom() -> None:
    document = blocked(cause("measured"))
    assert headline(document).text == "Blocked: the server has no such path"
    assert lines(document) == [
        "Main request: status 404 | Access-Control-Allow-Origin: not sent",
        "Main request: status 404 | status: 404",
    ]


def test_an_inferred_cause_follows_the_headline_as_likely() -> None:
    document = blocked(cause("inferred"))
    assert headline(document).text == "Blocked: the response has no Access-Control-Allow-Origin header"
    assert lede(document) == "Probably: The server has no such path."


def test_what_something_else_than_the_api_responded_is_named_with_its_doubt() -> None:
    document = blocked(cause("inferred")) | {"verdict": "inconclusive"}
    assert headline(document).text == "Not proven: probably the server has no such path"


def test_the_response_of_a_preflight_is_called_that() -> None:
    found = read("blocked") | {"safety": "safe"}
    found["findings"] = [ORIGIN_MISSING]
    for browser in found["browsers"].values():
        browser["rule"] = "allow-origin-missing"
    assert headline(found).text == "Blocked: the preflight's response has no Access-Control-Allow-Origin header"
    assert lines(found) == ["Preflight: status 405 | Access-Control-Allow-Origin: not sent"]


@pytest.mark.parametrize(
    ("safety", "code", "begins", "tone"),
    [
        ("dangerous", "null-origin-allowed", "Works, but dangerous: the origin null is allowed", "bad"),
        ("caution", "null-origin-allowed", "Allowed, with caution: the origin null is allowed", "wary"),
        ("safe", "listed", "Allowed, and safe", "good"),
        ("unknown", "unanswered", "Allowed", "good"),
    ],
)
def test_who_else_may_read_it_stands_in_the_headline(safety: str, code: str, begins: str, tone: str) -> None:
    document = read("allowed") | {"safety": safety, "safety_reasons": [{"code": code, "detail": ""}]}
    finding = ORIGIN_MISSING | {"rule": "null-origin-allowed", "title": "The origin null is allowed"}
    document["findings"] = [finding]
    assert (headline(document).text, headline(document).tone) == (begins, tone)


def test_nothing_is_called_safe_before_other_origins_were_asked() -> None:
    document = read("allowed") | {"safety": "safe", "safety_reasons": [], "state": "running"}
    assert headline(document).text == "Allowed"


def test_what_lets_the_page_in_is_shown_where_nothing_blocks() -> None:
    document = read("allowed") | {"safety": "safe", "safety_reasons": []}
    assert lines(document) == ["Main request: status 200 | Access-Control-Allow-Origin: *"]
    document["exchanges"][0]["response"]["headers"] = []
    assert lines(document) == []


def test_an_element_that_loads_is_not_called_readable() -> None:
    document = read("allowed") | {"safety": "safe", "safety_reasons": []}
    document["request"]["mode"] = "no-cors"
    assert (headline(document).text, lede(document)) == ("Loads, but script cannot read it", "")


def test_browsers_that_differ_are_told_apart_in_the_headline() -> None:
    document = read("allowed") | {"verdict": "differs", "safety": "unknown"}
    document["browsers"]["webkit"]["outcome"] = "blocked"
    assert headline(document).text == "Browsers differ: Safari blocks this; Chromium and Firefox let it through"
    assert lede(document) == ""


def test_a_failure_of_the_network_is_named_and_its_advice_follows() -> None:
    document = read("unreachable")
    failure = next(each["failure"] for each in document["exchanges"] if each.get("failure"))
    failure["detail"] = "The connection was refused: nothing listens there. Start the server."
    assert headline(document).text == "No response: the connection was refused: nothing listens there"
    assert lede(document).startswith("No response at all, so this is not CORS. Start the server.")


def test_a_title_keeps_the_capital_letters_of_names_within_a_sentence() -> None:
    assert within("The response has no header.") == "the response has no header"
    assert within("A proxy responded") == "a proxy responded"
    for title in ("Access-Control-Allow-Origin is *", "OPTIONS fails", "Vary: Origin is missing", "Chromium blocks it"):
        assert within(title) == title


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_title_of_every_rule_reads_on_from_a_verdict(rule: Any) -> None:
    told = within(rule.title)
    assert not told.endswith(".")
    assert len(told) <= 90
    first = told.split(" ")[0]
    assert first.islower() or "-" in first or first.isupper() or first in ("Vary:", "Chromium"), told
