"""Which other URL would cure a failure."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.corrected import corrected

API = "https://api.example.com/items"


def facts(url: str, *rules: str, locations: tuple[str, ...] = ()) -> dict[str, Any]:
    answers = [{"status": 301, "headers": [["Location", location]]} for location in locations]
    exchanges = [{"request": {"url": url}, "response": answer} for answer in answers]
    browsers = {str(number): {"rule": rule} for number, rule in enumerate(rules)}
    return {"request": {"url": url}, "verdict": "blocked", "browsers": browsers, "exchanges": exchanges}


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        (facts(API, "allow-origin-missing"), None),
        (facts("http://api.example.com/items", "mixed-content"), API),
        (facts(API, "mixed-content", locations=("http://api.example.com/items/",)), f"{API}/"),
        (facts(API, "preflight-redirect", locations=("http://api.example.com:8000/items/?a=1",)), f"{API}/?a=1"),
        (facts(API, "mixed-content", locations=("http://api.example.com/items",)), None),
        (facts(API, "mixed-content", locations=("http://api.example.com/login",)), None),
        (facts(API, "mixed-content", locations=("http://other.example.com/items/",)), None),
        (facts("api.example.com/items", "url-no-scheme"), API),
        (facts("localhost:8000/items", "url-no-scheme"), "http://localhost:8000/items"),
        (facts("https://u:p@api.example.com/items", "url-userinfo"), API),
        (facts(API, "preflight-redirect", locations=("/items/",)), f"{API}/"),
        (facts(API, "redirect-origin-null", locations=("https://cdn.example.org/i",)), "https://cdn.example.org/i"),
        (facts(API, "preflight-redirect", locations=("ftp://files.example/",)), None),
        (facts(API, "redirect-allow-origin-missing", locations=("/login",)), None),
    ],
)
def test_another_url_is_proposed_where_it_would_do(asked: dict[str, Any], url: str | None) -> None:
    proposed = corrected(asked)
    assert (proposed["url"] if proposed else None) == url
