"""A pasted text as what wrapping, quoting and decoration do not change: its letters and digits, and their places."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass

_LINK = re.compile(r"\[([^\[\]]{1,5000})\]\(([^()\s]{1,5000}(?:\n[^()\s]{1,5000})*)\)")
_ENTITY = re.compile(r"&(quot|apos|#0?39|#x27|lt|gt|amp|nbsp|#8216|#8217|#8220|#8221);", re.IGNORECASE)
_ENTITIES = {"quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "nbsp": " "}
_UNICODE = re.compile(r"\\u20(1[89c-dC-D])")
_COLOUR = re.compile("\x1b\\[[0-9;]{0,20}m")
_TAG = re.compile(
    r"</?(?:strong|b|em|i|u|code|pre|kbd|samp|span|font|small|a|p|div|li|ul|ol|td|tr|br)(?:\s[^<>\n]{0,500})?/?>",
    re.IGNORECASE,
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"), None)
_MARKS = re.compile(r"\n[ \t]*+(?:[>│┃]+[ \t]?)*+(?:\|[ \t])?")
_RUN = re.compile(r"[^\W_]+")
_OPEN = "'\"‘’“”`´„‚«»‹›「」『』"
_PAIRS = {"<": ">", "[": "]", "(": ")", "*": "*", "{": "}"}


@dataclass(frozen=True, slots=True)
class Source:
    """The text without links' targets, with its letters in lower case, where each of them stands in it, where each line
    begins, and the links with the place of their words."""

    text: str
    letters: str
    places: array[int]
    starts: tuple[int, ...]
    links: tuple[tuple[int, str], ...]

    def line(self, place: int) -> int:
        """The number of the line that holds a place of the text."""
        return bisect_right(self.starts, place) - 1

    def lines(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the lines that hold these letters."""
        return tuple(range(self.line(self.places[start]), self.line(self.places[max(start, end - 1)]) + 1))

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """The places between two letters, without the letters around."""
        first = self.places[start - 1] + 1 if start else 0
        return first, self.places[end] if end < len(self.places) else len(self.text)

    def between(self, start: int, end: int) -> str:
        """What stands between the letters before `start` and at `end`, in one line."""
        first, last = self.bounds(start, end)
        return joined(self.text[first:last])

    def words(self, start: int, end: int) -> str:
        """These letters with all that stands between them, in one line."""
        return " ".join(_MARKS.sub(" ", self.text[self.places[start] : self.places[end - 1] + 1]).split())

    def link_in(self, start: int, end: int) -> str:
        """The target of a link whose words stand between these letters."""
        first, last = self.bounds(start, end)
        return next((target for place, target in self.links if first <= place <= last), "")


def joined(text: str) -> str:
    """The text with its line breaks, and the quoting marks behind them, taken out."""
    return _MARKS.sub("", text).replace("\r", "")


def source(text: str) -> Source:
    """The text as its letters and their places."""
    plain = _TAG.sub("", _COLOUR.sub("", text)).translate(_INVISIBLE)
    plain = _ENTITY.sub(_entity, plain)
    plain = _UNICODE.sub(lambda match: chr(int("20" + match[1], 16)), plain)
    plain, links = _without_targets(plain)
    letters: list[str] = []
    places = array("I")
    for run in _RUN.finditer(plain):
        lower = run[0].lower()
        letters.append(lower if len(lower) == len(run[0]) else "".join(char.lower()[0] for char in run[0]))
        places.extend(range(run.start(), run.end()))
    starts = (0, *(match.end() for match in re.finditer("\n", plain)))
    return Source(plain, "".join(letters), places, starts, tuple(links))


def letters_of(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(_RUN.findall(text)).lower()


def _entity(match: re.Match[str]) -> str:
    name = match[1].lower()
    return _ENTITIES.get(name) or (chr(int(name[1:])) if name[1:].isdigit() else "'")


def _without_targets(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text with the words of its Markdown links only, as many lines as before, and the targets."""
    links: list[tuple[int, str]] = []
    made: list[str] = []
    length = end = 0
    for match in _LINK.finditer(text):
        if match[1].count("\n\n"):
            continue
        before = text[end : match.start()]
        links.append((length + len(before), joined(match[2])))
        kept = match[1] + "\n" * match[2].count("\n")
        made += [before, kept]
        length += len(before) + len(kept)
        end = match.end()
    return "".join([*made, text[end:]]), links


def bare(value: str) -> str:
    """A value without the quotation marks, brackets and emphasis around it."""
    value = value.strip()
    while len(value) > 1:
        if value[0] in _OPEN and (end := max(value.rfind(mark) for mark in _OPEN)) > 0:
            value = value[1:end].strip()
        elif value[-1] == _PAIRS.get(value[0]):
            # Slack writes a link as its target and its words.
            target = value[1:-1].rpartition("|")[0] if value[0] == "<" else ""
            value = (target or value[1:-1]).strip()
        elif value.startswith("**"):
            value = value[2:].strip()
        elif value[0] in "*(<[{":
            value = value[1:].strip()
        else:
            break
    return value
