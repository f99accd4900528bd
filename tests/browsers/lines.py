"""Console lines, each given to its case: by the case's path in the line or its source, else by the tab it came from,
else to the case that runs alone."""

from __future__ import annotations

import re

KEY = re.compile(r"(?<!/result)(/c/[^/?#\s'\"”’]+|/lab/[^/?#\s'\"”’]+/[^/?#\s'\"”’:.)]+)")


class Lines:
    """What the console said, by the key of the case; lines of no case are kept under the empty key."""

    def __init__(self) -> None:
        self.by_key: dict[str, list[str]] = {}
        self.current: dict[int, str] = {}
        self.alone = ""

    def add(self, text: str, source: str, tab: int | None = None) -> None:
        if "/result/" in source:
            return
        found = KEY.search(text) or KEY.search(source)
        key = found[0] if found else self.current.get(-1 if tab is None else tab, self.alone)
        self.by_key.setdefault(key, []).append(text)

    def of(self, key: str) -> list[str]:
        return self.by_key.get(key, [])
