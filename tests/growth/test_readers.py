"""No function of the project that reads a foreign text takes longer than in proportion to it."""

from __future__ import annotations

import pytest

from tests.growth.measure import superlinear
from tests.growth.readers import Reader, all_readers, texts_for
from tests.tools.effort import some_of

READERS = all_readers()


def test_the_walk_finds_every_format_of_the_box() -> None:
    places = {reader.place for reader in READERS}
    assert len(places) > 60
    rooms = ("commands.reader", "heads.raw_headers", "code.calls", "configuration")
    assert {f"checks.inputs.{name}.parts" for name in rooms} <= places
    assert {"checks.inputs.fields.url", "checks.inputs.box.understand"} <= places


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.place)
def test_a_reader_takes_time_in_proportion_to_its_text(reader: Reader) -> None:
    tried = some_of(list(texts_for(reader)), reader.place)
    slow = next(((name, told) for name, build in tried if (told := superlinear(reader.run, build))), None)
    assert slow is None
