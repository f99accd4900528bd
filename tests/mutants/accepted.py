"""Mutants that may survive: each is read by a person, and has a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.making import Mutant, mutant, sites

LIST = Path(__file__).with_name("accepted.toml")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A change of a file: the lines that differ, before and after, without the white space around; and why."""

    file: str
    was: str
    becomes: str
    reason: str

    def is_of(self, one: Mutant) -> bool:
        return (self.file, self.was, self.becomes) == (one.site.file, one.was, one.becomes)


def accepted() -> list[Accepted]:
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [Accepted(**{name: value.strip() for name, value in entry.items()}) for entry in told.get("accepted", [])]


def matching(root: Path, entry: Accepted) -> Iterator[Mutant]:
    """The mutants of the present code that an entry is of."""
    if not (root / entry.file).exists():
        return
    first = entry.was.partition("\n")[0]
    text = (root / entry.file).read_text(encoding="utf-8")
    lines = {number for number, line in enumerate(text.splitlines(), 1) if line.strip() == first}
    for site in sites(root, entry.file):
        if any(site.first <= line <= site.last for line in lines):
            made = (mutant(root, site, number) for number in range(site.variants))
            yield from (one for one in made if one is not None and entry.is_of(one))
