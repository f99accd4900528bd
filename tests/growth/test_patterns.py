"""No regular expression of the project takes longer than in proportion to its text."""

from __future__ import annotations

import pytest

from checks.cors.browsers import BROWSERS
from tests.growth.measure import superlinear
from tests.growth.patterns import Found, all_patterns, attacks
from tests.tools.effort import some_of

PATTERNS = all_patterns()


def test_the_walk_finds_patterns_wherever_they_stand() -> None:
    places = {found.place for found in PATTERNS}
    assert len(places) > 150
    assert "checks.secrets.texts.QUERY" in places
    assert any(found.pattern == BROWSERS["chromium"].head.status_line for found in PATTERNS)


@pytest.mark.parametrize("found", PATTERNS, ids=lambda found: found.place)
def test_a_pattern_takes_time_in_proportion_to_its_text(found: Found) -> None:
    tried = some_of(attacks(found.pattern), found.place)
    slow = next(((name, told) for name, build in tried if (told := superlinear(found.run, build))), None)
    assert slow is None, found.pattern.pattern
