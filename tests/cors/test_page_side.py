"""Causes on the page's side, in requests and their answers: extensions, apps, logins, blockers, keepalive."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import judge
from checks.cors.app_pages import app_of, own_part, real_url
from checks.cors.blockers import word_in
from checks.cors.logins import begins_login
from checks.cors.model import Answer, Failure, Finding, HttpResponse, Request

PAGE = "https://app.example.com"
API = "https://api.example.com/items"
OWN = {"extension-page", "app-page", "app-own-url", "login-page-fetched", "blocked-by-client"}


def found(answer: Answer, **fields: Any) -> dict[str, Finding]:
    """The findings of the page's side on a server that gives one answer."""
    request = Request(**{"url": API, "origin": PAGE, **fields})
    judged = judge.judge(request, lambda: lambda sent: answer)
    return {finding.rule: finding for finding in judged.findings if finding.rule in OWN}


REFUSES, LETS = HttpResponse(200), HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))


@pytest.mark.parametrize(
    ("origin", "rule"),
    [
        ("chrome-extension://abc", "extension-page"),
        ("moz-extension://0-1", "extension-page"),
        ("safari-web-extension://0-1", "extension-page"),
        ("capacitor://localhost", "app-page"),
        ("ionic://localhost", "app-page"),
        ("tauri://localhost", "app-page"),
        ("http://tauri.localhost", "app-page"),
        ("app://obsidian.md", "app-page"),
        ("https://localhost", "app-page"),
    ],
)
def test_a_page_of_an_extension_or_app_is_told_its_own_way_where_it_is_refused(origin: str, rule: str) -> None:
    assert list(found(REFUSES, origin=origin)) == [rule]
    assert found(LETS, origin=origin) == {}


@pytest.mark.parametrize(
    "origin", [PAGE, "http://localhost:3000", "http://localhost", "http://tauri.localhost.example", "null"]
)
def test_a_page_of_the_web_is_not(origin: str) -> None:
    assert app_of(origin) is None
    assert found(REFUSES, origin=origin) == {}


@pytest.mark.parametrize(
    ("url", "part"),
    [
        (
            "https://localhost/_capacitor_https_interceptor_?u=https%3A%2F%2Fapi.example.com",
            "_capacitor_https_interceptor_",
        ),
        ("http://localhost/_capacitor_http_interceptor_/x", "_capacitor_http_interceptor_"),
        ("capacitor://localhost/_capacitor_file_/a.txt", "_capacitor_file_"),
        ("http://ipc.localhost/__initialized", "http://ipc.localhost"),
        ("https://api.example.com/_capacitor_x_", ""),
        ("https://api.example.com/?u=/_capacitor_file_", ""),
        ("http://ipc.localhost.example/", ""),
    ],
)
def test_an_app_s_own_url_is_known(url: str, part: str) -> None:
    assert own_part(url) == part
    assert ("app-own-url" in found(REFUSES, url=url)) == bool(part)


def test_the_api_s_address_is_read_out_of_the_app_s_own_without_its_query() -> None:
    own = "https://localhost/_capacitor_https_interceptor_?u=https%3A%2F%2Fapi.example.com%2Fitems%3Ftoken%3Dx"
    assert real_url(own) == API
    assert real_url("https://api.example.com/?u=https%3A%2F%2Fa.example") == ""
    assert (
        found(REFUSES, url="http://localhost/_capacitor_file_/a", origin="http://localhost").get("app-own-url") is None
    )


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("?scope=x&response_type=code&client_id=a", "response_type"),
        ("?SAMLRequest=x", "samlrequest"),
        ("?wa=wsignin1.0&wtrealm=x", "wa"),
        ("?client_id=a", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_login_is_to_be_opened(query: str, part: str) -> None:
    assert begins_login(f"https://id.example.com/go{query}") == part
    told = found(REFUSES, url=f"https://id.example.com/go{query}").get("login-page-fetched")
    assert (told is not None) == bool(part)
    if told is not None:
        (item,) = told.evidence
        start, end = item.span or (0, 0)
        assert (item.value or "")[start:end].lower() == part


def test_a_redirect_to_such_an_address_leads_to_a_login() -> None:
    location = "https://id.example.com/realms/a/go?response_type=code&client_id=b"

    def answer(sent: Any) -> Answer:
        return HttpResponse(302, (("Location", location),)) if sent.url == API else REFUSES

    judged = judge.judge(Request(API, PAGE), lambda: answer)
    assert "redirect-to-login" in {finding.rule for finding in judged.findings}
    assert judged.verdict == "inconclusive"


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("https://www.google-analytics.com/g/collect", "www.google-analytics.com"),
        ("https://o1.ingest.us.sentry.io/api/1/envelope/", "o1.ingest.us.sentry.io"),
        ("https://stats.example.com/x", "stats.example.com"),
        ("https://api.example.com/g/collect?v=2", "g/collect"),
        ("https://api.example.com/api/1/envelope/?x=1", "envelope"),
        ("https://api.example.com/x?sentry_key=1", "sentry_key="),
        ("https://api.example.com/collections", ""),
        ("https://api.example.com/adspace/tracks", ""),
        ("https://statsig.example/items", ""),
        ("not a url", ""),
    ],
)
def test_what_lists_of_blockers_hold_is_found_in_a_url(url: str, word: str) -> None:
    assert word_in(url) == word


def test_a_url_that_blockers_look_for_is_a_guess_and_a_stopped_request_is_measured() -> None:
    guessed = found(LETS, url="https://stats.example.com/x")["blocked-by-client"]
    assert (guessed.confidence, guessed.severity) == ("inferred", None)
    assert found(LETS, url="https://stats.example.com/x", origin="https://stats.example.com") == {}
    stopped = found(Failure("connect_error", "", "ERR_BLOCKED_BY_CLIENT"))["blocked-by-client"]
    assert (stopped.confidence, stopped.severity) == (None, "error")
    recorded = found(Failure("not_recorded", "", "ERR_BLOCKED_BY_CLIENT"))["blocked-by-client"]
    assert recorded.evidence[0].value == "ERR_BLOCKED_BY_CLIENT"


@pytest.mark.parametrize(("size", "outcome"), [(65_536, "allowed"), (65_537, "blocked")])
@pytest.mark.parametrize("headers", [(), (("X-A", "1"),)])
def test_a_request_that_outlives_its_page_sends_64_kib_and_no_more(size: int, outcome: str, headers: Any) -> None:
    """As Chromium 156 does, which sends no preflight either."""
    request = Request(API, PAGE, method="POST", headers=headers, body="a" * size, keepalive=True)
    allow = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*"))
    told = judge.drive(request, "chromium", lambda sent: HttpResponse(200, allow))
    assert (told.outcome, told.console) == (outcome, ())
    assert bool(told.exchanges) == (outcome == "allowed")


def test_bytes_count_and_not_letters() -> None:
    request = Request(API, PAGE, method="POST", body="ä" * 32_769, keepalive=True)
    assert judge.drive(request, "chromium", lambda sent: LETS).rule == "keepalive-body-too-large"
