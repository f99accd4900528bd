"""The lists of the Fetch Standard, name by name, as its text has them."""

from __future__ import annotations

import pytest

from checks.cors import fetch_standard as standard

# https://fetch.spec.whatwg.org/#forbidden-request-header
FORBIDDEN = """
    Accept-Charset Accept-Encoding Access-Control-Request-Headers Access-Control-Request-Method Connection
    Content-Length Cookie Cookie2 Date DNT Expect Host Keep-Alive Origin Referer Set-Cookie TE Trailer
    Transfer-Encoding Upgrade Via Proxy-Authorization Proxy-Anything Sec-Fetch-Mode Sec-Anything
"""
# https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
READABLE = "Cache-Control Content-Language Content-Length Content-Type Expires Last-Modified Pragma"


@pytest.mark.parametrize("name", FORBIDDEN.split())
def test_script_cannot_set_what_the_browser_sets(name: str) -> None:
    for spelled in (name, name.lower(), name.upper()):
        assert standard.is_forbidden_request_header(spelled, "x")


@pytest.mark.parametrize("name", ["Accept", "Authorization", "Range", "User-Agent", "X-Sec-A", "Proxyless", "Secret"])
def test_script_can_set_the_rest(name: str) -> None:
    assert not standard.is_forbidden_request_header(name, "x")


@pytest.mark.parametrize("name", ["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"])
@pytest.mark.parametrize(
    ("value", "forbidden"), [("TRACE", True), ("get, connect", True), (" Track ", True), ("DELETE", False), ("", False)]
)
def test_a_header_that_stands_for_a_method_may_not_name_a_forbidden_one(name: str, value: str, forbidden: bool) -> None:
    assert standard.is_forbidden_request_header(name, value) is forbidden


def test_a_page_reads_these_headers_without_being_told_that_it_may() -> None:
    assert {name.lower() for name in READABLE.split()} == standard.CORS_SAFELISTED_RESPONSE_HEADERS


@pytest.mark.parametrize("method", ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"])
def test_these_methods_are_put_into_capitals(method: str) -> None:
    assert standard.normalize_method(method.lower()) == method


@pytest.mark.parametrize("method", ["patch", "purge", "query"])
def test_any_other_method_keeps_its_case(method: str) -> None:
    assert standard.normalize_method(method) == method


def test_three_methods_need_no_preflight() -> None:
    assert frozenset({"GET", "HEAD", "POST"}) == standard.CORS_SAFELISTED_METHODS
