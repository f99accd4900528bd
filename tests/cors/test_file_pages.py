"""What browsers do with the requests of file: pages, and say of insecure URLs that are not asked for."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.judge import drive
from checks.cors.model import Answer, HttpRequest, HttpResponse, Outcome, Request

PAGE, PLAIN = "https://app.example.com", "http://api.example.org/a"
FILE = {"origin": "null", "page_url": "file:///home/page.html"}


def sees(browser: str, url: str, **request: Any) -> Outcome:
    def answer(http: HttpRequest) -> Answer:
        if http.is_preflight:
            return HttpResponse(301, (("Location", PLAIN), ("Access-Control-Allow-Origin", "*")))
        return HttpResponse(200, (("Access-Control-Allow-Origin", "*"), ("Content-Type", "image/png")))

    return drive(Request(url=url, **({"origin": PAGE} | request)), browser, answer)


@pytest.mark.parametrize(
    ("browser", "asked"), [("chromium", PLAIN), ("firefox", "https://api.example.org/a"), ("webkit", PLAIN)]
)
def test_firefox_alone_upgrades_the_images_of_a_file(browser: str, asked: str) -> None:
    outcome = sees(browser, PLAIN, initiator="img", **FILE)
    assert [exchange.request.url for exchange in outcome.exchanges] == [asked]


@pytest.mark.parametrize(
    ("browser", "said"),
    [
        ("chromium", "Access to fetch at 'file:///home/other.json' from origin 'null' has been blocked by CORS policy"),
        ("firefox", "Cross-Origin Request Blocked: "),
        ("webkit", "Cross origin requests are only supported for HTTP."),
    ],
)
def test_a_file_may_not_fetch_the_file_beside_it(browser: str, said: str) -> None:
    outcome = sees(browser, "other.json", **FILE)
    assert (outcome.outcome, outcome.rule) == ("blocked", "url-not-http")
    assert outcome.console[0].startswith(said)
    assert sees(browser, "other.json", mode="no-cors", initiator="img", **FILE).console == ()


def test_firefox_names_the_insecure_url_that_a_preflight_is_redirected_to() -> None:
    outcome = sees("firefox", "https://api.example.org/a", method="PUT")
    assert outcome.console[0] == f"Blocked loading mixed active content “{PLAIN}”"
    assert len(outcome.console) == 3


def test_firefox_says_that_a_font_was_not_asked_for() -> None:
    font = sees("firefox", PLAIN, initiator="font").console
    assert font[1].endswith(f"content blocked source: {PLAIN}")


@pytest.mark.parametrize("browser", ["chromium", "firefox", "webkit"])
def test_a_page_url_that_is_none_leaves_the_request_as_it_is(browser: str) -> None:
    assert sees(browser, "https://api.example.com/items", page_url="0").outcome == "allowed"


@pytest.mark.parametrize("browser", ["chromium", "firefox", "webkit"])
def test_a_preload_of_what_is_no_url_fails_without_a_late_line(browser: str) -> None:
    outcome = sees(browser, "/relative", origin="null", initiator="preload")
    assert (outcome.rule, outcome.console) == ("url-invalid", ())


@pytest.mark.parametrize("browser", ["chromium", "firefox", "webkit"])
def test_a_service_worker_that_fails_for_what_is_no_url_is_told_all_the_same(browser: str) -> None:
    assert sees(browser, "@", service_worker="error").outcome == "blocked"
