"""Whether everything that is told of a fragment is told in a sentence."""

from __future__ import annotations

import re

from checks.inputs.understood import Understood

_SENTENCE = re.compile(r"\S.{10,}[.”…]", re.DOTALL)


def unsaid(found: Understood) -> list[object]:
    """The notes, causes and left-out words that no sentence goes with, of all requests of the fragment."""
    told: list[tuple[object, str]] = []
    for one in dict.fromkeys((found, *found.others)):
        told += [(note, note.text) for note in one.notes]
        told += [(cause, cause.why) for cause in one.causes]
        told += [(left, left.why if left.text else "") for left in one.left_out]
    return [thing for thing, sentence in told if not _is_sentence(sentence)]


def _is_sentence(text: object) -> bool:
    return isinstance(text, str) and _SENTENCE.fullmatch(text) is not None and "Status None" not in text
