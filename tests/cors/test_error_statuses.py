"""From 400 on an answer is an error: what blocks, and what most likely makes a server answer so."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from checks.cors.rules.causes import CAUSES
from tests.cors.conversations import CREDENTIALS, MAX_AGE, ORIGIN, PAGE, asked, found

LABEL = "corschecklabel"
ALL = frozenset(rule for rule, _, _ in CAUSES)
ALLOWS: Headers = (ORIGIN, MAX_AGE, ("Access-Control-Allow-Methods", "PUT"))


def rules(*, status: int, stranger: int = 200, preflight: Answer | None = None, **request: str) -> set[str]:
    """What is found of a server that answers the page so, without CORS headers, and whoever sends no Origin otherwise;
    `preflight` answers those of the page."""

    def answer(http: HttpRequest) -> Answer:
        if http.is_preflight and preflight is not None and http.get("origin") == PAGE:
            return preflight
        return HttpResponse(status if http.get("origin") else stranger, ())

    return set(found(audit(asked(**request), answer, LABEL)))


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (200, "allow-origin-only-preflight"),
        (399, "allow-origin-only-preflight"),
        (400, "allow-origin-missing-on-error"),
        (500, "allow-origin-missing-on-error"),
    ],
)
def test_an_answer_without_the_header_after_a_preflight_with_it_is_an_error_from_400_on(status: int, rule: str) -> None:
    told = rules(status=status, stranger=status, method="PUT", preflight=HttpResponse(204, ALLOWS))
    assert told & {"allow-origin-only-preflight", "allow-origin-missing-on-error"} == {rule}


@pytest.mark.parametrize(("status", "blocked"), [(200, False), (399, False), (400, True), (404, True), (500, True)])
@pytest.mark.parametrize("element", ["script", "stylesheet"])
def test_an_element_takes_no_error_answer(element: str, status: int, blocked: bool) -> None:
    kind = {"script": "text/javascript", "stylesheet": "text/css"}[element]
    answer = HttpResponse(status, (ORIGIN, ("Content-Type", kind)))
    told = audit(asked(initiator=element), lambda http: answer, LABEL)
    assert ("error-status" in found(told)) is blocked
    assert {outcome.outcome for outcome in told.outcomes.values()} == {"blocked" if blocked else "allowed"}


@pytest.mark.parametrize(("status", "blocked"), [(200, False), (399, False), (400, True), (404, True)])
def test_no_browser_takes_a_font_from_an_error_answer(status: int, blocked: bool) -> None:
    told = audit(asked(initiator="font"), lambda http: HttpResponse(status, (ORIGIN,)), LABEL)
    assert {outcome.outcome for outcome in told.outcomes.values()} == {"blocked" if blocked else "allowed"}
    assert {outcome.rule for outcome in told.outcomes.values()} == {"error-status" if blocked else None}


@pytest.mark.parametrize(
    ("status", "stranger", "expected"),
    [(400, 200, True), (403, 204, True), (400, 400, False), (399, 200, False), (200, 200, False)],
)
def test_a_server_that_answers_only_the_page_s_origin_with_an_error_refuses_by_origin(
    status: int, stranger: int, expected: bool
) -> None:
    assert ("origin-makes-server-fail" in rules(status=status, stranger=stranger)) is expected


@pytest.mark.parametrize(("status", "expected"), [(400, True), (403, True), (399, False), (200, False)])
def test_a_refused_preflight_is_so_by_origin_where_a_plain_request_of_the_page_is_refused_too(
    status: int, expected: bool
) -> None:
    preflight = HttpResponse(400, ())
    assert ("origin-makes-server-fail" in rules(status=status, method="PUT", preflight=preflight)) is expected


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        *((status, "origin-not-listed") for status in (200, 399, 400, 401, 404, 500)),
        (413, "request-too-large"),
        (429, "rate-limited"),
        (503, "gateway-error"),
    ],
)
def test_an_answer_that_varies_by_the_origin_tells_that_the_page_is_not_listed_unless_its_status_says_more(
    status: int, cause: str
) -> None:
    told = audit(asked(), lambda http: HttpResponse(status, (("Vary", "Origin"),)), LABEL)
    assert ALL & set(found(told)) == {cause}


@pytest.mark.parametrize(("status", "cause"), [(401, "login-answer-without-cors"), (500, "application-error")])
def test_an_error_that_varies_by_the_origin_is_no_matter_of_a_list_where_another_error_allows_the_page(
    status: int, cause: str
) -> None:
    def answer(http: HttpRequest) -> Answer:
        if LABEL in http.url:
            return HttpResponse(404, (ORIGIN, ("Vary", "Origin")))
        return HttpResponse(status, (("Vary", "Origin"),))

    assert ALL & set(found(audit(asked(), answer, LABEL))) == {cause}


@pytest.mark.parametrize(
    ("headers", "twice"),
    [
        ((ORIGIN, ORIGIN), False),
        ((ORIGIN, ("Access-Control-Allow-Origin", "*")), True),
        ((ORIGIN, ORIGIN, CREDENTIALS), False),
        ((ORIGIN, ORIGIN, CREDENTIALS, CREDENTIALS), True),
        ((ORIGIN, ORIGIN, *(("Access-Control-Expose-Headers", "X-A"),) * 2), True),
    ],
)
def test_headers_that_differ_or_are_doubled_together_come_from_two_places(headers: Headers, twice: bool) -> None:
    told = found(audit(asked(), lambda http: HttpResponse(200, headers), LABEL))
    assert "allow-origin-multiple-headers" in told
    assert ("cors-added-twice" in told) is twice


def test_a_header_of_a_gateway_on_the_preflight_alone_is_shown_whole() -> None:
    def answer(http: HttpRequest) -> Answer:
        gateway = (("X-Kong-Response-Latency", "7"),) if http.is_preflight else ()
        return HttpResponse(200, (ORIGIN, ("Access-Control-Allow-Methods", "GET"), *gateway))

    told = found(audit(asked(method="PUT"), answer, LABEL))["gateway-answers-options"]
    (shown,) = told.evidence
    assert (shown.header, shown.value, shown.span) == ("X-Kong-Response-Latency", "7", (0, 1))


def test_a_preflight_that_another_server_answers_is_shown_with_the_names_of_both() -> None:
    def answer(http: HttpRequest) -> Answer:
        server = ("Server", "kong/3.8.0" if http.is_preflight else "gunicorn/22.0")
        return HttpResponse(200, (ORIGIN, ("Access-Control-Allow-Methods", "GET"), server))

    (shown,) = found(audit(asked(method="PUT"), answer, LABEL))["gateway-answers-options"].evidence
    assert (shown.header, shown.value, shown.span) == ("Server", "kong/3.8.0", (0, 10))
    assert shown.args == (("other", "gunicorn/22.0"),)


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (500, "application-error"),
        (502, "gateway-error"),
        (519, "application-error"),
        (522, "gateway-error"),
        (527, "gateway-error"),
        (530, "gateway-error"),
    ],
)
def test_a_status_tells_whether_the_application_failed_or_what_stands_in_front(status: int, rule: str) -> None:
    assert rules(status=status, stranger=status) & {"application-error", "gateway-error"} == {rule}
