"""Console lines that real browsers printed lead back to the rule that the engine blocks by, and to URL and origin."""

from __future__ import annotations

from itertools import islice

import pytest

from checks.cors.judge import drive
from checks.cors.recorded import Recorded
from checks.cors.rules import RULES
from checks.inputs.console import line as console_line
from checks.inputs.console import rules as console_rules
from tests.cors.recordings import load
from tests.cors.test_catalogue import judged


def test_recorded_lines_lead_to_the_rule_that_blocked() -> None:
    right, first, total, missed = 0, 0, 0, []
    for case in islice(load(), 0, None, 6):
        for browser, observed in case.observed.items():
            outcome = drive(case.request, browser, Recorded(case.responses))
            if outcome.rule is None or not observed.console or observed.console == [NOTHING]:
                continue
            found = console_line.parse("\n".join(observed.console))
            rules = found.rules if found else ()
            total += 1
            right += outcome.rule in rules
            first += outcome.rule in rules[:1]
            if outcome.rule not in rules:
                missed.append((case.id, browser, outcome.rule, rules))
    assert total > 900
    assert right / total > 0.975, missed
    # Safari prints one line for a missing and for a wrong header, so the first guess cannot always be right.
    assert first / total > 0.7


NOTHING = "Failed to load resource: net::ERR_FAILED"


@pytest.mark.parametrize(("wording", "rule"), console_rules.RETIRED)
def test_a_retired_wording_means_a_rule_that_there_is(wording: str, rule: str) -> None:
    assert rule in RULES
    assert not console_rules.remark(wording)


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if rule.blocks])
def test_what_an_example_prints_leads_back_to_its_rule(rule: str) -> None:
    outcomes = [outcome for outcome in judged(rule, "broken").outcomes.values() if outcome.rule == rule]
    printed = [outcome.console for outcome in outcomes if outcome.console and outcome.console != (NOTHING,)]
    for lines in printed:
        found = console_line.parse("\n".join(lines))
        assert found is not None
        # These print no more than that the request did not succeed.
        assert rule in found.rules or (found.rules[0], rule) in SAME_WORDS
    assert bool(printed) != (rule in UNPRINTED)


# What the API throws before anything is sent, and what only a check runs into, no browser prints.
UNPRINTED = {rule.id for rule in RULES.values() if rule.refuses} | {"check-limit"}
SAME_WORDS = {("request-failed", f"redirect-{why}") for why in ("loop", "userinfo", "location-invalid")}
