"""The lines of a text by their places, and what around a command's lines belongs to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from html import unescape

_FENCE = re.compile(r"\s*+(?:```+|~~~+)[\w-]*\s*\Z")
_COMMENT = re.compile(r"[ \t]*+(?:#[!\s]|::|rem\b|//[ \t])", re.IGNORECASE)
_QUOTE_ENTITY = re.compile(r"&(?:quot|apos|#0?39|#x27|#34);")
_ENTITY = re.compile(r"&(?:quot|apos|amp|lt|gt|#0?39|#x27|#34);")


def without_entities(text: str) -> str:
    """The text with its quotation marks where a page's source was copied, which writes `&quot;` for each."""
    if not _QUOTE_ENTITY.search(text):
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _QUOTE_ENTITY.search(line) and "'" not in line and '"' not in line:
            lines[number] = _ENTITY.sub(lambda match: unescape(match[0]), line)
    return "\n".join(lines)


class Lines:
    """Numbers of lines, from 0, for places in a text."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def number(self, place: int) -> int:
        """The number of the line that holds a place."""
        return min(bisect_right(self._starts, place) - 1, len(self.lines) - 1)

    def between(self, start: int, end: int) -> list[int]:
        """The numbers of the lines from a place to before another."""
        return list(range(self.number(start), self.number(max(start, end - 1)) + 1))

    def comments_above(self, number: int) -> str:
        """The comments right above a line."""
        return "\n".join(self.lines[place] for place in self._above(number))

    def _above(self, number: int) -> list[int]:
        found: list[int] = []
        while number > 0 and _COMMENT.match(self.lines[number - 1]) and len(found) < 40:
            number -= 1
            found.append(number)
        return found[::-1]

    def around(self, numbers: Sequence[int]) -> list[int]:
        """The comments right above some lines, and the marks of a block of code right around them."""
        found = self._above(numbers[0])
        before = (found[0] if found else numbers[0]) - 1
        after = numbers[-1] + 1
        if before >= 0 and _FENCE.match(self.lines[before]):
            found.append(before)
            if after < len(self.lines) and _FENCE.match(self.lines[after]):
                found.append(after)
        return found
