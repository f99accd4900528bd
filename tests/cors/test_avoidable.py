"""What a page can leave out of its request, and which part of a preflight the lists of a server refuse."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Answerer
from checks.cors.model import HttpResponse
from checks.cors.phrases import known
from tests.cors.contradictions import contradictions
from tests.cors.conversations import ORIGIN, asked, found
from tests.cors.refusing_servers import (
    BARE,
    CLIENT,
    LABEL,
    LISTED,
    POST,
    detail,
    listing,
    server,
)

LEAVE_OUT: list[tuple[dict[str, Any], Answerer, str | None]] = [
    (CLIENT, server(HttpResponse(403, ())), "leave out X-Client: the request then needs no preflight"),
    (
        {"headers": (("baggage", "a=b"), ("sentry-trace", "0-1-1"))},
        server(HttpResponse(405, ())),
        "leave out baggage, sentry",
    ),
    ({"headers": (("Content-Type", "application/json"),)}, server(HttpResponse(404, ())), "leave out Content-Type"),
    (
        {"method": "PUT", "headers": (("Content-Type", "image/png"), ("X-Requested-With", "XMLHttpRequest"))},
        listing({"GET", "PUT"}, {"content-type"}, HttpResponse(200, ())),
        "leave out X-Requested-With: the preflight allows everything else",
    ),
    ({**CLIENT, "credentials": "include"}, server(HttpResponse(403, ())), None),
    (CLIENT, server(HttpResponse(403, ()), BARE), None),
    ({"headers": (("Authorization", "Bearer x"),)}, server(HttpResponse(403, ())), None),
    (POST, server(HttpResponse(403, ())), None),
    ({"method": "PUT", **CLIENT}, server(HttpResponse(403, ())), None),
]


@pytest.mark.parametrize(("request_", "answer", "words"), LEAVE_OUT)
def test_a_header_is_to_be_left_out_only_where_the_request_would_then_pass(
    request_: dict[str, Any], answer: Answerer, words: str | None
) -> None:
    judgement = audit(asked(**request_), answer, LABEL)
    if words is None:
        assert "header-avoidable" not in found(judgement)
    else:
        assert words in detail(judgement, "header-avoidable")


def test_of_several_headers_those_are_named_that_a_list_refuses() -> None:
    headers = (("X-One", "1"), ("X-Two", "2"), ("X-Three", "3"))
    answer = listing({"GET"}, {"x-one", "x-three"}, HttpResponse(204, (LISTED,)))
    judgement = audit(asked(headers=headers), answer, LABEL)
    assert detail(judgement, "header-not-allowed") == "not in the list: x-two"
    assert "leave out X-Two: " in detail(judgement, "header-avoidable")


@pytest.mark.parametrize(
    ("said", "request_", "rule", "words"),
    [
        (b"Disallowed CORS method", {"method": "PUT"}, "method-not-allowed", "PUT is refused; the response body says"),
        (
            b"Disallowed CORS headers",
            {"headers": (("X-A", "1"), ("X-B", "2"))},
            "header-not-allowed",
            "x-b is refused;",
        ),
    ],
)
def test_a_body_that_says_what_a_list_refuses_is_believed(
    said: bytes, request_: dict[str, Any], rule: str, words: str
) -> None:
    lists = (("Access-Control-Allow-Methods", "GET"), ("Access-Control-Allow-Headers", "Accept, X-A"))
    judgement = audit(asked(**request_), server(HttpResponse(400, (ORIGIN, *lists), phrase=known(said))), LABEL)
    assert {"preflight-status", "preflight-refused-by-list", rule} <= set(found(judgement))
    assert words in detail(judgement, "preflight-refused-by-list")
    assert contradictions(judgement) == []


def test_a_header_of_answers_in_a_request_is_not_to_be_listed() -> None:
    request = asked(headers=(("Access-Control-Allow-Origin", "*"),))
    rules = set(found(audit(request, listing({"GET"}, set(), HttpResponse(204, (LISTED,))), LABEL)))
    assert {"allow-origin-as-request-header", "header-avoidable"} <= rules
    assert "header-not-allowed" not in rules
