"""The cause of a block, as an expert would name it: servers that refuse for one reason, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Answerer, Judgement
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from checks.cors.rules.base import Confidence
from checks.cors.rules.causes import CAUSES
from tests.cors.contradictions import contradictions
from tests.cors.conversations import API, ORIGIN, PAGE, asked, found
from tests.cors.error_answers import ERRORS, ErrorAnswer
from tests.cors.refusing_servers import (
    BARE,
    CLIENT,
    LABEL,
    LISTED,
    OK,
    POST,
    by_origin,
    cached,
    detail,
    error,
    handing_on,
    listing,
    nginx,
    server,
)

ALL = frozenset(rule for rule, _, _ in CAUSES)
NO_CORS_403 = HttpResponse(403, (("Date", "Sat, 28 Nov 2026 10:00:00 GMT"),))
CASES: list[tuple[str, Answerer, dict[str, Any], str, tuple[str, ...]]] = [
    ("origin list, 403 and no more", by_origin(NO_CORS_403), POST, "origin-makes-server-fail", (PAGE,)),
    ("spring", by_origin(error("spring")), POST, "origin-makes-server-fail", ("Invalid CORS request",)),
    ("starlette", server(error("starlette"), BARE), CLIENT, "origin-not-listed", ("Disallowed CORS origin",)),
    (
        "no route at the gateway",
        server(error("api-gateway-no-route"), error("api-gateway-no-route")),
        POST,
        "no-such-path",
        ("no such", "API Gateway", "not a missing login"),
    ),
    (
        "no OPTIONS at the gateway",
        server(error("api-gateway-no-route")),
        POST,
        "options-not-wired",
        ("Missing Authentication Token", "add an OPTIONS method"),
    ),
    ("kong has no route for OPTIONS", server(error("kong")), POST, "options-not-wired", ("no Route matched",)),
    (
        "cloud run",
        server(error("cloud-run"), error("cloud-run")),
        POST,
        "options-refused-in-front",
        ("Google Frontend", "anonymous"),
    ),
    (
        "app service",
        server(error("app-service-login"), error("app-service-login")),
        POST,
        "options-refused-in-front",
        ("App Service",),
    ),
    (
        "delivery network",
        server(error("cloudfront-method"), BARE),
        POST,
        "options-refused-in-front",
        ("allow OPTIONS",),
    ),
    ("bucket", server(error("s3-no-cors"), BARE), POST, "options-refused-in-front", ("Amazon S3", "bucket")),
    ("iis", server(error("iis"), BARE), POST, "options-refused-in-front", ("OPTIONSVerbHandler",)),
    ("iis, CORS for GET", server(error("iis")), POST, "options-not-wired", ("OPTIONSVerbHandler",)),
    (
        "cache",
        server(HttpResponse(403, (("Server", "Varnish"),))),
        CLIENT,
        "options-not-wired",
        ("from Varnish", "vcl_recv"),
    ),
    ("method router", server(HttpResponse(405, (("Allow", "POST"),))), POST, "options-not-wired", ("405",)),
    ("router's own OPTIONS", server(nginx(("Allow", "GET, HEAD, OPTIONS"))), POST, "options-not-wired", ()),
    (
        "nginx if",
        server(nginx(("Access-Control-Allow-Methods", "POST"))),
        POST,
        "options-headers-skipped",
        ("the preflight response has Access-Control-Allow-Methods",),
    ),
    (
        "apache without always",
        server(HttpResponse(204, (("Server", "Apache/2.4.58"),))),
        POST,
        "options-headers-skipped",
        ("Apache",),
    ),
    (
        "haproxy",
        server(HttpResponse(204, ()), HttpResponse(200, (ORIGIN, ("Server", "app")))),
        POST,
        "options-headers-skipped",
        ("has no Server header",),
    ),
    (
        "rs/cors, header",
        listing({"GET", "POST"}, set(), HttpResponse(204, (LISTED,))),
        POST,
        "preflight-refused-by-list",
        ("content-type",),
    ),
    (
        "jetty, method",
        listing({"GET", "POST"}, {"content-type"}, HttpResponse(200, (LISTED,))),
        {"method": "PUT"},
        "preflight-refused-by-list",
        ("PUT",),
    ),
    (
        "spring, method",
        listing({"GET"}, {"content-type"}, error("spring")),
        {"method": "PUT"},
        "preflight-refused-by-list",
        ("PUT",),
    ),
    (
        "jetty, method, and the preflight handed on",
        handing_on,
        {"method": "PUT"},
        "preflight-refused-by-list",
        ("PUT is refused", "and status 405"),
    ),
    ("login first", server(HttpResponse(401, ()), HttpResponse(401, ())), POST, "auth-before-cors", ("401",)),
    ("login first, 403", server(NO_CORS_403, HttpResponse(403, ())), POST, "auth-before-cors", ("403",)),
    ("misspelt path", server(HttpResponse(404, ()), HttpResponse(404, ())), POST, "no-such-path", ("path exists",)),
    ("misspelt path, GET", server(BARE, HttpResponse(404, ())), {}, "no-such-path", ("path exists", "GET")),
    ("express knows no such path", server(BARE, error("express-404")), {}, "no-such-path", ("Express", "Cannot POST")),
    (
        "no application in Tomcat",
        server(error("tomcat-nothing"), error("tomcat-nothing")),
        {"method": "PUT"},
        "application-not-running",
        ("404 from Tomcat", "no application has started"),
    ),
    (
        "nothing deployed",
        server(BARE, HttpResponse(404, (("X-Railway-Fallback", "true"),))),
        {},
        "application-not-running",
        ("status 404", "no application to pass the request to"),
    ),
    (
        "sleeping",
        server(HttpResponse(503, (("x-render-routing", "hibernate-wake-error"),))),
        POST,
        "application-not-running",
        ("status 503",),
    ),
    (
        "no start in IIS",
        server(BARE, error("iis-start")),
        {},
        "application-not-running",
        ("500 from IIS", "ASP.NET Core app failed to start"),
    ),
    (
        "too large for nginx",
        server(BARE, error("nginx-413")),
        {},
        "request-too-large",
        ("nginx", "client_max_body_size"),
    ),
    (
        "nginx waits in vain",
        server(BARE, error("nginx-head")),
        {},
        "gateway-error",
        ("most likely from nginx", "always"),
    ),
    ("load balancer", server(BARE, error("load-balancer")), {}, "gateway-error", ("AWS load balancer", "idle timeout")),
    (
        "network waits in vain",
        server(BARE, error("cloudfront-timeout")),
        {},
        "gateway-error",
        ("response headers policy",),
    ),
    ("cloudflare cannot reach it", server(BARE, error("cloudflare-522")), {}, "gateway-error", ("Cloudflare",)),
    (
        "too many requests",
        server(BARE, HttpResponse(429, (("x-amzn-ErrorType", "TooManyRequestsException"),))),
        {},
        "rate-limited",
        ("API Gateway", "DEFAULT_4XX"),
    ),
    ("bad request", server(BARE, HttpResponse(422, ())), {}, "error-without-cors", ("422",)),
    ("firewall", server(BARE, error("front-door")), {}, "error-without-cors", ("Azure Front Door",)),
    ("authorizer", server(BARE, error("api-gateway-authorizer")), {}, "login-answer-without-cors", ("API Gateway",)),
    ("no token", server(BARE, error("rest-framework")), {}, "login-answer-without-cors", ("Django REST framework",)),
    ("stored copy", cached, {}, "cached-without-cors", ("Age: 30", "past the cache has the header")),
]


@pytest.mark.parametrize(
    ("answer", "request_", "cause", "words"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_block_is_told_by_its_cause(
    answer: Answerer, request_: dict[str, Any], cause: str, words: tuple[str, ...]
) -> None:
    judgement = audit(asked(**request_), answer, LABEL)
    rules = list(found(judgement))
    assert ALL & set(rules) - {"header-not-allowed", "method-not-allowed"} == {cause}
    # Right after the errors that it explains, before everything else.
    assert rules.index(cause) == min(i for i, f in enumerate(judgement.findings) if f.rule in ALL)
    assert all(word in detail(judgement, cause) for word in words)
    assert len(judgement.exchanges) <= 24


@pytest.mark.parametrize("error_", ERRORS, ids=lambda error: error.name)
@pytest.mark.parametrize("request_", [{}, POST, CLIENT, {"method": "PUT", "credentials": "include"}])
def test_no_sentence_contradicts_the_answer_that_it_is_about(error_: ErrorAnswer, request_: dict[str, Any]) -> None:
    for answer in (server(error_.response), server(error_.response, BARE), server(error_.response, error_.response)):
        assert contradictions(audit(asked(**request_), answer, LABEL)) == []


def test_a_403_is_not_called_a_login_unless_something_asks_for_one() -> None:
    assert "preflight-auth" not in found(audit(asked(**POST), by_origin(NO_CORS_403), LABEL))
    asks = HttpResponse(403, (("WWW-Authenticate", "Bearer"), ORIGIN))
    assert "preflight-auth" in found(audit(asked(**POST), server(asks), LABEL))
    assert "preflight-auth" in found(audit(asked(**POST), server(error("cloud-run"), BARE), LABEL))


def own(refuse: Callable[[HttpRequest], bool]) -> Judgement:
    """A check of a POST from the server's own page, to a server that refuses some requests."""
    answer: Answerer = lambda http: error("spring") if refuse(http) else BARE  # noqa: E731 - a server in a line
    return audit(asked(url="https://app.example.com/items", **POST), answer, LABEL)


def test_a_server_that_refuses_its_own_page_by_its_origin_does_not_know_its_own_address() -> None:
    judgement = own(lambda http: http.get("origin") is not None)
    assert judgement.verdict == "allowed"
    words = detail(judgement, "origin-makes-server-fail")
    assert all(word in words for word in ("Invalid CORS request", "own origin", "X-Forwarded-Proto"))


@pytest.mark.parametrize("refuse", [lambda http: True, lambda http: http.method == "POST", lambda http: False])
def test_a_server_that_refuses_its_own_page_for_something_else_is_not_accused(
    refuse: Callable[[HttpRequest], bool],
) -> None:
    assert "origin-makes-server-fail" not in found(own(refuse))


def test_a_warm_cache_does_not_hide_that_the_server_sends_the_header_to_some_only() -> None:
    hit = ("X-Cache", "Hit from cache")

    def answer(http: HttpRequest) -> Answer:
        if LABEL in http.url.partition("?")[2]:
            return OK if http.get("origin") else BARE
        return HttpResponse(200, (("Access-Control-Allow-Origin", "*"), hit))

    assert "allow-origin-conditional" in found(audit(asked(), answer, LABEL))


@pytest.mark.parametrize(
    ("past", "blamed", "confidence"),
    [((), False, None), ((("X-Cache", "Hit"),), True, None), ((ORIGIN,), True, Confidence.MEASURED)],
)
def test_a_cache_is_not_blamed_for_what_the_server_itself_is_seen_to_leave_out(
    past: Headers, blamed: bool, confidence: Confidence | None
) -> None:
    def answer(http: HttpRequest) -> Answer:
        return HttpResponse(200, past if LABEL in http.url else (("X-Cache", "Hit"),))

    judgement = audit(asked(), answer, LABEL)
    assert ("cached-without-cors" in found(judgement)) is blamed
    if blamed:
        assert found(judgement)["cached-without-cors"].confidence is confidence
    (around,) = (exchange.request for exchange in judgement.exchanges if exchange.probe == "around-cache")
    assert (around.url, around.get("accept-encoding"), around.get("origin")) == (f"{API}?{LABEL}=1", "gzip", PAGE)


@pytest.mark.parametrize(
    ("url", "location", "cause"),
    [
        ("http://api.example.org/login", "https://api.example.org/login", "url-not-canonical"),
        ("http://api.example.org/oauth2/token", "https://api.example.org/oauth2/token", "url-not-canonical"),
        (f"{API}/login", f"{API}/login/", "url-not-canonical"),
        (API, "https://api.example.org/login?next=%2Fitems", "redirect-to-login"),
        (API, "https://login.example.org/", "redirect-to-login"),
        ("https://api.example.org/login", "https://api.example.org/v2/login", None),
        ("https://api.example.org/login", "https://sso.example.org/login", "redirect-to-login"),
        ("https://api.example.org/oauth2/auth", "https://api.example.org/signin", "redirect-to-login"),
    ],
)
def test_a_redirect_leads_to_a_login_only_where_it_leads_elsewhere(url: str, location: str, cause: str | None) -> None:
    answer: Answerer = lambda http: HttpResponse(302, (("Location", location),)) if http.url == url else BARE  # noqa: E731
    assert ALL & set(found(audit(asked(url=url, origin="http://app.example.com"), answer, LABEL))) == {cause} - {None}
