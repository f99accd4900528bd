"""An Allow-Origin that a person takes for the page's is told apart from one that names another page."""

from __future__ import annotations

import pytest

from tests.cors.conversations import asked, found, judged


@pytest.mark.parametrize(
    ("value", "page", "rule"),
    [
        ("https://www.example.com", "https://example.com", "allow-origin-host-spelling"),
        ("https://example.com", "https://www.example.com", "allow-origin-host-spelling"),
        ("http://www.example.com", "https://example.com", "allow-origin-host-spelling"),
        ("http://localhost:3000", "http://127.0.0.1:3000", "allow-origin-host-spelling"),
        ("http://127.0.0.1:3000", "http://[::1]:3000", "allow-origin-host-spelling"),
        ("https://example.com.", "https://example.com", "allow-origin-host-spelling"),
        ("file://", "https://example.com", "allow-origin-file"),
        ("file://", "null", "allow-origin-file"),
        ("https://api.example.com", "https://example.com", "allow-origin-mismatch"),
        ("https://www2.example.com", "https://example.com", "allow-origin-mismatch"),
        ("http://localhost:3000", "http://192.168.1.2:3000", "allow-origin-mismatch"),
        ("http://example.com", "https://example.com", "allow-origin-scheme-differs"),
        ("https://example.com/", "https://example.com", "allow-origin-trailing-slash"),
    ],
)
def test_how_the_allowed_origin_differs_from_the_page(value: str, page: str, rule: str) -> None:
    judgement = judged(asked(origin=page), (("Access-Control-Allow-Origin", value),))
    assert {outcome.rule for outcome in judgement.outcomes.values()} == {rule}
    words = dict(found(judgement)[rule].evidence[0].args)
    assert bool(words.get("near")) == (rule == "allow-origin-host-spelling")
