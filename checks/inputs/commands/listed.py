"""Commands whose words a program lists, each in quotation marks: `["curl", "-X", "POST", url]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.inputs import variables

_START = re.compile(
    r"[\[(,{]\s*+[\"'](?:[\w.:\\/-]{0,100}[\\/])?(?P<name>curl|wget|https?|xhs?)(?:\.exe)?[\"']\s*+,\s*+\[?"
)
_WORD = re.compile(
    r"\s*+(?:[rbu]?\"(?P<double>(?:[^\"\\\n]|\\.)*+)\"|[rbu]?'(?P<single>(?:[^'\\\n]|\\.)*+)'"
    r"|(?P<other>[^\s,\[\]{}()\"'][^,\[\]{}()\"'\n]{0,80}+))\s*+,?"
)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A program with its words, and its place in the text."""

    program: str
    words: tuple[str, ...]
    start: int
    end: int


def found(text: str) -> Iterator[Listed]:
    """Each listed command of a text; a word that is no text is a variable."""
    done = 0
    for match in _START.finditer(text):
        if match.start() < done:
            continue
        words: list[str] = []
        done = match.end()
        while len(words) < _MOST and (word := _WORD.match(text, done)) is not None:
            words.append(_value(word))
            done = word.end()
        yield Listed(match["name"], tuple(words), match.start("name"), done)


def _value(word: re.Match[str]) -> str:
    if word["other"] is not None:
        return variables.mark(word["other"].strip())
    return re.sub(r"\\(.)", r"\1", word["double"] if word["double"] is not None else word["single"])
