"""What blocks before CORS, in its order, by browser and with each one's console lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.cors.judge import Judgement, judge
from checks.cors.model import Answer, Failure, HttpResponse, Request
from tests.cors.conversations import MAX_AGE, asked, found, judged

PAGE, PLAIN_PAGE = "https://app.example.com", "http://app.example.com"
API, PLAIN_API = "https://api.example.org/items", "http://api.example.org/items"
ANY = ("Access-Control-Allow-Origin", "*")
PUT = (ANY, MAX_AGE, ("Access-Control-Allow-Methods", "PUT"))


def outcomes(judgement: Judgement) -> tuple[tuple[str, str | None], ...]:
    return tuple((outcome.outcome, outcome.rule) for outcome in judgement.outcomes.values())


def console(judgement: Judgement) -> dict[str, tuple[str, ...]]:
    return {name: outcome.console for name, outcome in judgement.outcomes.items()}


def sent(judgement: Judgement, browser: str) -> list[tuple[str, str, str | None]]:
    exchanges = judgement.outcomes[browser].exchanges
    return [(e.request.method, e.request.url, e.request.get("origin")) for e in exchanges]


def test_a_policy_blocks_before_anything_is_sent_with_each_browsers_lines() -> None:
    judgement = judged(asked(content_security_policy="connect-src 'self' cdn.example.net"), (ANY,))
    assert outcomes(judgement) == (("blocked", "content-security-policy-blocks"),) * 3
    assert judgement.exchanges == ()
    assert console(judgement) == {
        "chromium": (
            f"Connecting to '{API}' violates the following Content Security Policy directive: "
            "\"connect-src 'self' cdn.example.net\". The action has been blocked.",
            f"Fetch API cannot load {API}. Refused to connect because it violates the document's "
            "Content Security Policy.",
        ),
        "firefox": (
            "Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) at "
            f"{API} because it violates the following directive: "
            "“connect-src 'self' https://cdn.example.net”",
        ),
        "webkit": (
            f"Refused to connect to {API} because it does not appear in the connect-src directive of the "
            "Content Security Policy.",
        ),
    }


def test_the_fallback_is_named() -> None:
    request = asked(content_security_policy="default-src 'self'", initiator="img")
    lines = console(judged(request, (ANY,)))
    assert lines["chromium"] == (
        f"Loading the image '{API}' violates the following Content Security Policy directive: "
        "\"default-src 'self'\". Note that 'img-src' was not explicitly set, so 'default-src' is used as a fallback. "
        "The action has been blocked.",
    )
    assert lines["webkit"] == (
        f"Refused to load {API} because it appears in neither the img-src directive nor the default-src directive of "
        "the Content Security Policy.",
    )


def test_elements_and_redirects_have_lines_of_their_own() -> None:
    policy = "connect-src 'self'; script-src 'self'; font-src 'self'"

    def firefox(initiator: str) -> list[str]:
        request = asked(content_security_policy=policy, initiator=initiator)
        lines = judged(request, (ANY,)).outcomes["firefox"].console
        return [line.partition(" because it")[0].partition("’s settings ")[2] or line for line in lines]

    blocked_script = f"blocked a script (script-src-elem) at {API} from being executed"
    assert firefox("script") == [f"Loading failed for the <script> with source “{API}”.", blocked_script]
    assert firefox("module-script") == [f"Loading failed for the module with source “{API}”.", blocked_script]
    failed, blocked_font = firefox("font")
    assert failed.startswith("downloadable font: failed to start download")
    assert blocked_font == f"blocked the loading of a resource (font-src) at {API}"
    assert firefox("eventsource") == [
        f"Firefox can’t establish a connection to the server at {API}.",
        f"blocked the loading of a resource (connect-src) at {API}",
    ]
    hops = {API: HttpResponse(302, (ANY, ("Location", "https://other.example/")))}
    redirected = judged(asked(content_security_policy="connect-src api.example.org"), (ANY,), hops=hops)
    assert console(redirected)["chromium"] == (
        "Connecting to 'https://other.example/' violates the following Content Security Policy directive: "
        '"connect-src api.example.org". The action has been blocked.',
    )
    assert console(redirected)["firefox"][1:] == (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        f"{API}. (Reason: CORS request did not succeed). Status code: (null).",
    )


def test_a_policy_is_asked_at_every_redirect_and_comes_before_mixed_content() -> None:
    hops = {API: HttpResponse(302, (ANY, ("Location", PLAIN_API)))}
    policy = "connect-src https://api.example.org"
    blocked = judged(asked(content_security_policy=policy), (ANY,), hops=hops)
    assert outcomes(blocked) == (("blocked", "content-security-policy-blocks"),) * 3
    assert sent(blocked, "chromium") == [("GET", API, PAGE)]
    allowed = judged(asked(content_security_policy="connect-src http:"), (ANY,), hops=hops)
    assert outcomes(allowed) == (("blocked", "mixed-content"),) * 3


def test_upgrade_insecure_requests_rewrites_the_url_and_keeps_the_origin() -> None:
    request = asked(url=PLAIN_API, content_security_policy="upgrade-insecure-requests")
    judgement = judged(request, (ANY,))
    assert outcomes(judgement) == (("allowed", None),) * 3
    assert [sent(judgement, name) for name in judgement.outcomes] == [[("GET", API, PAGE)]] * 3


def test_upgrade_insecure_requests_leaves_localhost_alone_in_two_browsers() -> None:
    request = asked(url="http://localhost:8000/", content_security_policy="upgrade-insecure-requests")
    judgement = judged(request, (ANY,))
    assert [sent(judgement, name)[0][1] for name in judgement.outcomes] == [
        "http://localhost:8000/",
        "http://localhost:8000/",
        "https://localhost:8000/",
    ]


def known(**request: Any) -> Request:
    return asked(url=PLAIN_API, origin=PLAIN_PAGE, hsts=True, **request)


def test_hsts_fails_every_preflight_in_chromium_alone() -> None:
    judgement = judged(known(method="PUT"), (ANY,), PUT)
    assert outcomes(judgement) == (("blocked", "hsts-preflight-redirect"), ("allowed", None), ("allowed", None))
    assert console(judgement)["chromium"] == (
        f"Access to fetch at '{PLAIN_API}' from origin '{PLAIN_PAGE}' has been blocked by CORS policy: "
        "Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight "
        "request.",
        "Failed to load resource: net::ERR_FAILED",
    )
    assert [sent(judgement, name)[:1] for name in judgement.outcomes] == [
        [],
        [("OPTIONS", PLAIN_API, PLAIN_PAGE)],
        [("OPTIONS", PLAIN_API, PLAIN_PAGE)],
    ]


@pytest.mark.parametrize("sent_by", [{"hsts": True}, {"hsts_hosts": "b.example.org, API.example.org"}])
def test_firefox_knows_hsts_of_the_pages_own_site_and_keeps_the_origin(sent_by: dict[str, Any]) -> None:
    origin = "http://app.example.org"
    judgement = judged(asked(url=PLAIN_API, origin=origin, method="PUT", **sent_by), (ANY,), PUT)
    assert outcomes(judgement) == (("blocked", "hsts-preflight-redirect"), ("allowed", None), ("allowed", None))
    assert sent(judgement, "firefox")[0] == ("OPTIONS", API, origin)
    assert sent(judgement, "webkit")[0] == ("OPTIONS", PLAIN_API, origin)


def test_hsts_turns_the_origin_into_null_in_chromium_alone() -> None:
    judgement = judged(known(), (("Access-Control-Allow-Origin", PLAIN_PAGE),))
    assert outcomes(judgement) == (("blocked", "redirect-origin-null"), ("allowed", None), ("allowed", None))
    assert [sent(judgement, name) for name in judgement.outcomes] == [
        [("GET", API, "null")],
        [("GET", PLAIN_API, PLAIN_PAGE)],
        [("GET", PLAIN_API, PLAIN_PAGE)],
    ]
    assert "that is not equal to the supplied origin" in console(judgement)["chromium"][0]
    assert f"(redirected from '{PLAIN_API}')" in console(judgement)["chromium"][0]


@pytest.mark.parametrize(
    ("url", "origin", "rule"),
    [
        (PLAIN_API, PAGE, "mixed-content"),
        ("http://127.0.0.1:8000/", PLAIN_PAGE, None),
        ("http://localhost:8000/", PLAIN_PAGE, None),
    ],
)
def test_hsts_has_no_say_for_https_pages_and_addresses(url: str, origin: str, rule: str | None) -> None:
    judgement = judged(asked(url=url, origin=origin, hsts=True), (ANY,))
    assert judgement.outcomes["chromium"].rule == rule
    assert rule or sent(judgement, "chromium") == [("GET", url, origin)]


@pytest.mark.parametrize(
    ("header", "told"),
    [("max-age=31536000; includeSubDomains", True), ("max-age=0", False), ("includeSubDomains", False)],
)
def test_hsts_that_a_redirect_shows_is_foretold(header: str, told: bool) -> None:
    hops = {PLAIN_API: HttpResponse(301, (ANY, ("Location", API)))}
    answer = (ANY, ("Strict-Transport-Security", header))
    rules = found(judged(asked(url=PLAIN_API, origin=PLAIN_PAGE), answer, hops=hops))
    assert {rule: finding.severity for rule, finding in rules.items()} == ({"hsts-upgrade": "info"} if told else {})


def test_hsts_breaks_what_http_has_answered_a_preflight_for() -> None:
    hops = {PLAIN_API: HttpResponse(307, (ANY, ("Location", API)))}
    answer = (ANY, ("Strict-Transport-Security", "max-age=31536000"))
    preflight = (ANY, ("Access-Control-Allow-Methods", "PUT, *"), ("Access-Control-Max-Age", "600"))
    request = asked(url=PLAIN_API, origin=PLAIN_PAGE, method="PUT")
    finding = found(judged(request, answer, preflight, hops=hops))["hsts-upgrade"]
    assert finding.severity is None
    assert "including the preflight" in dict(finding.evidence[0].args)["more"]
    used = judged(replace(request, hsts=True), answer, preflight, hops=hops)
    assert used.outcomes["chromium"].rule == "hsts-preflight-redirect"


@pytest.mark.parametrize(
    ("url", "page", "answer", "told"),
    [
        ("http://localhost:3001/items", PAGE, Failure("connect_error"), True),
        ("http://127.0.0.1:3001/items", PLAIN_PAGE, Failure("blocked_host"), True),
        ("http://localhost:3001/items", PAGE, HttpResponse(200, (ANY,)), False),
        ("http://localhost:3001/items", "http://localhost:3000", Failure("connect_error"), False),
        ("http://localhost:3001/items", "http://app.test", Failure("connect_error"), False),
        (API, PAGE, Failure("connect_error"), False),
    ],
)
def test_a_published_page_that_calls_a_developers_machine(url: str, page: str, answer: Answer, told: bool) -> None:
    judgement = judge(asked(url=url, origin=page), lambda: lambda http: answer)
    assert ("url-localhost-on-the-web" in found(judgement)) is told
