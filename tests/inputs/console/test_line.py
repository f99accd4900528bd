"""Console lines that real browsers printed lead back to the rule that the engine blocks by, and to URL and origin."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

import pytest

from checks.cors import judge, lab
from checks.cors.initiators import INITIATORS
from checks.cors.judge import drive
from checks.cors.recorded import Recorded
from checks.cors.rules import RULES
from checks.inputs.console import line as console_line
from checks.inputs.console.beside import BESIDE
from checks.inputs.console.past import PAST
from checks.inputs.console.predicted import LAB, PAGE, answer
from checks.inputs.console.wording import Wording
from tests.cors.recordings import load
from tests.cors.test_catalogue import judged

NOTHING = "Failed to load resource: net::ERR_FAILED"
# What the API throws before anything is sent, what only a check runs into, and what browsers drop in silence.
UNPRINTED = {rule.id for rule in RULES.values() if rule.refuses} | {
    "check-limit",
    "element-userinfo",
    "api-missing",
    "wasm-unusable",
}


def rules_in(text: str) -> tuple[str, ...]:
    """The rules of all requests that a text speaks of."""
    return tuple(cause.rule for part in console_line.parts(text) for cause in part.found.causes)


def test_every_recorded_line_leads_to_a_set_that_holds_the_rule_that_printed_it() -> None:
    first, total, missed = 0, 0, []
    for case in islice(load(), 0, None, 4):
        for browser, observed in case.observed.items():
            outcome = drive(case.request, browser, Recorded(case.responses))
            printed = list(outcome.console)
            if outcome.rule in ("response-malformed", "request-failed") and "Multiple CORS header" in "".join(printed):
                # Firefox counts the headers of a response that has none: nothing in its line says so.
                continue
            if outcome.rule is None or not printed or printed == [NOTHING] or observed.console != printed:
                continue
            rules = rules_in("\n".join(printed))
            total += 1
            first += outcome.rule in rules[:1]
            if outcome.rule not in rules:
                missed.append((case.id, browser, outcome.rule, rules))
    assert total > 1300
    assert missed == []
    # Safari prints one line for a missing and for a wrong header, so the first guess cannot always be right.
    assert first / total > 0.65


def test_a_recorded_line_of_chromium_gives_url_and_origin_back() -> None:
    for case in islice(load(), 0, None, 40):
        observed = case.observed.get("chromium")
        lines = observed.console if observed else None
        if not lines or not lines[0].startswith("Access to fetch at"):
            continue
        found = next(iter(console_line.parts("\n".join(lines)))).found
        assert found.request.url == case.request.url
        assert found.request.origin == case.request.origin


@pytest.mark.parametrize("wording", PAST + BESIDE, ids=lambda wording: wording.text[:60])
def test_a_wording_of_the_past_means_rules_that_there_are(wording: Wording) -> None:
    assert set(wording.rules) <= set(RULES)


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if rule.blocks])
def test_what_an_example_prints_leads_back_to_its_rule(rule: str) -> None:
    outcomes = [outcome for outcome in judged(rule, "broken").outcomes.values() if outcome.rule == rule]
    printed = [outcome.console for outcome in outcomes if outcome.console and outcome.console != (NOTHING,)]
    if rule.startswith("websocket-"):
        # Firefox prints the same of every WebSocket that does not open.
        printed = [lines for lines in printed if not lines[0].startswith("Firefox can’t establish a connection")]
    if rule == "address-unspecified":
        # Firefox prints the same of every request that fails.
        printed = [lines for lines in printed if "did not succeed" not in lines[0]]
    for lines in printed:
        assert rule in rules_in("\n".join(lines))
    assert bool(printed) != (rule in UNPRINTED)


# Some elements look at the type of the examples' responses first.
OF_TYPES = ("mime-type-blocked", "module-type-blocked", "stylesheet-type-blocked")


def _is_named_first(initiator: str) -> bool:
    """Whether Chromium's word for it is no other's before it."""
    word = INITIATORS[initiator].chromium
    return word != "resource" and initiator == next(
        name for name, other in INITIATORS.items() if other.chromium == word
    )


@pytest.mark.parametrize("initiator", sorted(set(INITIATORS) - {"websocket"}))
@pytest.mark.parametrize("rule", ["allow-origin-missing", "allow-origin-wildcard-credentials", "redirect-origin-null"])
def test_what_each_initiator_prints_leads_back_to_its_rule(rule: str, initiator: str) -> None:
    request = replace(lab.request(rule, "broken", lab=LAB, page=PAGE), initiator=initiator, mode="cors")
    for outcome in judge.judge(request, lambda: lambda sent: answer(rule, sent)).outcomes.values():
        if outcome.rule in (None, *OF_TYPES) or not outcome.console or outcome.console == (NOTHING,):
            continue
        found = [part.found for part in console_line.parts("\n".join(outcome.console))]
        assert any(outcome.rule in understood.rules for understood in found), (outcome.browser, outcome.console)
        if outcome.browser == "chromium" and _is_named_first(initiator):
            assert found[0].request.initiator == initiator


@pytest.mark.parametrize("include", [True, False])
def test_an_error_of_axios_beside_the_line_says_what_was_asked(include: bool) -> None:
    dump = {
        "name": "AxiosError",
        "config": {
            "url": "/x",
            "baseURL": "https://api.example.com/",
            "method": "delete",
            "withCredentials": include,
            "headers": {"Accept": "*/*", "X-A": "1", "X Bad": "1", "X-Number": 1},
        },
    }
    line = (
        "Access to XMLHttpRequest at 'https://api.example.com/x' from origin 'https://app.example.com' has been blocked"
    )
    (part,) = console_line.parts(f"{line} by CORS policy\n{json.dumps(dump)}")
    asked = part.found.request
    assert (asked.method, asked.url) == ("DELETE", "https://api.example.com/x")
    assert asked.headers == (("Accept", "*/*"), ("X-A", "1"))
    assert asked.credentials == ("include" if include else "same-origin")
    assert "credentials" in [note.field for note in part.found.notes] or include
    (alone,) = console_line.parts(json.dumps(dump))
    assert alone.found.request.url == "https://api.example.com/x"
