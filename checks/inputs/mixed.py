"""Texts that hold several things: each format takes the lines that it knows, and what belongs together is joined.

A format's `parts(text)` gives a `Part` for each thing of its own that it finds: a command, a head, a panel, the console
lines about one request, a call in code. It leaves every other line alone: another format reads it, and a line that none
takes is told as left out. Line numbers are those of `text.split("\n")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from checks.inputs.understood import Part, Understood

Parts = Callable[[str], Iterable[Part]]
Parse = Callable[[str], Understood | None]


def whole(parse: Parse) -> Parts:
    """A format that reads a text as a whole or not at all."""

    def parts(text: str) -> Iterable[Part]:
        found = parse(text)
        if found is not None:
            yield Part(tuple(range(text.count("\n") + 1)), found)

    return parts


def read(text: str, formats: Sequence[Parts]) -> list[Part]:
    """The parts of a text in their order: a format is shown only the lines that those before it left."""
    lines = text.split("\n")
    taken: list[Part] = []
    for parts in formats:
        for part in parts("\n".join(lines)):
            taken.append(part)
            for number in part.lines:
                lines[number] = ""
    return sorted(taken, key=lambda part: part.lines[0])
