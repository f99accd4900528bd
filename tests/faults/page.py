"""The table of docs/operations.md: its rows stand between two comments, and only what was measured anew changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.faults.measured import Row

PAGE = Path(__file__).resolve().parents[2] / "docs/operations.md"
BEGIN, END = "<!-- The rows are written by `make faults`. -->", "<!-- Here they end. -->"
HEAD = "| fault | what people see meanwhile | what is lost | works again |\n| --- | --- | --- | --- |"


def line(row: Row) -> str:
    return f"| {row.title} | {row.seen} | {row.lost} | {row.again} |"


def titles(page: str) -> list[str]:
    return [found.split(" | ")[0].removeprefix("| ") for found in _lines(page)]


def written(page: str, rows: Iterable[Row], order: list[str]) -> str:
    """The page with these rows in the place of earlier ones, in the order of their titles."""
    lines = {**dict(zip(titles(page), _lines(page), strict=True)), **{row.title: line(row) for row in rows}}
    table = "\n".join([HEAD, *(lines[title] for title in order if title in lines)])
    start, _, rest = page.partition(BEGIN)
    return f"{start}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}"


def _lines(page: str) -> list[str]:
    between = re.search(f"{re.escape(BEGIN)}(.*?){re.escape(END)}", page, re.DOTALL)
    if between is None:
        raise ValueError(f"{PAGE.name} has no place for the table")
    return [found for found in between[1].splitlines() if found.startswith("| ")][2:]
