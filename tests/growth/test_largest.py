"""The largest paste that is allowed is read in under 0.5 s of CPU, whatever is in it: on a machine as fast as the one
that this was first measured on when that was calm, and in proportion on any other."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from checks.inputs import box
from checks.refusal import Refusal
from tests.growth.measure import cpu, slowness
from tests.growth.readers import all_readers, texts_for
from tests.growth.worst import LARGEST
from tests.tools.effort import some_of, tries

MOST_S = 0.5
# Each brings the box to another format.
_BEGINNINGS = (
    "",
    "curl https://a.example/ ",
    'curl "https://a.example/" ^\n',
    "http a.example ",
    "fetch('https://a.example/',{a:",
    "Invoke-WebRequest -Uri https://a.example/ ",
    "HTTP/1.1 200 OK\n",
    "GET / HTTP/1.1\nHost: a.example\n",
    "Access to fetch at 'https://a.example/' from origin '",
    "Anfrage blockiert: https://a.example/. (Grund: CORS ",
)


def read(text: str) -> None:
    with suppress(Refusal):
        box.understand(text)


@pytest.mark.parametrize("name", some_of(list(LARGEST), "largest"))
def test_what_once_held_up_the_server_is_read_or_refused_in_time(name: str) -> None:
    text = LARGEST[name]()
    assert cpu(read, text, 3) < MOST_S * slowness()


def test_the_slowest_that_a_hunt_finds_is_read_or_refused_in_time() -> None:
    """Each reader's words, behind each beginning, at a small length; those that take longest then at the largest."""
    formats = [reader for reader in all_readers() if reader.place.startswith("checks.inputs.")]
    texts = {
        beginning + name: _behind(beginning, build)
        for reader in formats
        for name, build in texts_for(reader, pairs=2)
        for beginning in _BEGINNINGS
    }
    tried = random.Random(1).sample(sorted(texts), tries(1200, 300))
    hardest = sorted(tried, key=lambda name: -cpu(read, texts[name](800)))[: tries(20, 8)]
    taken = {name: cpu(read, texts[name](box.MAX_TEXT - 200), 2) for name in hardest}
    assert max(taken.values()) < MOST_S * slowness(), max(taken, key=lambda name: taken[name])


def _behind(beginning: str, build: Callable[[int], str]) -> Callable[[int], str]:
    return lambda length: beginning + build(length - len(beginning))


@pytest.mark.parametrize("size", [box.MAX_TEXT + 1, box.MAX_JSON + 1])
def test_a_longer_paste_is_refused_before_anything_reads_it(size: int) -> None:
    for text in ("x" * size, "{" + " " * size, "a\n" * (size // 2 + 1)):
        if len(text) > box.MAX_JSON or not text.startswith("{"):
            with pytest.raises(Refusal, match=r"more than|at most|the limit is"):
                box.understand(text)
