"""What surrounds a request: policies that only report, sandboxes, workers, HTTP/2, what breaks off or never comes."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.judge import Judgement, judge
from checks.cors.model import Answer, Failure, HttpRequest, HttpResponse
from tests.cors.conversations import MAX_AGE, asked, judged

PAGE, API, PLAIN_API = "https://app.example.com", "https://api.example.org/items", "http://api.example.org/items"
ANY, NULL = ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Origin", "null")
PUT = (ANY, MAX_AGE, ("Access-Control-Allow-Methods", "PUT"))


def outcomes(judgement: Judgement) -> list[str]:
    return [outcome.outcome for outcome in judgement.outcomes.values()]


def lines(judgement: Judgement, browser: str) -> tuple[str, ...]:
    return judgement.outcomes[browser].console


def answered(answer: Answer, **settings: Any) -> Judgement:
    def answer_of(http: HttpRequest) -> Answer:
        return answer if http.url == API else HttpResponse(200, (ANY,))

    return judge(asked(**settings), lambda: answer_of)


@pytest.mark.parametrize(
    ("settings", "counts"),
    [
        ({}, (2, 1, 2)),
        ({"method": "PUT"}, (2, 2, 2)),
        ({"initiator": "xmlhttprequest"}, (1, 1, 2)),
        ({"initiator": "img", "mode": "no-cors", "credentials": "include"}, (1, 1, 1)),
    ],
)
def test_a_policy_that_only_reports_is_printed_as_often_as_it_is_asked_and_blocks_nothing(
    settings: dict[str, Any], counts: tuple[int, int, int]
) -> None:
    request = asked(content_security_policy_report_only="default-src 'self'; report-uri /csp", **settings)
    judgement = judged(request, PUT, PUT)
    assert outcomes(judgement) == ["allowed"] * 3
    told = [len([line for line in lines(judgement, name) if "default-src" in line]) for name in judgement.outcomes]
    assert tuple(told) == counts
    assert "The policy is report-only" in lines(judgement, "chromium")[0]
    assert "(Report-Only policy) The page’s settings would block" in lines(judgement, "firefox")[0]
    assert lines(judgement, "webkit")[0].startswith("[Report Only] Refused to")


def test_firefox_says_that_a_policy_without_an_address_reports_nothing() -> None:
    judgement = judged(asked(content_security_policy_report_only="connect-src *"), (ANY,))
    assert lines(judgement, "firefox")[0].startswith(f"Content-Security-Policy: This site ({PAGE}) has a Report-Only")
    assert [lines(judgement, name) for name in ("chromium", "webkit")] == [(), ()]


def test_what_only_reports_stands_between_what_blocks_and_the_end_in_chromium() -> None:
    policies = {"content_security_policy": "connect-src 'self'", "content_security_policy_report_only": "img-src *"}
    both = {**policies, "content_security_policy_report_only": "connect-src 'none'; report-uri /csp"}
    first, second, end = lines(judged(asked(**both), (ANY,)), "chromium")
    assert ("has been blocked" in first, "report-only" in second, end[:18]) == (True, True, "Fetch API cannot l")
    assert len(lines(judged(asked(**policies), (ANY,)), "chromium")) == 2


@pytest.mark.parametrize(
    ("policy", "origin"),
    [
        ("sandbox allow-scripts", "null"),
        ("default-src *; SANDBOX", "null"),
        ("sandbox allow-scripts Allow-Same-Origin", PAGE),
        ("sandbox allow-same-origin, sandbox", "null"),
        ("default-src *", PAGE),
    ],
)
def test_a_sandbox_takes_the_page_s_origin_away(policy: str, origin: str) -> None:
    judgement = judged(asked(content_security_policy=policy), (("Access-Control-Allow-Origin", origin),))
    assert outcomes(judgement) == ["allowed"] * 3
    assert {exchange.request.get("origin") for exchange in judgement.exchanges} == {origin}


@pytest.mark.parametrize("context", ["data-url", "data-worker", "sandboxed-frame"])
def test_what_runs_in_a_sandbox_or_from_a_data_url_has_no_page_s_origin(context: str) -> None:
    judgement = judged(asked(context=context), (NULL,))
    assert outcomes(judgement) == ["allowed"] * 3
    assert {exchange.request.get("origin") for exchange in judgement.exchanges} == {"null"}


def test_a_sandboxed_page_on_https_is_still_one() -> None:
    judgement = judged(asked(url=PLAIN_API, content_security_policy="sandbox allow-scripts"), (NULL,))
    assert outcomes(judgement) == ["blocked"] * 3
    assert {outcome.rule for outcome in judgement.outcomes.values()} == {"mixed-content"}
    assert f"The page at '{PAGE}/' was loaded over HTTPS" in lines(judgement, "chromium")[0]
    own = judged(asked(url=f"{PAGE}/a", content_security_policy="sandbox; connect-src 'self'"), (NULL,))
    assert outcomes(own) == ["allowed"] * 3


def test_a_worker_prints_the_reason_and_not_what_a_page_s_loader_adds() -> None:
    blocked = judged(asked(context="worker"), ())
    assert [len(set(lines(blocked, name))) for name in blocked.outcomes] == [1, 1, 1]
    assert "has been blocked by CORS policy" in lines(blocked, "chromium")[0]
    policy = judged(asked(context="worker", content_security_policy="connect-src 'none'"), (ANY,))
    assert [len(set(lines(policy, name))) for name in policy.outcomes] == [2, 1, 0]
    mixed = judged(asked(context="service-worker", url=PLAIN_API), (ANY,))
    assert [len(set(lines(mixed, name))) for name in mixed.outcomes] == [1, 0, 1]


def test_a_shared_worker_prints_elsewhere_and_may_call_http_in_chromium() -> None:
    assert lines(judged(asked(context="shared-worker"), ()), "chromium") == ()
    mixed = judged(asked(context="shared-worker", url=PLAIN_API), (ANY,))
    assert outcomes(mixed) == ["allowed", "blocked", "blocked"]


def test_a_constructor_that_throws_by_a_policy_is_refused() -> None:
    policy = "connect-src 'self'"
    source = judged(asked(initiator="eventsource", content_security_policy=policy), (ANY,))
    assert outcomes(source) == ["blocked", "blocked", "refused"]
    assert lines(source, "webkit")[0].startswith(f"Refused to connect to {API}")
    socket = judged(asked(initiator="websocket", url="wss://api.example.org/", content_security_policy=policy), ())
    assert outcomes(socket) == ["blocked", "refused", "refused"]


def test_webkit_names_the_directive_by_its_short_name_and_the_loader_after_a_redirect() -> None:
    script = judged(asked(initiator="script", content_security_policy="script-src-elem 'self'"), ())
    assert lines(script, "webkit") == (
        f"Refused to load {API} because it does not appear in the script-src directive of the Content Security Policy.",
    )
    hop = HttpResponse(302, (ANY, ("Location", "https://other.example/")))
    redirected = answered(hop, content_security_policy="connect-src api.example.org")
    assert lines(redirected, "webkit")[1:] == (
        "Blocked by Content Security Policy.",
        "Fetch API cannot load https://other.example/ due to access control checks.",
    )


def test_firefox_joins_repeated_headers_over_http_2_and_chromium_has_no_reason_phrase() -> None:
    twice = answered(HttpResponse(200, (ANY, ANY), http_version="2"))
    assert "does not match ‘*, *’" in lines(twice, "firefox")[0]
    assert "Multiple CORS header" in lines(answered(HttpResponse(200, (ANY, ANY))), "firefox")[0]
    missing = answered(HttpResponse(404, (ANY,), http_version="2"))
    assert lines(missing, "chromium") == ("Failed to load resource: the server responded with a status of 404 ()",)
    exposed = answered(HttpResponse(200, (ANY, ("Access-Control-Expose-Headers", "*")), http_version="2"))
    assert "x-firefox-spdy" in exposed.outcomes["firefox"].exposed_headers
    assert "x-firefox-spdy" not in exposed.outcomes["chromium"].exposed_headers


def test_a_server_that_never_answers_keeps_the_page_waiting_in_silence() -> None:
    judgement = answered(Failure("timeout"))
    assert outcomes(judgement) == ["unreachable"] * 3
    assert {lines(judgement, name) for name in judgement.outcomes} == {()}
    assert judgement.verdict == "unreachable"


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ((("Content-Length", "9"),), "ERR_CONTENT_LENGTH_MISMATCH"),
        ((("Transfer-Encoding", "chunked"),), "ERR_INCOMPLETE_CHUNKED_ENCODING"),
        ((), "ERR_CONNECTION_RESET"),
    ],
)
def test_a_body_that_breaks_off_fails_all_but_fetch(headers: tuple[tuple[str, str], ...], error: str) -> None:
    cut = HttpResponse(200, (ANY, *headers), incomplete=True)
    fetched = answered(cut)
    assert outcomes(fetched) == ["allowed"] * 3
    assert lines(fetched, "chromium") == (f"Failed to load resource: net::{error}",)
    by_xhr = answered(cut, initiator="xmlhttprequest")
    assert outcomes(by_xhr) == ["blocked"] * 3
    assert (by_xhr.verdict, lines(by_xhr, "chromium")) == ("blocked", lines(fetched, "chromium"))


@pytest.mark.parametrize(
    ("net_error", "reason"),
    [
        ("ERR_CERT_INVALID", "Unacceptable TLS certificate"),
        ("ERR_CONNECTION_RESET", "Error receiving data: Connection reset by peer"),
        ("ERR_ADDRESS_UNREACHABLE", "Could not connect to api.example.org: No route to host"),
        ("ERR_HTTP2_PROTOCOL_ERROR", "HTTP/2 Error: INTERNAL_ERROR"),
    ],
)
def test_webkit_says_why_a_preflight_got_no_answer(net_error: str, reason: str) -> None:
    judgement = judge(asked(method="PUT"), lambda: lambda _: Failure("connect_error", net_error=net_error))
    assert lines(judgement, "webkit")[0] == reason


def test_firefox_names_the_element_that_a_dead_connection_leaves_empty() -> None:
    dead = Failure("connect_error", net_error="ERR_CONNECTION_REFUSED")
    plain = answered(dead, initiator="script", mode="no-cors", credentials="include")
    assert lines(plain, "firefox") == (f"Loading failed for the <script> with source “{API}”.",)
    by_cors = answered(dead, initiator="module-script")
    assert lines(by_cors, "firefox")[1:] == (f"Module source URI is not allowed in this document: “{API}”.",)


@pytest.mark.parametrize(
    ("cookie", "words"),
    [
        ("a=1; SameSite=Lax", "in a cross-site context"),
        ("a=1; SameSite=None; Secure", "does not have the “Partitioned“ attribute"),
        ("a=1", "does not have the “Partitioned“ attribute"),
        ("a=1; SameSite=None", "missing the “secure” attribute"),
        ("a=1; SameSite=None; Secure; Partitioned", None),
    ],
)
def test_firefox_says_what_becomes_of_a_foreign_cookie_before_it_looks_at_cors(cookie: str, words: str | None) -> None:
    blocked = answered(HttpResponse(200, (("Set-Cookie", cookie),)), credentials="include")
    told = lines(blocked, "firefox")
    assert len(told) == (2 if words else 1)
    assert (words or "") in told[0]
    silent = answered(HttpResponse(200, (("Set-Cookie", cookie),)), credentials="same-origin")
    assert len(lines(silent, "firefox")) == 1


@pytest.mark.parametrize(
    ("challenge", "url", "told"),
    [('Basic realm="x"', API, True), ("Bearer", API, False), ("Digest nonce=1", f"{PAGE}/a.png", False)],
)
def test_webkit_says_that_it_asks_for_no_password_for_an_element_of_another_origin(
    challenge: str, url: str, told: bool
) -> None:
    refused = HttpResponse(401, (("WWW-Authenticate", challenge), ("Content-Type", "image/png")))
    request = asked(url=url, initiator="img", mode="no-cors", credentials="include")
    printed = lines(judge(request, lambda: lambda _: refused), "webkit")
    line = f"Blocked {url} from asking for credentials because it is a cross-origin request."
    assert (line in printed) is told
