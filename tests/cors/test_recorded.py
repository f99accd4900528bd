"""What is not in a recording is not known: it is neither a server that is down nor a refusal."""

from __future__ import annotations

import pytest

from checks.cors import document as documents
from checks.cors.judge import Judgement, judge
from checks.cors.model import Failure, HttpResponse
from checks.cors.recorded import Recorded, RecordedResponse
from checks.wording import words
from checks.wording.conversation import steps
from tests.cors.conversations import API, ORIGIN, asked

GOOD, BARE = HttpResponse(200, (ORIGIN,)), HttpResponse(200)
PASSES = HttpResponse(204, (ORIGIN, ("Access-Control-Allow-Methods", "PUT")))
ELSEWHERE = "https://other.example.net/b"


def recorded(*responses: RecordedResponse, method: str = "GET") -> Judgement:
    return judge(asked(method=method), lambda: Recorded(responses))


def main(answer: HttpResponse | Failure, url: str = API) -> RecordedResponse:
    return RecordedResponse(url, False, answer)


def told(judgement: Judgement) -> dict[str, object]:
    return documents.document(documents.facts(judgement), "https://cors.invalid")


def test_a_missing_answer_makes_the_verdict_inconclusive_and_no_rule_blames_the_server() -> None:
    judgement = recorded()
    assert {outcome.outcome for outcome in judgement.outcomes.values()} == {"unknown"}
    assert {outcome.rule for outcome in judgement.outcomes.values()} == {None}
    assert not any(outcome.console for outcome in judgement.outcomes.values())
    assert judgement.verdict == "inconclusive"
    assert [finding.rule for finding in judgement.findings if finding.severity == "error"] == []


def test_the_target_of_a_redirect_that_was_not_recorded_is_named() -> None:
    judgement = recorded(main(HttpResponse(302, (ORIGIN, ("Location", ELSEWHERE)))))
    assert judgement.verdict == "inconclusive"
    assert f"the response to GET {ELSEWHERE} was not pasted" in words.verdict_sentence(told(judgement))


@pytest.mark.parametrize(("answer", "verdict"), [(GOOD, "allowed"), (BARE, "blocked")])
def test_without_its_preflight_a_request_is_judged_by_its_own_answer(answer: HttpResponse, verdict: str) -> None:
    judgement = recorded(main(answer), method="PUT")
    assert judgement.verdict == verdict
    assert {outcome.rule for outcome in judgement.outcomes.values()} <= {None, "allow-origin-missing"}
    preflight = judgement.exchanges[0]
    assert preflight.request.is_preflight
    assert isinstance(preflight.answer, Failure)
    assert "The preflight is not in the recording" in preflight.answer.detail


def test_a_preflight_that_refuses_decides_without_the_request_that_was_never_sent() -> None:
    judgement = recorded(RecordedResponse(API, True, BARE), method="PUT")
    assert judgement.verdict == "blocked"


def test_a_preflight_that_passes_says_so_where_the_answer_itself_is_missing() -> None:
    judgement = recorded(RecordedResponse(API, True, PASSES), method="PUT")
    assert judgement.verdict == "inconclusive"
    sentence = words.verdict_sentence(told(judgement))
    assert sentence.startswith(f"The preflight passes. Not recorded: the response to PUT {API} was not pasted")


def test_the_recorded_failure_of_a_guarded_request_is_a_failure() -> None:
    judgement = recorded(main(Failure("connect_error", net_error="ERR_CONNECTION_REFUSED")), method="PUT")
    assert judgement.verdict == "unreachable"
    assert judgement.outcomes["chromium"].console == ("Failed to load resource: net::ERR_CONNECTION_REFUSED",)


def test_the_conversation_ends_where_the_recording_does() -> None:
    drawn = list(steps(told(recorded()), "chromium"))
    assert [step.label for step in drawn] == ["fetch()", "GET /items", "not recorded"]
    assert not any(step.failed for step in drawn)
    assert words.outcome(told(recorded()), {"outcome": "unknown", "exchanges": [0]}).text == "not recorded"
