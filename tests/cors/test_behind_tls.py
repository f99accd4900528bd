"""An API on https that redirects to http: the cause is a proxy's missing word, not that https is missing."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.behind_tls import SETTINGS
from checks.cors.document import document, facts
from checks.cors.judge import Judgement
from checks.cors.model import Answer, Finding, HttpRequest, HttpResponse
from checks.fixes import STACKS
from tests.cors.conversations import API, MAX_AGE, ORIGIN, PAGE, asked, found, judged

METHODS = ("Access-Control-Allow-Methods", "PUT")
RULE = "application-unaware-of-tls"
SLASH, LOGIN = "http://api.example.org/items/", "http://api.example.org/login?next=%2Fitems"


def sent_on(
    location: str, *more: tuple[str, str], url: str = API, page: str = PAGE, method: str = "GET", cors: bool = True
) -> Judgement:
    """A server whose every answer to this URL is a redirect there."""
    allowed = (ORIGIN,) if cors else ()

    def answer(http: HttpRequest) -> Answer:
        if http.url == url:
            return HttpResponse(301, (("Location", location), *allowed, *more))
        return HttpResponse(204 if http.is_preflight else 200, (ORIGIN, METHODS, MAX_AGE))

    return audit(asked(url=url, origin=page, method=method), answer, "corschecklabel")


def detail(judgement: Judgement) -> str:
    told = document(facts(judgement), "https://cors.example")
    (finding,) = [finding for finding in told["findings"] if finding["rule"] == RULE]
    assert finding["confidence"] == "inferred"
    return str(finding["detail"])


def marked(finding: Finding) -> str:
    (evidence,) = finding.evidence
    start, end = evidence.span or (0, 0)
    return f"{evidence.header}: {(evidence.value or '')[start:end]}"


@pytest.mark.parametrize(
    ("location", "said"),
    [
        (SLASH, "to change a slash in the path"),
        (LOGIN, "to a login"),
        ("http://www.api.example.org/items", "responds with an http URL: the setting"),
        ("http://api.example.org:8000/items/", "to change a slash in the path"),
        ("http://backend:8000/items", "with an internal host name: pass Host on too"),
        ("http://10.0.0.7/items", "with an internal host name"),
    ],
)
def test_a_redirect_to_http_has_its_cause_beside_the_mixed_content(location: str, said: str) -> None:
    judgement = sent_on(location)
    rules = found(judgement)
    assert "mixed-content" in rules
    assert said in detail(judgement)
    assert marked(rules[RULE]) == "Location: http://"


def test_the_cause_stands_right_after_the_error() -> None:
    rules = [finding.rule for finding in sent_on(SLASH).findings]
    assert rules[:2] == ["mixed-content", RULE]


@pytest.mark.parametrize("location", [SLASH, LOGIN])
def test_a_preflight_that_is_sent_to_http_has_the_same_cause_and_is_not_sent_to_call_http(location: str) -> None:
    rules = found(sent_on(location, method="PUT"))
    assert {"preflight-redirect", RULE} <= set(rules)
    assert "url-not-canonical" not in rules
    assert ("redirect-to-login" in rules) == (location == LOGIN)


def test_a_redirect_without_cors_headers_to_http_has_the_cause_too() -> None:
    rules = found(sent_on(SLASH, cors=False))
    assert {"redirect-allow-origin-missing", RULE} <= set(rules)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://api.example.org/items/", API),
        ("/items/", API),
        ("http://elsewhere.example/items", API),
        ("http://api.example.org/items/", "http://api.example.org/items"),
    ],
)
def test_other_redirects_have_other_causes(location: str, url: str) -> None:
    assert RULE not in found(sent_on(location, url=url))


def test_a_page_on_http_that_loses_its_origin_there_has_the_cause_too() -> None:
    page = "http://app.example.com"
    rules = found(sent_on(SLASH, ("Access-Control-Allow-Origin", page), page=page, cors=False))
    assert {"redirect-origin-null", "redirect-insecure", RULE} <= set(rules)


def test_a_page_that_gets_through_over_http_is_only_warned() -> None:
    hops = {API: HttpResponse(301, (("Location", SLASH), ("Access-Control-Allow-Origin", "*")))}
    allowed = (("Access-Control-Allow-Origin", "*"),)
    rules = found(judged(asked(origin="http://app.example.com"), allowed, hops=hops))
    assert ("redirect-insecure" in rules, RULE in rules) == (True, False)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ((), ("SECURE_PROXY_SSL_HEADER", "trust proxy", "server.forward-headers-strategy")),
        ((("Server", "uvicorn"),), ("--proxy-headers",)),
        ((("Server", "gunicorn"),), ("SECURE_PROXY_SSL_HEADER", "ProxyFix", "--proxy-headers")),
        ((("Set-Cookie", "laravel_session=x"),), ("trustProxies",)),
        ((("Server", "nginx"),), ("X-Forwarded-Proto $scheme", "absolute_redirect off")),
        ((("Server", "nginx"), ("X-Powered-By", "Express")), ("trust proxy",)),
        ((("Server", "Kestrel"),), ("UseForwardedHeaders",)),
        ((("Server", "cloudflare"),), ("Flexible",)),
    ],
)
def test_the_setting_is_called_as_the_server_calls_it(
    headers: tuple[tuple[str, str], ...], said: tuple[str, ...]
) -> None:
    told = detail(sent_on(SLASH, *headers))
    assert [word for word in said if word not in told] == []


def test_settings_are_those_of_stacks() -> None:
    assert set(SETTINGS) <= set(STACKS)
