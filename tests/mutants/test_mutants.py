"""Mutation testing itself: what is changed and what is not, that a sample stays the same, and that nothing hangs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.mutants import making
from tests.mutants.__main__ import ROOT, sample
from tests.mutants.accepted import Accepted, accepted, matching
from tests.mutants.making import Mutant
from tests.mutants.running import KILLED, SURVIVED, TIMED_OUT, Tree
from tests.tools.effort import some_of

CODE = '''"""A module."""
from dataclasses import dataclass
LIMIT = 64


@dataclass(frozen=True)
class Bound:
    most: int | None = None


def check(size: int, *, strict: bool = True) -> str:
    """Whether it fits."""
    if size > LIMIT and strict:
        raise ValueError("A thing of this size does not fit.")
    return "fits"
'''


def mutants_of(root: Path, code: str) -> list[Mutant]:
    (root / "checks" / "cors").mkdir(parents=True)
    (root / "checks" / "cors" / "it.py").write_text(code, encoding="utf-8")
    (file,) = making.files(root)
    found = [making.mutant(root, site, number) for site in making.sites(root, file) for number in range(site.variants)]
    return [one for one in found if one is not None]


def test_bounds_conditions_and_values_are_changed(tmp_path: Path) -> None:
    changes = {(one.was, one.becomes) for one in mutants_of(tmp_path, CODE)}
    condition = "if size > LIMIT and strict:"
    assert {
        ("LIMIT = 64", "LIMIT = 65"),
        (condition, "if size >= LIMIT and strict:"),
        (condition, "if size > LIMIT or strict:"),
        (condition, "if (size > LIMIT and strict) and False:"),
        ('return "fits"', 'return "FITS"'),
    } <= changes


def test_types_docstrings_and_how_a_sentence_is_put_are_left_alone(tmp_path: Path) -> None:
    for one in mutants_of(tmp_path, CODE):
        assert "does not fit." in one.source or "None)" in one.source
        assert '"""Whether it fits."""' in one.source
        assert "from dataclasses import dataclass\n" in one.source
        assert "@dataclass(frozen=True)\n" in one.source
        assert "most: int | None = " in one.source


def test_what_runs_at_the_import_is_told_from_what_runs_when_called(tmp_path: Path) -> None:
    at_import = {(one.was.split(" ")[0], one.site.at_import) for one in mutants_of(tmp_path, CODE)}
    assert at_import == {
        ("LIMIT", True),
        ("most:", True),
        ("def", True),
        ("if", False),
        ("raise", False),
        ("return", False),
    }


def test_a_seed_draws_the_same_mutants_again_and_another_draws_others(tmp_path: Path) -> None:
    mutants_of(tmp_path, CODE)
    one, again, other = (list(sample(tmp_path, 8, seed)) for seed in (1, 1, 2))
    assert len({made.source for made in one}) == 8
    assert one == again
    assert one != other


def project(root: Path) -> None:
    """A project of its own under git, with a test that notices half of what may happen to its code."""
    (root / "checks" / "cors").mkdir(parents=True)
    (root / "checks" / "__init__.py").touch()
    (root / "checks" / "cors" / "__init__.py").touch()
    (root / "checks" / "cors" / "it.py").write_text(
        "def last(n: int) -> int:\n    while n > 9:\n        n -= 10\n    return n\n", encoding="utf-8"
    )
    (root / "test_it.py").write_text(
        "from checks.cors.it import last\n\n\ndef test_last():\n    assert last(25) == 5\n", encoding="utf-8"
    )
    (root / "pytest.ini").write_text("[pytest]\naddopts = -p no:django\nmarkers =\n    prove\n    browsers\n")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)


def outcome(tree: Tree, becomes: str) -> str:
    (one,) = [
        made
        for site in making.sites(tree.root, "checks/cors/it.py")
        for number in range(site.variants)
        if (made := making.mutant(tree.root, site, number)) is not None and made.becomes == becomes
    ]
    return tree.run(one, ["test_it.py::test_last"], 10)[0]


def test_a_mutant_is_killed_or_survives_or_is_ended_and_the_code_stays_as_it_was(tmp_path: Path) -> None:
    root, folder = tmp_path / "project", tmp_path / "work"
    project(root)
    folder.mkdir()
    before = (root / "checks" / "cors" / "it.py").read_bytes()
    tree = Tree(root, folder)
    assert tree.run(None, ["test_it.py::test_last"], 10) == (SURVIVED, "")
    assert outcome(tree, "while n > 10:") == SURVIVED
    assert outcome(tree, "n -= 11") == KILLED
    assert outcome(tree, "n += 10") == TIMED_OUT
    for place in (root, tree.copy):
        assert (place / "checks" / "cors" / "it.py").read_bytes() == before


@pytest.mark.parametrize(
    "entry", some_of(accepted(), "accepted"), ids=lambda entry: f"{entry.file}: {entry.becomes[:60]}"
)
def test_an_accepted_mutant_is_one_of_the_present_code_and_has_a_reason(entry: Accepted) -> None:
    assert len(entry.reason.split()) > 4
    assert list(matching(ROOT, entry)), "The line has changed or moved: look again whether a test can notice this."


def test_no_mutant_is_accepted_twice() -> None:
    changes = [(entry.file, entry.was, entry.becomes) for entry in accepted()]
    assert len(set(changes)) == len(changes)


def test_a_change_of_other_code_leaves_the_sample_as_it_is(tmp_path: Path) -> None:
    before, after = (drawn(tmp_path / name, code) for name, code in (("a", CODE), ("b", f"OTHER = 1\n{CODE}")))
    assert len(before & after) >= len(before) - 2


def drawn(root: Path, code: str) -> set[tuple[str, str]]:
    mutants_of(root, code)
    return {(one.was, one.becomes) for one in sample(root, 8, 1)}
