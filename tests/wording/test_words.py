"""The sentence under each verdict."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.model import OutcomeName, Safety, Verdict
from checks.cors.rules.base import Severity
from checks.wording import words
from checks.wording.words import listing, verdict_sentence
from tests.tools.page_documents import read


def document(verdict: str, *outcomes: str, known: str = "allowed") -> dict[str, Any]:
    found = read(known) | {"verdict": verdict, "safety": "unknown"}
    for browser, outcome in zip(found["browsers"].values(), outcomes, strict=False):
        browser["outcome"] = outcome
    return found


def test_every_word_of_the_contract_has_a_word_for_people() -> None:
    assert set(words.VERDICTS) == set(Verdict.__args__)
    assert set(words.SAFETIES) == set(Safety.__args__)
    assert set(words.OUTCOMES) == set(OutcomeName.__args__)
    assert set(words.SEVERITIES) == {str(severity) for severity in Severity}


def test_no_two_tones_share_a_shape_in_one_list_of_words() -> None:
    safeties = [word for word, _ in words.SAFETIES.values()]
    verdicts = [*words.VERDICTS.values(), words.WORKS_BUT_DANGEROUS]
    for group in (verdicts, words.OUTCOMES.values(), words.SEVERITIES.values(), safeties):
        shapes: dict[str, set[str]] = {}
        for word in group:
            shapes.setdefault(word.shape, set()).add(word.tone)
        assert [shape for shape, tones in shapes.items() if len(tones) > 1] == []


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            document("allowed"),
            "Chromium, Firefox and Safari all let a page on http://localhost:3000 read the response of "
            "api.example.com.",
        ),
        (document("blocked"), "No browser lets a page on http://localhost:3000 read the response of api.example.com."),
        (
            document("differs", "allowed", "allowed", "blocked"),
            "Safari blocks this; Chromium and Firefox let it through.",
        ),
        (
            document("differs", "blocked", "opaque", "allowed"),
            "Chromium blocks this; Firefox loads it, script cannot read it; Safari lets it through.",
        ),
        (
            document("preflight-only", "allowed", "allowed", "allowed", known="blocked"),
            "All browsers would go on to send the PUT request. It was not sent, because it may change data.",
        ),
        (
            document("preflight-only"),
            "No preflight guards this GET request, so nothing was sent: it may change data.",
        ),
        (
            document("preflight-only", "allowed", "allowed", "blocked", known="blocked"),
            "Safari blocks this at the preflight; Chromium and Firefox would go on to send the PUT request. "
            "It was not sent, because it may change data.",
        ),
        (
            read("unreachable"),
            "api.exmaple.com sent no HTTP response, so this is not CORS. The host name does not resolve.",
        ),
        (
            document("inconclusive"),
            "A login, protection or bot page of api.example.com responded instead of the API, so nothing is proven.",
        ),
    ],
)
def test_the_verdict_in_a_sentence(found: dict[str, Any], sentence: str) -> None:
    assert verdict_sentence(found) == sentence


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.com/x", "api.example.com"),
        ("http://API.example.com:8080/", "api.example.com:8080"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://ex\u2100mple.example/", "https://ex\u2100mple.example/"),
        ("http://[::1]:3000/", "[::1]:3000"),
        ("localhost:8080/x", "localhost:8080/x"),
    ],
)
def test_a_host_is_shown_as_it_goes_on_the_wire(url: str, host: str) -> None:
    assert words.host_of(url) == host


@pytest.mark.parametrize(("items", "text"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_a_list_in_a_sentence(items: str, text: str) -> None:
    assert listing(items) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "not at all"),
        (5, "5 seconds"),
        (60, "1 minute"),
        (90, "1 minute 30 seconds"),
        (7200, "2 hours"),
        (86400, "1 day"),
        (90061, "1 day 1 hour"),
    ],
)
def test_seconds_as_people_say_them(seconds: int, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("known", "heading", "outcome"),
    [("allowed", "Not sent", "not sent"), ("blocked", "Preflight passes", "preflight passes")],
)
def test_only_a_preflight_can_have_passed(known: str, heading: str, outcome: str) -> None:
    found = document("preflight-only", "allowed", "allowed", "allowed", known=known)
    assert words.verdict(found).text == heading
    assert {words.outcome(found, browser).text for browser in found["browsers"].values()} == {outcome}


@pytest.mark.parametrize(
    ("verdict", "text"), [("allowed", "Works, but dangerous"), ("blocked", "Blocked, and dangerous")]
)
def test_danger_is_part_of_the_verdict(verdict: str, text: str) -> None:
    word = words.verdict(document(verdict) | {"safety": "dangerous"})
    assert (word.text, word.tone) == (text, "bad")


def test_what_only_a_wall_in_front_answered_is_not_proven() -> None:
    found = document("inconclusive", "blocked", "blocked", "blocked", known="blocked")
    assert words.verdict(found).text == "Not proven"
    assert {words.outcome(found, browser) for browser in found["browsers"].values()} == {words.NOT_PROVEN}


def test_a_browser_that_blocks_by_what_was_recorded_blocks_though_another_is_not_known() -> None:
    found = document("inconclusive", "unknown", "blocked", "blocked", known="blocked")
    said = [words.outcome(found, browser).text for browser in found["browsers"].values()]
    assert said == ["not recorded", "blocked", "blocked"]


def test_an_inferred_finding_says_so() -> None:
    finding = {"title": "A proxy responded", "confidence": "inferred", "evidence": []}
    assert words.finding_title(finding, read("allowed")) == "Probably: A proxy responded"
    assert words.finding_title(finding | {"confidence": "measured"}, read("allowed")) == "A proxy responded"


def test_a_finding_about_a_preflights_response_says_so() -> None:
    found = read("blocked")
    numbers = {exchange["purpose"]: number for number, exchange in enumerate(found["exchanges"])}
    finding = {"title": "The response has no header", "confidence": "measured"}
    about = {purpose: finding | {"evidence": [{"exchange": number}]} for purpose, number in numbers.items()}
    assert words.finding_title(about["preflight"], found) == "The preflight's response has no header"
    assert words.finding_title(finding | {"evidence": [{"field": "url"}]}, found) == "The response has no header"


def test_whether_the_request_came_to_the_server_is_told_by_what_was_sent() -> None:
    found = read("blocked")
    finding = found["findings"][0]
    number = finding["evidence"][0]["exchange"]
    for browser in found["browsers"].values():
        browser.update(rule=finding["rule"], exchanges=[number])
    found["exchanges"][number]["purpose"] = "preflight"
    assert words.reached(finding, found) == "Only the preflight was sent. Your PUT was not."
    found["exchanges"][number]["purpose"] = "main"
    assert words.reached(finding, found) == "The request reached the server all the same."
    assert words.reached(finding | {"rule": "vary-origin-missing"}, found) == ""
    found["exchanges"][number]["response"] = None
    assert words.reached(finding, found) == ""


@pytest.mark.parametrize(("state", "says"), [("running", "still run"), ("interrupted", "were interrupted")])
def test_until_all_is_asked_nothing_is_guessed_and_safety_is_not_told(state: str, says: str) -> None:
    found = document("blocked", known="blocked") | {"state": state}
    found["findings"] = [found["findings"][0], found["findings"][0] | {"confidence": "inferred"}]
    assert [finding["confidence"] for finding in words.shown_findings(found)] == ["measured"]
    assert says in words.safety(found)[1]
    assert len(words.shown_findings(found | {"state": "done"})) == 2


def test_an_element_that_loads_lets_no_script_read() -> None:
    found = document("allowed")
    found["request"]["mode"] = "no-cors"
    assert verdict_sentence(found) == (
        "Chromium, Firefox and Safari all load the response of api.example.com for a page on http://localhost:3000; "
        "script cannot read it."
    )


@pytest.mark.parametrize("code", ["blocked_address", "blocked_host", "rate_limited", "target_busy"])
def test_a_redirect_that_this_checker_does_not_follow_is_no_missing_answer(code: str) -> None:
    found = document("unreachable", *["unreachable"] * 3, known="blocked")
    found["exchanges"][1].update(response=None, failure={"code": code})
    assert words.verdict(found).text == "Not followed"
    assert {words.outcome(found, browser).text for browser in found["browsers"].values()} == {"not known"}
    assert verdict_sentence(found) == (
        "api.example.com redirects to an address that this checker does not ask, so what comes next is not known."
    )
