"""A status 101 that no request asked for, as Chromium 156 and Firefox 153 were seen to take it, and WebKit is known to.

Only Firefox ends the answer there; the others wait for the one that follows it.
"""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import http_head
from checks.cors.browsers import CHROMIUM, FIREFOX
from checks.cors.judge import judge
from checks.cors.model import Answer, HttpRequest, HttpResponse, Outcome, RawResponse, Request

URL, PAGE = "https://api.example.com/x", "https://app.example.com"
CORS = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\n"
SWITCH = f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{CORS}\r\n"
OK = f"HTTP/1.1 200 OK\r\n{CORS}Content-Length: 2\r\n\r\n"
EMPTY = ("Failed to load resource: net::ERR_EMPTY_RESPONSE",)
INVALID = ("Failed to load resource: net::ERR_INVALID_HTTP_RESPONSE",)
FAILS = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "


def outcomes(main: str | Answer, preflight: str | Answer = OK, **request: Any) -> dict[str, Outcome]:
    def answer(http: HttpRequest) -> Answer:
        given = preflight if http.is_preflight else main
        return RawResponse(given.encode("latin-1")) if isinstance(given, str) else given

    return dict(judge(Request(URL, PAGE, **request), lambda: answer).outcomes)


@pytest.mark.parametrize("initiator", ["fetch", "xmlhttprequest"])
@pytest.mark.parametrize(
    "answer",
    [
        SWITCH,
        SWITCH.replace("HTTP/1.1", "HTTP/1.0"),
        f"HTTP/1.1 103 Early Hints\r\n\r\n{SWITCH}",
        HttpResponse(101, (("Access-Control-Allow-Origin", "*"),)),
    ],
)
def test_a_switch_that_no_one_asked_for_is_an_answer_in_firefox_alone(initiator: str, answer: str | Answer) -> None:
    found = outcomes(answer, initiator=initiator)
    assert {name: outcome.outcome for name, outcome in found.items()} == {
        "chromium": "blocked",
        "firefox": "allowed",
        "webkit": "blocked",
    }
    assert (found["chromium"].rule, found["chromium"].console) == ("response-malformed", EMPTY)
    assert "101" in dict(found["chromium"].evidence[0].args)["detail"]
    assert found["firefox"].status == 101
    error = f"XML Parsing Error: no root element found\nLocation: {URL}\nLine Number 1, Column 1:"
    assert found["firefox"].console == ((error,) if initiator == "xmlhttprequest" else ())
    assert found["webkit"].console == ()


def test_without_cors_headers_each_browser_fails_in_its_own_way() -> None:
    found = outcomes(SWITCH.replace(CORS, ""))
    assert {name: outcome.rule for name, outcome in found.items()} == {
        "chromium": "response-malformed",
        "firefox": "allow-origin-missing",
        "webkit": "response-malformed",
    }


def test_a_preflight_answered_so_passes_nowhere() -> None:
    found = outcomes(OK, SWITCH, method="PUT")
    assert {name: (outcome.outcome, outcome.rule) for name, outcome in found.items()} == {
        "chromium": ("blocked", "response-malformed"),
        "firefox": ("blocked", "preflight-status"),
        "webkit": ("blocked", "response-malformed"),
    }
    assert found["chromium"].console == EMPTY
    assert found["firefox"].console[0].startswith(FAILS + URL)
    assert found["webkit"].console[0] == "Connection terminated unexpectedly"


def test_the_answer_that_follows_is_the_answer_where_browsers_wait_for_it() -> None:
    found = outcomes(SWITCH + OK)
    assert {name: (outcome.outcome, outcome.status) for name, outcome in found.items()} == {
        "chromium": ("allowed", 200),
        "firefox": ("allowed", 101),
        "webkit": ("allowed", 200),
    }
    preflighted = outcomes(OK, SWITCH + OK, method="PUT")
    assert {name: outcome.rule for name, outcome in preflighted.items()} == {
        "chromium": None,
        "firefox": "preflight-status",
        "webkit": None,
    }


def test_what_follows_and_is_no_answer_is_invalid() -> None:
    assert outcomes(f"{SWITCH}\x88\x02\x03\xe8")["chromium"].console == INVALID


@pytest.mark.parametrize("initiator", ["script", "stylesheet", "img", "font", "eventsource", "preload"])
def test_no_element_takes_one(initiator: str) -> None:
    found = outcomes(SWITCH, initiator=initiator)
    assert {outcome.outcome for outcome in found.values()} == {"blocked"}


def test_firefox_names_the_status_that_an_image_of_another_origin_may_not_have() -> None:
    lines = outcomes(SWITCH, initiator="img", mode="no-cors")["firefox"].console
    assert "Reason: “after sniff: status code is not in allowed range”" in lines[0]


def test_a_recorded_switch_is_a_response_where_a_handshake_was_accepted_or_the_browser_ends_there() -> None:
    bare = HttpResponse(101, ())
    accepted = HttpResponse(101, (("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),))
    assert http_head.read_answer(bare, CHROMIUM.head) is http_head.SWITCHED
    assert http_head.read_answer(accepted, CHROMIUM.head) is accepted
    assert http_head.read_answer(bare, FIREFOX.head) is bare
