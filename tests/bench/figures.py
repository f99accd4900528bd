"""What a benchmark found, beside its goal: one line of the table that `make bench` ends with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

COLLECTED = "BENCH_FIGURES"


@dataclass(frozen=True, slots=True)
class Figure:
    """`measured` is to be at most `goal`, or at least where `at_least` says so."""

    what: str
    measured: float
    goal: float
    at_least: bool = False
    unit: str = "x"

    @property
    def met(self) -> bool:
        return self.measured >= self.goal if self.at_least else self.measured <= self.goal


def tell(figures: list[Figure]) -> int:
    """Print the figures, or leave them to whoever collects those of all benchmarks; the exit status."""
    if os.environ.get(COLLECTED):
        with Path(os.environ[COLLECTED]).open("a") as file:
            file.writelines(json.dumps(asdict(figure)) + "\n" for figure in figures)
    else:
        print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


def collected(path: Path) -> list[Figure]:
    return [Figure(**json.loads(line)) for line in path.read_text().splitlines()]


def table(figures: Iterable[Figure]) -> str:
    rows = [("", "measured", "goal", "")]
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        found, wanted = (_number(value, figure.unit) for value in (figure.measured, figure.goal))
        rows.append((figure.what, found, f"{sign} {wanted}", "met" if figure.met else "NOT MET"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{what:{widths[0]}}  {found:>{widths[1]}}  {wanted:>{widths[2]}}  {met}".rstrip()
        for what, found, wanted, met in rows
    )


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"
