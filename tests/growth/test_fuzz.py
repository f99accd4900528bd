"""A reader of foreign texts gives an answer or a refusal, and no other error, whatever it is given."""

from __future__ import annotations

import random

import pytest

from checks.probing.network_error import NetworkError
from checks.refusal import Refusal
from tests.growth.readers import Reader, all_readers, texts_for
from tests.inputs.corpus import fragments

# ValueError is what the small readers below the formats say; each format makes a sentence of it.
_REFUSALS = (Refusal, NetworkError, ValueError)
READERS = all_readers()
FRAGMENTS = [text for _, text in fragments()]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.place)
def test_any_text_is_read_or_refused(reader: Reader) -> None:
    chance = random.Random(reader.place)
    texts = [build(chance.choice((1, 20, 300))) for _, build in texts_for(reader, pairs=10)]
    texts += [_damaged(chance.choice(FRAGMENTS), chance) for _ in range(60)]
    is_format = reader.place.startswith("checks.inputs.") and reader.place.endswith((".parse", ".understand"))
    allowed = (Refusal,) if is_format else _REFUSALS
    errors = [(text, error) for text in texts if (error := _error(reader, text)) is not None]
    assert [(text, error) for text, error in errors if not isinstance(error, allowed)] == []


def _error(reader: Reader, text: str) -> Exception | None:
    try:
        reader.call(text)
    except Exception as error:
        return error
    return None


def _damaged(text: str, chance: random.Random) -> str:
    """The text with pieces of it cut out, moved, doubled, or changed."""
    for _ in range(chance.randrange(1, 5)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(1, 60))
        piece = text[start:end]
        other = chance.choice(("", piece * 2, piece[::-1], "\x00", "\ud800", "\u0660" * 9, "9" * 5000, "é", "\r", '"'))
        text = text[:start] + other + text[end:]
    # As the box itself hands it on: half a surrogate pair is no character.
    return text.encode("utf-8", "replace").decode()
