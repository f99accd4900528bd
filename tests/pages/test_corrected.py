"""The URL to call instead, where one would cure the request."""

from __future__ import annotations

from typing import Any

import pytest

from checks.pages.corrected import corrected
from tests.tools.page_documents import read


def redirecting(location: str, status: int = 301) -> dict[str, Any]:
    document = read("blocked")
    document["exchanges"][0]["response"] = {"status": status, "headers": [["Location", location]]}
    for browser in document["browsers"].values():
        browser["rule"] = "redirect-allow-origin-missing"
    return document


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/v2/items/42/?expand=owner", "https://api.example.com/v2/items/42/?expand=owner"),
        ("https://www.example.com/x#y", "https://www.example.com/x"),
        ("https://accounts.example.com/login?next=/v2", None),
        ("http://[bad", None),
        ("ftp://files.example/", None),
        ("https://user:secret@api.example.com/", None),
    ],
)
def test_a_redirect_names_the_url_to_call(location: str, url: str | None) -> None:
    found = corrected(redirecting(location))
    assert (found.url if found else None) == url


def test_the_form_is_filled_in_with_the_same_request_to_that_url() -> None:
    found = corrected(redirecting("/next"))
    assert found is not None
    assert found.link == (
        "/?url=https%3A%2F%2Fapi.example.com%2Fnext&origin=https%3A%2F%2Fapp.example.com&method=PUT&credentials=include"
        "&headers=Authorization%3A+%5Bredacted%5D%0AContent-Type%3A+application%2Fjson"
    )


def test_mixed_content_is_cured_by_https() -> None:
    document = read("blocked")
    document["request"]["url"] = "http://api.example.com/x"
    document["browsers"]["chromium"]["rule"] = "mixed-content"
    found = corrected(document)
    assert found is not None
    assert found.url == "https://api.example.com/x"


def test_nothing_is_corrected_where_nothing_redirects_or_blocks() -> None:
    assert corrected(read("blocked")) is None
    assert corrected(redirecting("/next", 200)) is None
    assert corrected(redirecting("/next") | {"verdict": "allowed"}) is None
