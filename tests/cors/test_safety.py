"""What a check says about who else may read the answer, and in which order it says it."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Judgement, drive, verdict_of
from checks.cors.model import BROWSER_NAMES, Answer, Failure, Headers, HttpRequest, HttpResponse, Outcome
from checks.cors.rules.base import Severity
from tests.cors.conversations import CREDENTIALS, ORIGIN, PAGE, asked

LABEL = "corschecklabel"


def refusing(status: int, *origins: str | None) -> Judgement:
    """The judgement of a server that lists the page and has this status for certain origins."""

    def answer(http: HttpRequest) -> Answer:
        if http.get("origin") in origins:
            return HttpResponse(status, ())
        return HttpResponse(200, (ORIGIN,) if http.get("origin") == PAGE else ())

    return audit(asked(), answer, LABEL)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_takes_a_stranger_for_too_many_is_not_called_safe(status: int) -> None:
    told = refusing(status, f"https://{LABEL}.example")
    assert (told.safety, told.safety_reasons) == ("unknown", ("limited",))


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_takes_one_question_for_too_many_is_safe_in_part_only(status: int) -> None:
    told = refusing(status, "null")
    assert (told.safety, told.safety_reasons) == ("unknown", ("partly",))


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_another_status_for_strangers_leaves_a_server_that_lists_the_page_safe(status: int) -> None:
    told = refusing(status, f"https://{LABEL}.example", "null")
    assert (told.safety, told.safety_reasons) == ("safe", ("listed",))


def open_to_all(http: HttpRequest) -> Answer:
    """A server that repeats every origin, with credentials, and forgets the headers on what it does not find."""
    if LABEL in http.url:
        return HttpResponse(404, ())
    origin = http.get("origin")
    cors = (("Access-Control-Allow-Origin", origin), CREDENTIALS) if origin else ()
    return HttpResponse(200, (*cors, ("Vary", "Origin")))


def test_an_error_seen_only_beside_the_request_comes_after_what_endangers_users() -> None:
    told = audit(asked(credentials="include"), open_to_all, LABEL)
    order = [finding.rule for finding in told.findings]
    assert order.index("origin-reflected-credentials") < order.index("allow-origin-missing-on-error")
    beside = next(finding for finding in told.findings if finding.rule == "allow-origin-missing-on-error")
    assert beside.severity is Severity.WARNING


@pytest.mark.parametrize("status", [400, 404, 500])
def test_every_error_answer_beside_the_request_that_lacks_the_headers_is_told(status: int) -> None:
    def answer(http: HttpRequest) -> Answer:
        return HttpResponse(status, ()) if LABEL in http.url else HttpResponse(200, (ORIGIN,))

    assert "allow-origin-missing-on-error" in [finding.rule for finding in audit(asked(), answer, LABEL).findings]


def test_an_answer_beside_the_request_that_is_no_error_is_not_told() -> None:
    def answer(http: HttpRequest) -> Answer:
        return HttpResponse(399, ()) if LABEL in http.url else HttpResponse(200, (ORIGIN,))

    assert "allow-origin-missing-on-error" not in [finding.rule for finding in audit(asked(), answer, LABEL).findings]


@pytest.mark.parametrize(
    ("held_back", "verdict"),
    [
        (BROWSER_NAMES, "preflight-only"),
        (BROWSER_NAMES[:1], "differs"),
        (BROWSER_NAMES[1:], "differs"),
        ((), "allowed"),
    ],
)
def test_a_verdict_is_preflight_only_where_the_request_was_held_back_in_every_browser(
    held_back: tuple[str, ...], verdict: str
) -> None:
    allowed: Answer = HttpResponse(200, (ORIGIN, ("Access-Control-Allow-Methods", "PUT")))

    def answered(browser: str, http: HttpRequest) -> Answer:
        return Failure("not_sent") if browser in held_back and not http.is_preflight else allowed

    def outcome(browser: str) -> Outcome:
        return drive(asked(method="PUT"), browser, lambda http: answered(browser, http))

    assert verdict_of({browser: outcome(browser) for browser in BROWSER_NAMES}) == verdict


@pytest.mark.parametrize(
    ("answer", "verdict", "rule"),
    [
        (Failure("connect_error"), "unreachable", "request-failed"),
        (Failure("connect_error", net_error="ERR_CONNECTION_REFUSED"), "unreachable", "request-failed"),
        (Failure("timeout"), "unreachable", "request-failed"),
        (Failure("dns_error", net_error="ERR_NAME_NOT_RESOLVED"), "unreachable", "request-failed"),
        (Failure("tls_error", net_error="ERR_CERT_DATE_INVALID"), "unreachable", "tls-invalid"),
        (Failure("bad_response", net_error="ERR_INVALID_HTTP_RESPONSE"), "unreachable", "response-malformed"),
        (Failure("blocked_host"), "unreachable", "check-limit"),
        (Failure("blocked_port"), "unreachable", "check-limit"),
        (Failure("response_too_large"), "unreachable", "check-limit"),
        (HttpResponse(200, ()), "blocked", "allow-origin-missing"),
    ],
)
def test_a_server_that_gave_no_answer_is_unreachable_and_not_blocked(answer: Answer, verdict: str, rule: str) -> None:
    told = audit(asked(), lambda http: answer, LABEL)
    assert told.verdict == verdict
    assert {(outcome.outcome, outcome.rule) for outcome in told.outcomes.values()} == {(verdict, rule)}
    evidence = {(shown.exchange, shown.value) for outcome in told.outcomes.values() for shown in outcome.evidence}
    assert evidence == {(0, answer.code if isinstance(answer, Failure) else None)}


@pytest.mark.parametrize(("fields", "severity"), [((CREDENTIALS,), None), ((), Severity.WARNING)])
def test_a_stranger_without_credentials_is_a_warning_as_repeating_everyone_is(
    fields: Headers, severity: Severity | None
) -> None:
    def answer(http: HttpRequest) -> Answer:
        origin = http.get("origin")
        allowed = origin in (PAGE, "null")
        cors = (("Access-Control-Allow-Origin", origin or ""), *fields) if allowed else ()
        return HttpResponse(200, (*cors, ("Vary", "Origin")))

    told = audit(asked(), answer, LABEL)
    finding = next(finding for finding in told.findings if finding.rule == "null-origin-allowed")
    assert finding.severity is severity
    assert told.safety == ("dangerous" if fields else "caution")


def test_a_session_cookie_beside_a_star_opens_nothing() -> None:
    cookie = ("Set-Cookie", "sessionid=abc; Secure; HttpOnly")
    told = audit(asked(), lambda http: HttpResponse(200, (("Access-Control-Allow-Origin", "*"), cookie)), LABEL)
    assert "wildcard-set-cookie" in [finding.rule for finding in told.findings]
    assert (told.safety, told.safety_reasons) == ("safe", ("public",))


def test_a_server_that_repeats_every_origin_without_credentials_calls_for_caution_only() -> None:
    def answer(http: HttpRequest) -> Answer:
        origin = http.get("origin")
        return HttpResponse(200, (("Access-Control-Allow-Origin", origin), ("Vary", "Origin")) if origin else ())

    told = audit(asked(), answer, LABEL)
    assert (told.safety, told.safety_reasons[0]) == ("caution", "origin-reflected")
    told = audit(asked(credentials="include"), open_to_all, LABEL)
    assert (told.safety, told.safety_reasons[0]) == ("dangerous", "origin-reflected-credentials")
