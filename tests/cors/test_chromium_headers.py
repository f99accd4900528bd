"""The order in which Chromium walks the headers of a request, by the length of their names."""

from __future__ import annotations

import pytest

from checks.cors.chromium_headers import walk

STEPS = (1, 3, 5, 7, 9, 11, 15, 17)


# Each length goes another way through the hash. Where headers of such lengths were recorded, this code agrees with the
# browser; the orders below keep it so.
@pytest.mark.parametrize(
    ("length", "order"),
    [
        (1, "agbchfed"),
        (2, "fehagbdc"),
        (3, "edbchfag"),
        (8, "hefdcabg"),
        (9, "chafedgb"),
        (16, "gcafbdeh"),
        (17, "dhcfbgae"),
        (24, "fdgcbahe"),
        (25, "cefbhdga"),
        (32, "fhgadecb"),
        (33, "bdhacegf"),
        (49, "eabdhfgc"),
        (64, "bfcdhgea"),
    ],
)
def test_eight_names_of_a_length_are_walked_in_this_order(length: int, order: str) -> None:
    names = [letter * (length - 1) + "z" if length > 1 else letter for letter in "abcdefgh"]
    assert "".join(name[0] for name in walk(names)) == order
    assert walk(reversed(names)) == walk(names)


def test_more_names_than_the_smallest_table_holds_are_each_walked_once() -> None:
    names = [f"x-{number}" for number in range(100)]
    assert sorted(walk([*names, *names])) == sorted(names)


def test_of_a_long_name_every_letter_counts() -> None:
    """Beyond 24 letters the hash reads three words of a name in each round."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    names = ["".join(alphabet[(first + step * place) % 26] for place in range(60)) for first, step in enumerate(STEPS)]
    assert "".join(name[0] for name in walk(names)) == "decfabgh"
