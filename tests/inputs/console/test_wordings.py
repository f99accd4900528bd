"""Wordings of all ages, of consoles and network panels, whole and in part, lead to the cause that their facts leave.

Each stands in `wordings.txt` under a line `##### rule`, the one that comes first, or `##### no rule`.
"""

from __future__ import annotations

import json

import pytest

from checks.cors.rules import RULES
from checks.inputs.console import line as console_line
from tests.inputs.console.told import CASES, EXPECTED, told
from tests.inputs.sentences import unsaid

KNOWN = json.loads(EXPECTED.read_text(encoding="utf-8"))


def test_every_wording_names_a_rule_that_there_is() -> None:
    assert len(CASES) > 60
    assert {rule for rule, _ in CASES} <= {*RULES, "no rule"}


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_the_likeliest_cause_comes_first(rule: str, text: str) -> None:
    found = [part.found for part in console_line.parts(text)]
    assert len(found) == 1
    assert found[0].rules[:1] == (() if rule == "no rule" else (rule,))
    assert unsaid(found[0]) == []
    assert all(cause.evidence for cause in found[0].causes)
    if rule == "no rule":
        assert [note.text for note in found[0].notes if note.kind == "fact"]


@pytest.mark.parametrize("text", [text for _, text in CASES])
def test_a_wording_is_understood_exactly(text: str) -> None:
    assert told(text) == KNOWN[text.strip()]


def test_what_is_known_is_of_a_wording_that_there_is() -> None:
    assert list(KNOWN) == list(dict.fromkeys(text.strip() for _, text in CASES))
