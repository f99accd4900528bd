"""The problems without a rule are told apart from the rules, and each says why."""

from __future__ import annotations

import re

from checks.cors.rules import RULES
from checks.cors.rules.undecidable import UNDECIDABLE


def test_no_problem_without_a_rule_has_one() -> None:
    ids = [entry.id for entry in UNDECIDABLE]
    assert len(set(ids)) == len(ids)
    assert set(ids) & set(RULES) == set()


def test_rules_that_a_reason_points_to_exist() -> None:
    named = {word for entry in UNDECIDABLE for word in re.findall(r"\b[a-z]+-[a-z]+-?[a-z]*\b", entry.reason)}
    assert {"cookie-third-party", "element-crossorigin", "stream-upload"} <= named & set(RULES)


def test_every_reason_is_a_sentence() -> None:
    assert all(entry.reason.endswith(".") and entry.title[0].isupper() for entry in UNDECIDABLE)
