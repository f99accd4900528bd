"""Every message that is written down is found in a line that holds it, for what it is and by whom it was printed.

`lines.txt` holds one example a line, under `##### whose | rules | how the sentence about it begins`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.cors.rules import RULES
from checks.inputs.console import line as console_line
from checks.inputs.console.catalogue import wordings
from tests.inputs.sentences import unsaid

_GROUPS = ("\n" + Path(__file__).with_name("lines.txt").read_text(encoding="utf-8")).split("\n##### ")[1:]
LINES = [
    (line, *(told.strip() for told in group.partition("\n")[0].split("|")))
    for group in _GROUPS
    for line in group.splitlines()[1:]
]


@pytest.mark.parametrize(("line", "whose", "rules", "begins"), LINES)
def test_a_message_is_known_by_its_words(line: str, whose: str, rules: str, begins: str) -> None:
    (part,) = console_line.parts(line)
    assert part.found.what == f"a line of {whose} console"
    assert part.found.rules == tuple(rules.split())
    facts = [note.text for note in part.found.notes if note.kind == "fact"]
    assert facts[0].startswith(begins) if begins else not any("no reason" in fact for fact in facts)
    assert unsaid(part.found) == []


def test_every_message_has_words_rules_and_browsers_that_there_are() -> None:
    for wording in wordings():
        assert set(wording.rules) <= set(RULES), wording
        assert wording.browser in ("", "chromium", "firefox", "webkit", "edge"), wording
        assert "{" in wording.text or len(wording.text) > 5, wording
