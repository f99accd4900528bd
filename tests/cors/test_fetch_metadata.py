"""A server with a resource isolation policy: it is named where the site decides, and asked about only where it may."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Answerer, Judgement
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from checks.cors.phrases import known
from tests.cors.conversations import ORIGIN, asked, found
from tests.cors.refusing_servers import BARE, CLIENT, LABEL, OK, POST, by_origin, detail, error

RULE = "fetch-metadata-refused"
FORBIDDEN = HttpResponse(403, ())
ALLOWED = HttpResponse(204, (ORIGIN, ("Access-Control-Allow-Headers", "x-client, content-type")))


def isolating(refusal: HttpResponse = FORBIDDEN, rest: HttpResponse = OK, *, options: bool = False) -> Answerer:
    """Whoever does not come from the server's own site is refused; preflights too with `options`."""

    def answer(http: HttpRequest) -> Answer:
        refused = http.get("sec-fetch-site") not in (None, "same-origin", "none")
        if http.is_preflight and not (options and refused):
            return ALLOWED
        return refusal if refused else rest

    return answer


def probes(judgement: Judgement) -> list[HttpRequest]:
    return [exchange.request for exchange in judgement.exchanges if exchange.probe == "as-same-origin"]


@pytest.mark.parametrize("request_", [{}, CLIENT, {"method": "HEAD"}, {"url": "https://api.example.com/items"}])
@pytest.mark.parametrize("status", [400, 403, 421])
def test_a_refusal_of_other_sites_is_told_with_what_answers_otherwise(request_: dict[str, Any], status: int) -> None:
    judgement = audit(asked(**request_), isolating(HttpResponse(status, ())), LABEL)
    words = detail(judgement, RULE)
    assert all(word in words for word in (f"status {status}", "-site", "Sec-Fetch-Site changed to same-origin", "200"))
    assert (judgement.verdict, len(probes(judgement))) == ("blocked", 1)
    assert len(judgement.exchanges) <= 24


def test_the_question_differs_from_one_that_was_refused_in_nothing_but_the_site() -> None:
    judgement = audit(asked(), isolating(), LABEL)
    (question,) = probes(judgement)
    (twin,) = (exchange.request for exchange in judgement.exchanges if exchange.probe == "no-origin")
    assert dict(question.headers) == dict(twin.headers) | {"Sec-Fetch-Site": "same-origin"}
    assert (question.method, question.url) == (twin.method, twin.url)


def test_a_preflight_that_is_refused_so_is_asked_about_as_it_was() -> None:
    judgement = audit(asked(**POST), isolating(options=True), LABEL)
    (question,) = probes(judgement)
    assert question.is_preflight
    assert "the status is 204" in detail(judgement, RULE)


def test_a_refusal_that_the_page_may_read_is_told_too() -> None:
    judgement = audit(asked(), isolating(HttpResponse(403, (ORIGIN,))), LABEL)
    assert judgement.verdict == "allowed"
    assert "status 403 for cross-site" in detail(judgement, RULE)


def test_a_server_that_names_the_header_in_its_refusal_needs_no_question() -> None:
    body = b"cross-origin request detected from Sec-Fetch-Site header\n"
    refusal = HttpResponse(403, (), phrase=known(body))
    judgement = audit(asked(**POST), lambda http: ALLOWED if http.is_preflight else refusal, LABEL)
    assert "the response body says" in detail(judgement, RULE)
    assert probes(judgement) == []


@pytest.mark.parametrize("vary", [(), (("Vary", "Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site"),)])
def test_a_policy_that_hides_behind_a_404_is_asked_about_where_it_says_what_it_looked_at(vary: Headers) -> None:
    judgement = audit(asked(), isolating(HttpResponse(404, vary)), LABEL)
    assert (RULE in found(judgement), len(probes(judgement))) == (bool(vary), len(vary))


@pytest.mark.parametrize(
    ("answer", "request_"),
    [
        (by_origin(HttpResponse(403, ())), {}),
        (lambda http: HttpResponse(403, ()), {"url": "http://api.example.org/items", "origin": "http://a.example"}),
        (lambda http: HttpResponse(403, ()), {"origin": "https://api.example.org"}),
        (lambda http: HttpResponse(401, (("WWW-Authenticate", "Bearer"),)), {}),
        (lambda http: HttpResponse(403, (("CF-Mitigated", "challenge"),)), {}),
        (lambda http: error("api-gateway-no-route"), {}),
        (lambda http: HttpResponse(500, ()), {}),
        (lambda http: BARE, {}),
    ],
    ids=["by its origin", "plain http", "own page", "login", "challenge", "no route", "crash", "no CORS"],
)
def test_nobody_is_asked_whose_refusal_has_another_reason(answer: Answerer, request_: dict[str, Any]) -> None:
    judgement = audit(asked(**request_), answer, LABEL)
    assert (RULE in found(judgement), probes(judgement)) == (False, [])


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_a_server_that_refuses_its_own_pages_as_well_is_not_accused(status: int) -> None:
    judgement = audit(asked(), isolating(rest=HttpResponse(status, ())), LABEL)
    assert len(probes(judgement)) == 1
    assert RULE not in found(judgement)
