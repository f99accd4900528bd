"""Console lines that real browsers printed lead back to the rule that the engine blocks by, and to URL and origin."""

from __future__ import annotations

from itertools import islice

import pytest

from checks.cors.judge import drive
from checks.cors.recorded import Recorded
from checks.cors.rules import RULES
from checks.inputs import console_line, console_rules
from tests.cors.recordings import load


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


def test_every_example_that_prints_a_line_is_recognised() -> None:
    known = {rule for rules in console_rules.candidates().values() for rule in rules}
    silent = {rule.id for rule in RULES.values() if rule.check is not None and rule.console is not None} - known
    # What these print names no more than a network error, which is read by its name.
    assert silent <= NETWORK | {rule.id for rule in RULES.values() if rule.refuses or not rule.blocks}


NETWORK = {"redirect-mode-error", "redirect-location-invalid", "stream-upload", "redirect-loop", "tls-invalid"}
