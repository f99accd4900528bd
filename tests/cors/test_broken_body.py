"""A body that breaks off, or is not in the chunks or the coding that the head announces."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import judge
from checks.cors.model import Answer, HttpRequest, HttpResponse, Outcome, RawResponse, Request

URL, PAGE = "http://api.example.com:8080/x", "http://app.example.com"
HEAD = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\n"
SHORT = f"{HEAD}Content-Length: 10\r\n\r\nok"
CUT = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nok"
BAD = f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n"
UNDECODABLE = f"{HEAD}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok"
DID_NOT_SUCCEED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
    f"{URL}. (Reason: CORS request did not succeed). Status code: (null)."
)
MULTIPLE = DID_NOT_SUCCEED.replace(
    "CORS request did not succeed). Status code: (null).",
    "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed).",
)


def outcomes(raw: str, preflight: str | None = None, **request: Any) -> dict[str, Outcome]:
    def answer(http: HttpRequest) -> Answer:
        if http.is_preflight and preflight is None:
            return HttpResponse(
                204, (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT, PATCH"))
            )
        return RawResponse((preflight if http.is_preflight and preflight else raw).encode("latin-1"))

    asked = Request(**{"url": URL, "origin": PAGE, **request})
    return {name: judge.drive(asked, name, answer) for name in ("chromium", "firefox", "webkit")}


def told(raw: str, preflight: str | None = None, **request: Any) -> tuple[str, ...]:
    return tuple(outcome.outcome for outcome in outcomes(raw, preflight, **request).values())


@pytest.mark.parametrize(
    ("raw", "error", "fetch", "opaque", "xhr"),
    [
        (SHORT, "CONTENT_LENGTH_MISMATCH", "allowed", "blocked", ("blocked", "blocked", "blocked")),
        (CUT, "INCOMPLETE_CHUNKED_ENCODING", "allowed", "blocked", ("blocked", "blocked", "blocked")),
        (BAD, "INVALID_CHUNKED_ENCODING", "blocked", "blocked", ("blocked", "blocked", "allowed")),
        (UNDECODABLE, "CONTENT_DECODING_FAILED", "allowed", "opaque", ("blocked", "blocked", "allowed")),
    ],
)
def test_fetch_is_fulfilled_before_the_body_fails_and_xhr_is_not(
    raw: str, error: str, fetch: str, opaque: str, xhr: tuple[str, ...]
) -> None:
    assert told(raw) == ("allowed", fetch, "allowed")
    assert told(raw, mode="no-cors") == ("opaque", opaque, "opaque")
    assert told(raw, initiator="xmlhttprequest") == xhr
    for request in ({}, {"mode": "no-cors"}, {"initiator": "xmlhttprequest"}):
        assert outcomes(raw, **request)["chromium"].console == (f"Failed to load resource: net::ERR_{error}",)


@pytest.mark.parametrize(
    "body", ["2\r\nok\r\n0\r\n\r\n", "2;a=b\r\nok\r\n0\r\nX: y\r\n\r\n", "2 \nok\n0\n\n", "A\r\n0123456789\r\n0\r\n"]
)
def test_whole_chunks_are_no_fault(body: str) -> None:
    raw = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n{body}"
    assert all(not outcome.console for outcome in outcomes(raw).values())
    assert told(raw, initiator="xmlhttprequest") == ("allowed",) * 3


def test_chunks_that_are_not_valid_are_no_response_in_firefox() -> None:
    assert outcomes(BAD)["firefox"].console == (DID_NOT_SUCCEED,)
    preflight = BAD.replace("Content-Type: text/plain", "Access-Control-Allow-Methods: PUT")
    found = outcomes(SHORT, preflight, method="PUT")
    assert found["firefox"].console == (DID_NOT_SUCCEED, DID_NOT_SUCCEED)
    assert [len(outcome.exchanges) for outcome in found.values()] == [2, 1, 2]


def test_safari_waits_for_the_body_of_a_preflight() -> None:
    preflight = SHORT.replace("Content-Type: text/plain", "Access-Control-Allow-Methods: PUT")
    found = outcomes(f"{HEAD}Content-Length: 2\r\n\r\nok", preflight, method="PUT")
    assert [outcome.outcome for outcome in found.values()] == ["allowed", "allowed", "blocked"]
    assert found["webkit"].console[0] == "Connection terminated unexpectedly"


def test_a_body_that_is_said_to_break_off_is_judged_alike() -> None:
    cut = HttpResponse(200, (("Access-Control-Allow-Origin", "*"), ("Transfer-Encoding", "chunked")), incomplete=True)
    image = Request(URL, PAGE, initiator="img", mode="no-cors", credentials="include")
    found = judge.drive(image, "chromium", lambda _: cut)
    assert (found.outcome, found.rule) == ("blocked", "response-malformed")
    assert found.console == ("Failed to load resource: net::ERR_INCOMPLETE_CHUNKED_ENCODING",)


def test_bytes_without_a_head_are_a_body_at_the_default_port_in_chromium() -> None:
    assert "ERR_INVALID_HTTP_RESPONSE" in outcomes("garbage\r\n\r\n")["chromium"].console[0]
    at_80 = outcomes("garbage\r\n\r\n", url="http://api.example.com/x")
    assert at_80["chromium"].rule == "allow-origin-missing"
    assert told("garbage\r\n\r\n", url="http://api.example.com/x", mode="no-cors") == ("opaque", "opaque", "blocked")
    after_interim = outcomes("HTTP/1.1 100 Continue\r\n\r\ngarbage\r\n\r\n", url="http://api.example.com/x")
    assert "ERR_INVALID_HTTP_RESPONSE" in after_interim["chromium"].console[0]


def test_firefox_counts_the_headers_of_a_response_that_has_none() -> None:
    assert outcomes("HTTP/1.1 100 Continue\r\n\r\n")["firefox"].console == (MULTIPLE,)
    assert outcomes("hello world", method="PUT")["firefox"].console == (MULTIPLE,)
    assert outcomes("", method="PUT")["firefox"].console == (MULTIPLE,)
    assert outcomes("")["firefox"].console == (DID_NOT_SUCCEED,)
    assert "missing" in outcomes("hello world")["firefox"].console[0]
