"""Colours of a terminal, for verdicts only: each comes with a word as well."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

_CODES = {"good": "32", "bad": "31", "wary": "33", "plain": "2", "soft": "2", "strong": "1"}


class Style:
    """Writes text in a tone where `on`; as it is elsewhere."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, tone: str, text: str) -> str:
        code = _CODES.get(tone)
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and code and text else text


def wants_colour(choice: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """`auto` asks the stream and the environment (https://no-color.org/)."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or stream.isatty()
