"""Wordings of all ages, of consoles and network panels, whole and in part, lead to the cause that their facts leave.

Each stands in `wordings.txt` under a line `##### rule`, the one that comes first, or `##### no rule`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.cors.rules import RULES
from checks.inputs.console import line as console_line

FILE = Path(__file__).with_name("wordings.txt")
CASES = [part.split("\n", 1) for part in ("\n" + FILE.read_text(encoding="utf-8")).split("\n##### ")[1:]]


def test_every_wording_names_a_rule_that_there_is() -> None:
    assert len(CASES) > 60
    assert {rule for rule, _ in CASES} <= {*RULES, "no rule"}


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_the_likeliest_cause_comes_first(rule: str, text: str) -> None:
    found = [part.found for part in console_line.parts(text)]
    assert len(found) == 1
    assert found[0].rules[:1] == (() if rule == "no rule" else (rule,))
    assert all(cause.why.endswith(".") and cause.evidence for cause in found[0].causes)
    if rule == "no rule":
        assert [note.text for note in found[0].notes if note.kind == "fact"]
