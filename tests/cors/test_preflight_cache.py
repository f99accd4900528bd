"""How long each browser reuses a preflight, and which rule says so."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import document, preflight_cache
from checks.cors.model import Headers
from tests.cors.conversations import API, CREDENTIALS, ORIGIN, asked, judged, shown

AGE = "Access-Control-Max-Age"
PUT = ("Access-Control-Allow-Methods", "PUT")
ANY_METHOD = ("Access-Control-Allow-Methods", "*")
ANY_HEADER = ("Access-Control-Allow-Headers", "*")


def cache(preflight: Headers, **request: Any) -> dict[str, dict[str, Any]]:
    facts = document.facts(judged(asked(**{"method": "PUT", **request}), preflight=(ORIGIN, *preflight)))
    return document.document(facts, "https://checker.example")["preflight"].get("cache", {})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((), (5, 5, 5)),
        (("",), (5, 5, 5)),
        (("0",), (0, 0, 0)),
        (("60",), (60, 60, 60)),
        (("600",), (600, 600, 600)),
        (("3600",), (3600, 3600, 600)),
        (("86400",), (7200, 86400, 600)),
        (("99999999",), (7200, 86400, 600)),
        (("-1",), (0, 0, 0)),
        (("10m",), (5, 0, 5)),
        (("60.5",), (5, 0, 5)),
        (("600", "600"), (5, 0, 5)),
        (("9" * 40,), (5, 86400, 5)),
        (("0" * 40 + "60",), (5, 60, 5)),
        (("0" * 40,), (5, 0, 5)),
    ],
)
def test_seconds_by_browser(fields: tuple[str, ...], expected: tuple[int, int, int]) -> None:
    found = cache((PUT, *((AGE, value) for value in fields)))
    assert tuple(found[name]["seconds"] for name in ("chromium", "firefox", "webkit")) == expected


@pytest.mark.parametrize(
    ("request_fields", "preflight", "expected"),
    [
        ({}, (ANY_METHOD,), ("as-sent", "wildcard", "as-sent")),
        ({"headers": (("Authorization", "x"),)}, (PUT, ANY_HEADER), ("wildcard-authorization", "wildcard", "as-sent")),
        ({"method": "HEAD", "headers": (("X-A", "1"),)}, (ANY_HEADER,), ("as-sent", "wildcard", "as-sent")),
        (
            {"method": "HEAD", "headers": (("X-A", "1"),)},
            (("Access-Control-Allow-Headers", "x-a"),),
            ("as-sent", "method-unlisted", "as-sent"),
        ),
        (
            {"method": "GET", "headers": (("X-A", "1"),)},
            (ANY_METHOD, ("Access-Control-Allow-Headers", "X-A")),
            ("as-sent",) * 3,
        ),
        ({"cache": "no-store"}, (PUT,), ("bypassed", "bypassed", "as-sent")),
        ({"cache": "no-cache"}, (PUT,), ("bypassed", "as-sent", "as-sent")),
        ({"url": f"{API}?{'a' * 1024}"}, (PUT,), ("url-too-long", "as-sent", "as-sent")),
    ],
)
def test_reasons_by_browser(request_fields: dict[str, Any], preflight: Headers, expected: tuple[str, str, str]) -> None:
    found = cache((*preflight, (AGE, "60")), **request_fields)
    assert tuple(found[name]["code"] for name in ("chromium", "firefox", "webkit")) == expected


def test_the_reason_is_a_clause_with_the_browser_and_the_value() -> None:
    assert cache((PUT, (AGE, "3600")))["webkit"] == {
        "seconds": 600,
        "code": "capped",
        "value": "3600",
        "why": "the limit in Safari, although Access-Control-Max-Age says 3600",
    }


def test_nothing_is_told_of_a_preflight_that_fails_or_is_not_needed() -> None:
    assert cache((("Access-Control-Allow-Methods", "DELETE"),)) == {}
    assert cache((), method="GET") == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (((AGE, "60"),), {}),
        (((AGE, "601"),), {"max-age-capped": [f"{AGE}: 601"]}),
        (((AGE, "60"), (AGE, "60")), {"max-age-invalid": [f"{AGE}: 60, 60"]}),
        (((AGE, "00"),), {"max-age-zero": [f"{AGE}: 00"]}),
        ((("Cache-Control", "no-store, max-age=60"),), {"max-age-missing": [f"{AGE}: "]}),
        ((("Cache-Control", "max-age=0"),), {"max-age-missing": [f"{AGE}: "]}),
        ((("Cache-Control", "s-maxage=9"),), {"options-cached": ["Cache-Control: s-maxage=9"]}),
        ((("Cache-Control", "max-age=9"), (AGE, "9")), {}),
    ],
)
def test_rules_of_the_header(fields: Headers, expected: dict[str, list[str]]) -> None:
    assert shown(judged(asked(method="PUT"), preflight=(ORIGIN, PUT, *fields))) == expected


def test_a_star_that_is_not_needed_defeats_nothing() -> None:
    listed = (ORIGIN, CREDENTIALS, ("Access-Control-Allow-Methods", "*, PUT"), (AGE, "60"))
    request = asked(method="PUT", credentials="include")
    assert shown(judged(request, (ORIGIN, CREDENTIALS), listed)) == {}


@pytest.mark.parametrize(("length", "code"), [(1023, "as-sent"), (1024, "url-too-long"), (1025, "url-too-long")])
def test_chromium_keeps_no_preflight_of_a_url_from_1024_characters_on(length: int, code: str) -> None:
    url = f"{API}?".ljust(length, "a")
    assert cache((PUT, (AGE, "60")), url=url)["chromium"]["code"] == code


def test_chromium_reuses_no_preflight_of_an_opaque_origin() -> None:
    allowed = (("Access-Control-Allow-Origin", "null"), PUT, (AGE, "60"))
    judgement = judged(asked(method="PUT", origin="null"), allowed[:1], preflight=allowed)
    found = preflight_cache.facts(judgement.outcomes, judgement.request)["cache"]
    assert [found[name]["code"] for name in found] == ["opaque", "as-sent", "as-sent"]


def test_a_report_holds_no_cache_where_no_preflight_passed() -> None:
    judgement = judged(asked(method="GET"))
    assert preflight_cache.facts(judgement.outcomes, judgement.request) == {}
