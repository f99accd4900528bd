"""A message that browsers print, with its slots, and how it is found among a text's letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import Formatter

from checks.inputs.console.source import Source, joined, letters_of

_GAPS = {"kind": 40, "method": 60, "header": 200, "scheme": 60, "status": 24, "space": 20, "mime": 200, "port": 12}
_GAPS |= {"origin": 300, "at": 300, "directive": 1000}
_GAP = 4200
# Values of one word each: more spaces than a reader's own words for a hidden one are no value.
_ONE_WORD = frozenset({"url", "origin", "at", "page", "next", "header", "method"})
_MOST_SPACES = 6
_BEHIND_A_WORD = " \t\n'\"‘’“”`*[(<:"
# A text that repeats one message again and again says it no better.
_MOST = 200
# A beginning that is shorter is no good place to look for a message from.
_SURE = 8


@dataclass(frozen=True, slots=True)
class Wording:
    """A message: `text` with slots in braces, the rules that it can mean, and `says`, what is to be told of it.

    `frame`: it stands around a reason. `alone`: so short that only a line of its own is taken for it. `nothing`: any
    failure prints it. `exact`: in a sentence, only these words with these capitals are taken for it.
    """

    text: str
    rules: tuple[str, ...] = ()
    says: str = ""
    browser: str = ""
    frame: bool = False
    alone: bool = False
    nothing: bool = False
    exact: bool = False
    preflight: bool = False


def means(rules: tuple[str, ...], browser: str, *texts: str) -> tuple[Wording, ...]:
    """The messages of a browser that mean these rules."""
    return tuple(Wording(text, rules, browser=browser) for text in texts)


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording among the letters: where, and where each of its slots is. An open slot has no words behind it."""

    wording: Wording
    start: int
    end: int
    slots: tuple[tuple[str, int, int], ...]
    weight: int

    @property
    def open_slot(self) -> str:
        return self.slots[-1][0] if self.slots and self.slots[-1][2] == self.end else ""


@cache
def pieces(wording: Wording) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The letters of a wording's fixed words, and the slots behind each of them ("" for none)."""
    parsed = list(Formatter().parse(wording.text))
    return tuple(letters_of(literal) for literal, *_ in parsed), tuple(name or "" for _, name, *_ in parsed)


def find(wording: Wording, source: Source) -> Iterator[Hit]:
    """Every place where the text holds the wording."""
    words, slots = pieces(wording)
    longest = max(words, key=len)
    anchor = 0 if len(words[0]) >= _SURE else words.index(longest)
    at, found = 0, 0
    while found < _MOST and (at := source.letters.find(words[anchor], at)) >= 0:
        hit = _match(wording, words, slots, anchor, at, source)
        at += len(words[anchor])
        if hit is not None:
            found += 1
            yield hit


def _match(
    wording: Wording, words: tuple[str, ...], slots: tuple[str, ...], anchor: int, at: int, source: Source
) -> Hit | None:
    letters = source.letters
    start, end = at, at + len(words[anchor])
    filled: list[tuple[str, int, int]] = []
    for number in range(anchor, 0, -1):
        slot, word = slots[number - 1], words[number - 1]
        low = max(0, start - _GAPS.get(slot, _GAP) - len(word))
        if not word:
            place = _token_before(source, start)
        else:
            place = _word_before(source, word, low, start if _may_be_empty(slot) else start - 1)
        if place < 0:
            return None
        filled.insert(0, (slot, place + len(word), start))
        start = place
    for number in range(anchor, len(words)):
        slot = slots[number]
        if not slot:
            break
        word = words[number + 1] if number + 1 < len(words) else ""
        if not word:
            filled.append((slot, end, end))
            break
        high = end + _GAPS.get(slot, _GAP) + len(word)
        place = letters.find(word, end if _may_be_empty(slot) else end + 1, high)
        if place < 0:
            return None
        filled.append((slot, end, place))
        end = place + len(word)
    if any(_is_no_value(source, slot, begin, stop) for slot, begin, stop in filled if stop > begin):
        return None
    return Hit(wording, start, end, tuple(filled), sum(map(len, words)))


def _may_be_empty(slot: str) -> bool:
    return slot in ("value", "mime", "url", "method", "header")


def _token_before(source: Source, start: int) -> int:
    """Where the word that stands before a letter begins."""
    place = source.places[start] if start < len(source.places) else len(source.text)
    before = source.text[max(0, place - 4000) : place].rstrip(" \t\n'\"‘’“”`")
    begin = place - min(place, 4000) + max(map(before.rfind, " \t\n")) + 1
    number = start
    while number > 0 and source.places[number - 1] >= begin:
        number -= 1
    return number if number < start else -1


def _word_before(source: Source, word: str, low: int, high: int) -> int:
    """Where a word stands last between two letters, as a word of its own rather than in a host's name."""
    for _ in range(8):
        place = source.letters.rfind(word, low, high)
        if place < 0 or source.text[source.places[place + len(word) - 1] + 1] in _BEHIND_A_WORD:
            return place
        high = place + len(word) - 1
    return -1


def _is_no_value(source: Source, slot: str, start: int, end: int) -> bool:
    """Whether an empty line or another sentence stands in what would be one value."""
    first, last = source.bounds(start, end)
    held = source.text[first:last].replace("\r", "").strip()
    spaces = joined(held).replace("(redirected from", "").count(" ")
    return "\n\n" in held or (slot in _ONE_WORD and spaces > _MOST_SPACES)
