"""No finding says what the answer that it quotes contradicts: over all examples, recordings and planted servers."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from checks.cors.audit import audit
from checks.cors.judge import judge
from checks.cors.model import Answer, HttpRequest, HttpResponse, Request
from checks.cors.recorded import Recorded
from checks.cors.rules import RULES
from tests.cors.contradictions import contradictions
from tests.cors.recordings import load
from tests.cors.test_catalogue import judged
from tests.planted.server import HOST, PAGE, Asked, Planted
from tests.planted.test_planted import PLANTED

LABEL = "corschecklabel"


@pytest.mark.parametrize("rule", RULES)
def test_no_example_is_contradicted(rule: str) -> None:
    assert contradictions(judged(rule, "broken")) == contradictions(judged(rule, "right")) == []


def test_no_recorded_answer_is_contradicted() -> None:
    wrong = {
        case.id: found
        for case in load()
        if (found := contradictions(judge(case.request, lambda case=case: Recorded(case.responses))))  # type: ignore[misc]
    }
    assert wrong == {}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_no_planted_server_is_contradicted(planted: Planted) -> None:
    def answer(http: HttpRequest) -> Answer:
        url = urlsplit(http.url)
        headers = {name.lower(): value for name, value in http.headers} | {"host": url.netloc}
        reply = planted.configuration(Asked(http.method, url.path, headers, beside=LABEL in url.path))
        return HttpResponse(reply.status, reply.headers)

    asked = {"url": f"https://{HOST}/{planted.name}/items", "origin": PAGE, **planted.request}
    assert contradictions(audit(Request(**asked), answer, LABEL)) == []
