"""Every wording that is known, each once: frames, what rules' examples print, and what is written down besides."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from checks.inputs.console.beside import BESIDE
from checks.inputs.console.frames import FRAMES
from checks.inputs.console.panel import PANEL
from checks.inputs.console.past import PAST
from checks.inputs.console.predicted import predicted
from checks.inputs.console.remarks import REMARKS
from checks.inputs.console.source import Source
from checks.inputs.console.wording import Hit, Wording, find, pieces

# A message of fewer letters is taken for one only where it is a word of its own.
_LONG = 26
_SCHEME = re.compile(r"\s*['\"‘“`<(\[*]{0,4}[a-z][a-z0-9+.\-]{0,30}:/")


@cache
def wordings() -> tuple[Wording, ...]:
    """All of them; what two lists hold means the rules of both."""
    found: dict[tuple[str, ...], Wording] = {}
    for wording in (*predicted(), *PAST, *BESIDE, *PANEL, *REMARKS, *FRAMES):
        key = (*pieces(wording)[0], str(wording.alone))
        known = found.get(key)
        rules = tuple(dict.fromkeys((*known.rules, *wording.rules))) if known else wording.rules
        found[key] = replace(known or wording, rules=rules, says=(known or wording).says or wording.says)
    return tuple(found.values())


def hits(source: Source) -> list[Hit]:
    """The messages of a text in their order; of two that share words, the one that holds more of them."""
    found = [hit for wording in wordings() for hit in find(wording, source) if _stands_alone(hit, source)]
    found.sort(key=lambda hit: (-hit.weight, hit.start))
    taken = bytearray(len(source.letters) + 1)
    kept = []
    for hit in found:
        if not (taken[hit.start] or taken[hit.end - 1] or any(taken[hit.start : hit.end])):
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _stands_alone(hit: Hit, source: Source) -> bool:
    """Whether short words are no part of another word, and the shortest have a line for themselves."""
    first, last = source.places[hit.start], source.places[hit.end - 1] + 1
    before = source.text[max(0, first - 60) : first].rpartition("\n")[2]
    behind = source.text[last : last + 60].partition("\n")[0]
    if hit.wording.alone:
        cell = before.rpartition("\t")[2] + behind.partition("\t")[0]
        return not any(map(str.isalnum, cell))
    if hit.weight >= _LONG or (hit.open_slot == "url" and _SCHEME.match(source.text, last)):
        return True
    beginning = source.places[hit.start + len(pieces(hit.wording)[0][0]) - 1] + 1
    if hit.wording.frame and source.text[beginning : beginning + 1].isalnum():
        return False  # “accessToken” of code is no “Access to …”.
    if before[-1:].isalnum() or (behind[:1].isalnum() and not hit.open_slot):
        return False
    # Words of a panel in a sentence of the reader's own are no message.
    return not hit.wording.exact or source.text[first:last] == hit.wording.text.strip("()") or not (before or behind)
