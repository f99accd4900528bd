"""Text that would hide something is spelt out."""

import pytest

from checks.wording.visible import header_text, shorten, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, with ümlaut", "plain text, with ümlaut"),
        ("a\tb\r\nc\x00", "a\\tb\\r\\nc\\x00"),
        ("\u202eexe.txt", "\\u202Eexe.txt"),
        ("zero\u200bwidth\ufeff", "zero\\u200Bwidth\\uFEFF"),
        ("no\u00a0break and\u2028line", "no\\xA0break and\\u2028line"),
        ("half \ud800", "half \\uD800"),
    ],
)
def test_characters_that_show_nothing_are_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_header_bytes_are_read_as_utf8_where_they_are_utf8() -> None:
    assert header_text("grün".encode().decode("latin-1")) == "grün"


def test_other_header_bytes_are_read_as_latin1() -> None:
    assert header_text("gr\xfcn") == "grün"


def test_a_bidirectional_override_in_utf8_bytes_is_spelt_out() -> None:
    assert header_text("a\u202eb".encode().decode("latin-1")) == "a\\u202Eb"


def test_shortening_keeps_both_ends() -> None:
    assert shorten("https://api.example.com/a/long/path/file.json", 30) == "https://api.example…/file.json"
    assert shorten("short", 5) == "short"
