"""Of https pages, policies, networks, and more of what makes requests, the verdict equals what real browsers did."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest

from tests.cors.recordings import FOLDER, load, outside
from tests.cors.replay import ASPECTS, Comparison, compare, table

# What has been reached; a change may raise these figures, never lower them.
FLOORS = {
    "https": {"outcome": 99.16, "exposed_headers": 99.34, "requests": 99.69, "console": 97.58},
    "more": {"outcome": 99.64, "exposed_headers": 95.52, "requests": 100.0, "console": 95.28, "then": 100.0},
}
Compared = Callable[[str], list[Comparison]]


@pytest.fixture(scope="module")
def compared() -> Compared:
    """The comparisons of a set, made once."""
    known: dict[str, list[Comparison]] = {}

    def of(name: str) -> list[Comparison]:
        if name not in known:
            known[name] = list(compare(load(name)))
        return known[name]

    return of


@pytest.mark.parametrize("name", FLOORS)
def test_agreement_stays_at_what_was_reached(name: str, compared: Compared) -> None:
    print(table(compared(name)))
    assert set(FLOORS[name]) <= set(ASPECTS)
    for aspect, least in FLOORS[name].items():
        of_aspect = [item for item in compared(name) if item.aspect == aspect]
        share = 100 * sum(item.agrees for item in of_aspect) / len(of_aspect)
        assert share >= least, f"{aspect}: {share:.3f} %"


@pytest.mark.parametrize("name", FLOORS)
def test_the_residue_is_listed_case_by_case_with_its_reason(name: str, compared: Compared) -> None:
    groups = tomllib.loads((FOLDER / f"residue-{name}.toml").read_text())["residue"]
    assert all(len(group["reason"]) > 30 for group in groups)
    listed = {(group["aspect"], entry) for group in groups for entry in group["cases"]}
    apart = {(item.aspect, f"{item.case.id} {item.browser}") for item in compared(name) if not item.agrees}
    assert apart - listed == set(), "new disagreements"
    assert listed - apart == set(), f"these agree now: take them out of residue-{name}.toml"


@pytest.mark.parametrize("name", FLOORS)
def test_what_has_no_words_says_why(name: str) -> None:
    assert all(len(why) > 30 for _, why in outside(name))
