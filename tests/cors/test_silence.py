"""A request that was sent and never answered: told apart from a server that cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checks.cors.audit import audit
from checks.cors.document import document, facts
from checks.cors.lab import SILENT
from checks.cors.model import Answer, Failure, HttpRequest, HttpResponse
from tests.cors.conversations import MAX_AGE, ORIGIN, asked

METHODS = ("Access-Control-Allow-Methods", "PUT")
OK, ALLOWED = HttpResponse(200, (ORIGIN,)), HttpResponse(204, (ORIGIN, METHODS, MAX_AGE))
NEVER = ("preflight-never-answered", "request-never-answered")


def told(answer: Callable[[HttpRequest], Answer], **request: Any) -> dict[str, Any]:
    return document(facts(audit(asked(**request), answer, "corschecklabel")), "https://cors.example")


def causes(told: dict[str, Any]) -> dict[str, str]:
    return {finding["rule"]: finding["detail"] for finding in told["findings"] if finding["rule"] in NEVER}


def test_a_preflight_that_is_never_answered_is_told_from_a_server_that_is_away() -> None:
    silent = told(lambda http: SILENT if http.method == "OPTIONS" else OK, method="PUT")
    said = "connected and sent, then nothing in 8 s; a GET of the same URL returned 200"
    assert causes(silent) == {"preflight-never-answered": said}
    assert [exchange["probe"] for exchange in silent["exchanges"]] == [None, "simple-request"]
    assert silent["verdict"] == "unreachable"


def test_a_server_that_answers_nothing_at_all_is_asked_once_more_and_no_further() -> None:
    silent = told(lambda http: SILENT, method="PUT")
    said = "connected and sent OPTIONS, then nothing in 8 s; a GET of the same URL got no response either"
    assert causes(silent) == {"request-never-answered": said}
    assert [exchange["probe"] for exchange in silent["exchanges"]] == [None, "simple-request"]


def test_a_request_that_is_never_answered_is_not_asked_again() -> None:
    silent = told(lambda http: SILENT)
    assert causes(silent) == {"request-never-answered": "connected and sent GET, then nothing in 8 s"}
    assert len(silent["exchanges"]) == 1


def test_a_request_that_hangs_after_its_preflight_is_told_with_what_was_answered() -> None:
    headers = (("X-Client", "web"),)
    allows = HttpResponse(204, (ORIGIN, MAX_AGE, ("Access-Control-Allow-Headers", "X-Client")))
    silent = told(lambda http: allows if http.is_preflight else SILENT, headers=headers)
    said = causes(silent)["request-never-answered"]
    assert said == "connected and sent GET, then nothing in 8 s; the preflight got a response"


@pytest.mark.parametrize(
    "failure",
    [
        Failure("timeout", "No connection in time.", "ERR_CONNECTION_TIMED_OUT"),
        Failure("timeout", "The TLS handshake was not finished.", "ERR_TIMED_OUT"),
        Failure("timeout"),
        Failure("connect_error", "The server refused the connection.", "ERR_CONNECTION_REFUSED"),
        Failure("dns_error", "The name does not resolve.", "ERR_NAME_NOT_RESOLVED"),
        Failure("bad_response", "The server closed the connection without sending a response.", "ERR_EMPTY_RESPONSE"),
    ],
)
def test_what_never_got_as_far_as_a_request_has_no_cause_in_the_application(failure: Failure) -> None:
    away = told(lambda http: failure, method="PUT")
    assert causes(away) == {}
    assert len(away["exchanges"]) == 1


def test_what_was_measured_and_what_is_supposed_stand_apart() -> None:
    silent = told(lambda http: SILENT)
    assert {finding["rule"]: finding["confidence"] for finding in silent["findings"]} == {
        "request-failed": "measured",
        "request-never-answered": "inferred",
    }
    assert [finding["rule"] for finding in silent["findings"]] == ["request-failed", "request-never-answered"]
