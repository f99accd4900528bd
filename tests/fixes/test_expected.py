"""Every fix renders to the text kept in `expected/`, no more and no fewer files."""

from tests.fixes.expected import EXPECTED, outputs


def test_every_fix_is_the_expected_text_and_no_expected_text_is_an_orphan() -> None:
    kept = {path.relative_to(EXPECTED): path.read_text() for path in EXPECTED.rglob("*") if path.is_file()}
    rendered = outputs()
    assert sorted(kept) == sorted(rendered)
    assert kept == rendered
