"""Which answers caches may hand to the wrong page: what Vary must say, and which answers tell that it is needed."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from tests.cors.conversations import ORIGIN, PAGE, asked

LABEL = "corschecklabel"


def advice(*extra: tuple[str, str], stranger: int = 200) -> set[str]:
    """The advice on a server that names the page's origin to the page alone, with `extra` on every answer."""

    def answer(http: HttpRequest) -> Answer:
        if http.get("origin") == PAGE:
            return HttpResponse(200, (ORIGIN, *extra))
        return HttpResponse(stranger if http.get("origin") else 200, extra)

    return {finding.rule for finding in audit(asked(), answer, LABEL).findings}


@pytest.mark.parametrize("vary", ["Origin", "origin", "Accept-Encoding, Origin", "*", "Accept-Encoding, *"])
def test_an_answer_that_varies_by_the_origin_or_by_everything_is_kept_apart(vary: str) -> None:
    assert not {"vary-origin-missing", "allow-origin-conditional"} & advice(("Vary", vary))


@pytest.mark.parametrize("extra", [(), (("Vary", "Accept-Encoding"),), (("Vary", "X-Origin"),)])
def test_an_answer_that_follows_the_origin_and_does_not_say_so_is_told(extra: Headers) -> None:
    assert "vary-origin-missing" in advice(*extra)


@pytest.mark.parametrize(
    ("status", "expected"), [(200, True), (400, True), (403, True), (401, False), (404, False), (500, False)]
)
def test_a_refusal_of_strangers_shows_that_the_answer_follows_the_origin(status: int, expected: bool) -> None:
    assert ("vary-origin-missing" in advice(stranger=status)) is expected


def test_a_vary_that_nothing_needs_is_shown_as_it_was_sent() -> None:
    def answer(http: HttpRequest) -> Answer:
        return HttpResponse(200, (("Access-Control-Allow-Origin", "*"), ("Vary", "Accept, Origin")))

    found = [finding for finding in audit(asked(), answer, LABEL).findings if finding.rule == "vary-unneeded"]
    assert [(finding.evidence[0].value, finding.evidence[0].span) for finding in found] == [("Accept, Origin", (8, 14))]


def test_headers_of_two_layers_are_both_shown() -> None:
    def answer(http: HttpRequest) -> Answer:
        return HttpResponse(200, (ORIGIN, ("Access-Control-Allow-Origin", "*")))

    found = [finding for finding in audit(asked(), answer, LABEL).findings if finding.rule == "cors-added-twice"]
    assert [dict(finding.evidence[0].args).items() >= {"first": PAGE, "second": "*"}.items() for finding in found] == [
        True
    ]
