"""Response headers that are misspelt, misplaced, obsolete or at odds: which rule says so, of which bytes."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.model import Headers
from checks.cors.rules.advice_headers import meant
from tests.cors.conversations import CREDENTIALS, MAX_AGE, ORIGIN, PAGE, asked, judged, shown

ALLOW = "Access-Control-Allow-"
PUT = (f"{ALLOW}Methods", "PUT")
ANY = (f"{ALLOW}Origin", "*")


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Access-Control-Allow-Header", "Access-Control-Allow-Headers"),
        ("Access-Control-Allow-Method", "Access-Control-Allow-Methods"),
        ("Access-Control-Allowed-Methods", "Access-Control-Allow-Methods"),
        ("access-control-allowed-headers", "Access-Control-Allow-Headers"),
        ("Access-Control-Allow-Origins", "Access-Control-Allow-Origin"),
        ("Access-Control-Allowed-Origin", "Access-Control-Allow-Origin"),
        ("Access-Control-Origin", "Access-Control-Allow-Origin"),
        ("Access-Control-Allow-Access", "Access-Control-Allow-Origin"),
        ("Acces-Control-Allow-Origin", "Access-Control-Allow-Origin"),
        ("X-Access-Control-Allow-Origin", "Access-Control-Allow-Origin"),
        ("Access_Control_Allow_Origin", "Access-Control-Allow-Origin"),
        ("Allow-Origin", "Access-Control-Allow-Origin"),
        ("Access-Allow-Origin", "Access-Control-Allow-Origin"),
        ("Access-Control-Allow-Credential", "Access-Control-Allow-Credentials"),
        ("Access-Control-Expose-Header", "Access-Control-Expose-Headers"),
        ("Access-Control-MaxAge", "Access-Control-Max-Age"),
        ("Access-Control-Allow-Max-Age", "Access-Control-Max-Age"),
        ("Access-Control-Allow-Origin", None),
        ("ACCESS-CONTROL-MAX-AGE", None),
        ("Access-Control-Request-Method", None),
        ("Access-Control-Allow-Private-Network", None),
        ("Timing-Allow-Origin", None),
        ("AMP-Access-Control-Allow-Source-Origin", None),
        ("Allow", None),
        ("Access-Token", None),
    ],
)
def test_what_a_name_was_meant_to_be(name: str, right: str | None) -> None:
    assert meant(name) == right


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((ORIGIN, ("Vary", "Origin")), {}),
        ((ORIGIN, CREDENTIALS), {}),
        ((ORIGIN, ("Access-Control-Allow-Header", "x")), {"header-typo": ["Access-Control-Allow-Header: x"]}),
        (
            (("Access-Control-Allow-Origins", PAGE),),
            {"allow-origin-missing": [f"{ALLOW}Origin: "], "header-typo": [f"{ALLOW}Origins: {PAGE}"]},
        ),
        ((ORIGIN, ("Origin", PAGE)), {"request-header-in-response": [f"Origin: {PAGE}"]}),
        ((ORIGIN, (f"{ALLOW}Private-Network", "true")), {"private-network-header": [f"{ALLOW}Private-Network: true"]}),
        ((ORIGIN, (f"{ALLOW}Credentials", "False")), {"allow-credentials-false": [f"{ALLOW}Credentials: False"]}),
        ((ANY, CREDENTIALS), {"allow-credentials-with-wildcard": [f"{ALLOW}Credentials: true"]}),
        (
            (ORIGIN, PUT, MAX_AGE),
            {"preflight-headers-on-main": [f"{ALLOW}Methods: PUT", "Access-Control-Max-Age: 600"]},
        ),
    ],
)
def test_headers_of_the_answer(headers: Headers, expected: dict[str, list[str]]) -> None:
    assert shown(judged(asked(), headers)) == expected


@pytest.mark.parametrize(
    ("preflight", "main", "request_fields", "expected"),
    [
        ((ORIGIN, PUT), (ORIGIN,), {}, {}),
        ((ANY, PUT), (ANY,), {}, {}),
        ((ANY, PUT), (ORIGIN,), {}, {"preflight-main-disagree": [f"{ALLOW}Origin: *"]}),
        ((ORIGIN, PUT), (ORIGIN, CREDENTIALS), {}, {"preflight-main-disagree": [f"{ALLOW}Credentials: "]}),
        ((ORIGIN, PUT, ("Allow", "GET")), (ORIGIN,), {}, {}),
        ((ORIGIN, ("Allow", "GET, PUT")), (ORIGIN,), {}, {"allow-not-allow-methods": [f"{ALLOW}Methods: "]}),
        ((ORIGIN, ("Allow", "GET")), (ORIGIN,), {}, {"method-not-allowed": [f"{ALLOW}Methods: "]}),
        (
            (ORIGIN, PUT, (f"{ALLOW}Headers", "origin, accept, content-language")),
            (ORIGIN,),
            {},
            {"allow-headers-safelisted-noise": [f"{ALLOW}Headers: origin, accept, content-language"]},
        ),
        ((ORIGIN, PUT, (f"{ALLOW}Headers", "origin, content-type")), (ORIGIN,), {}, {}),
        ((ORIGIN, PUT, (f"{ALLOW}Headers", "*")), (ORIGIN,), {}, {}),
    ],
)
def test_headers_of_the_preflight(
    preflight: Headers, main: Headers, request_fields: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    request = asked(method="PUT", **request_fields)
    assert shown(judged(request, main, (*preflight, MAX_AGE))) == expected


def test_with_credentials_the_blocking_rules_speak_instead() -> None:
    assert list(shown(judged(asked(credentials="include"), (ANY, CREDENTIALS)))) == [
        "allow-origin-wildcard-credentials"
    ]
    assert list(shown(judged(asked(credentials="include"), (ORIGIN, (f"{ALLOW}Credentials", "false"))))) == [
        "allow-credentials-not-true"
    ]
