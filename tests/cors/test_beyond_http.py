"""Addresses and schemes that a request or a redirect cannot lead to, and what each browser says of them."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import judge
from checks.cors.model import Answer, HttpRequest, HttpResponse, Outcome, Request

URL, PAGE = "http://api.example.com/x", "http://app.example.com"
OPEN = (("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Credentials", "true"))


def drive(browser: str, *answers: tuple[tuple[str, str], ...], **request: Any) -> Outcome:
    """The outcome where the answers come one after the other: redirects where they have a Location."""
    waiting = list(answers)

    def answer(http: HttpRequest) -> Answer:
        fields = waiting.pop(0)
        status = 303 if any(name == "Location" for name, _ in fields) else 200
        return HttpResponse(status, fields, "")

    return judge.drive(Request(**{"url": URL, "origin": PAGE, **request}), browser, answer)


def console(browser: str, *answers: tuple[tuple[str, str], ...], **request: Any) -> list[str]:
    return [line.split("(Reason: ")[-1] for line in drive(browser, *answers, **request).console]


def test_nothing_is_sent_to_0_0_0_0_but_by_chromium() -> None:
    page = {"origin": "http://localhost:3000", "url": "http://0.0.0.0:8000/x"}
    opened = (("Access-Control-Allow-Origin", "*"),)
    found = {name: drive(name, opened, **page) for name in ("chromium", "firefox", "webkit")}
    assert [len(outcome.exchanges) for outcome in found.values()] == [1, 0, 0]
    assert [outcome.rule for outcome in found.values()] == [None, "address-unspecified", "address-unspecified"]
    assert console("firefox", **page, method="PUT") == ["CORS request did not succeed). Status code: (null)."] * 2
    assert console("firefox", **page, mode="no-cors") == []
    assert console("webkit", **page) == ['Not allowed to use restricted network host "0.0.0.0": http://0.0.0.0:8000/x']


@pytest.mark.parametrize(
    ("url", "cors", "no_cors", "same_origin"),
    [
        ("ftp://x.example/", ["CORS request not http)."], [], ["load data from"]),
        ("javascript:1", ["CORS request not http)."], [], []),
        ("chrome://version", [], [], []),
        ("ws://x.example/", [], [], []),
        ("about:foo", [], [], []),
        (f"blob:{PAGE}/1", [], [], []),
        ("blob:http://other.example/1", ["load data from"], ["load data from"], ["load data from"]),
        ("file:///etc/hostname", ["load or link to"], ["load or link to"], ["load data from"]),
    ],
)
def test_what_firefox_says_of_other_schemes(
    url: str, cors: list[str], no_cors: list[str], same_origin: list[str]
) -> None:
    for mode, expected in (("cors", cors), ("no-cors", no_cors), ("same-origin", same_origin)):
        told = console("firefox", url=url, mode=mode, page_url=f"{PAGE}/page")
        said = [f"Security Error: Content at {PAGE}/page may not {end} {url}." for end in expected if "load" in end]
        assert told == (said or expected)


@pytest.mark.parametrize("location", ["javascript:1", "ws://x.example/", "chrome://version", "http://[bad"])
def test_a_redirect_to_another_scheme_did_not_succeed_in_firefox(location: str) -> None:
    hop = (("Location", location), *OPEN)
    assert console("firefox", hop) == ["CORS request did not succeed). Status code: (null)."]
    assert console("firefox", hop, url=f"{PAGE}/x") == []
    assert console("firefox", hop, mode="no-cors") == []


@pytest.mark.parametrize("location", ["file:///x", "blob:http://a/1", "ftp://x/", "http://[bad", "http://a:99999/"])
def test_safari_has_one_sentence_for_all_that_a_cross_origin_request_cannot_follow(location: str) -> None:
    assert console("webkit", (("Location", location), *OPEN)) == [
        f"Cross-origin redirection to {location} denied by Cross-Origin Resource Sharing policy: not allowed to follow "
        "a cross-origin CORS redirection with non CORS scheme",
        f"Fetch API cannot load {URL} due to access control checks.",
    ]


def test_safari_preflights_a_url_with_a_password_before_it_refuses_it() -> None:
    hop = (("Location", "http://u:p@other.example/y"),)
    own = {"url": f"{PAGE}/x", "headers": (("X-A", "1"),)}
    refused = drive("webkit", hop, (), **own)
    assert refused.rule == "allow-origin-missing"
    assert [exchange.request.url for exchange in refused.exchanges][1:] == ["http://other.example/y"]
    passed = drive("webkit", hop, (*OPEN, ("Access-Control-Allow-Headers", "X-A")), **own)
    assert (passed.rule, len(passed.exchanges)) == ("redirect-userinfo", 2)
    assert (drive("firefox", hop, **own).rule, drive("webkit", hop, url=f"{PAGE}/x").rule) == ("redirect-userinfo",) * 2


def test_safari_keeps_the_credentials_of_a_method_that_a_redirect_took_away() -> None:
    hops = (
        (("Location", URL),),
        (("Location", "/z"), ("Access-Control-Allow-Origin", "*")),
        (("Access-Control-Allow-Origin", "*"),),
    )
    asked = {"url": f"{PAGE}/x", "method": "PATCH"}
    assert drive("webkit", *hops, **asked).rule == "allow-origin-wildcard-credentials"
    assert drive("firefox", *hops, **asked).outcome == "allowed"
    assert drive("webkit", *hops, **{**asked, "credentials": "omit"}).outcome == "allowed"


@pytest.mark.parametrize(
    ("page_url", "outcome"),
    [("https://www.example.com/", "opaque"), ("https://other.test/", "blocked"), (None, "blocked")],
)
def test_chromium_knows_where_an_opaque_page_comes_from(page_url: str | None, outcome: str) -> None:
    policy = (("Cross-Origin-Resource-Policy", "same-site"),)
    asked = {"url": "https://api.example.com/x", "origin": "null", "mode": "no-cors", "page_url": page_url}
    assert drive("chromium", policy, **asked).outcome == outcome
    assert drive("firefox", policy, **asked).outcome == "blocked"


def test_a_referrer_policy_is_spoken_of_again_where_a_redirect_leaves_the_site() -> None:
    hop = (("Location", "http://other.test/y"), *OPEN)
    told = console("firefox", hop, (("Access-Control-Allow-Origin", "*"),), referrer_policy="unsafe-url")
    line = "Referrer Policy: Ignoring the less restricted referrer policy “unsafe-url” for the cross-site request: "
    assert told == [f"{line}http://other.test/y"] * 2


def test_safari_spells_the_headers_that_it_knows() -> None:
    asked = {"method": "POST", "headers": (("AUTHORIZATION", "x"),)}
    assert console("webkit", OPEN, **asked)[0].startswith("Request header field Authorization is not allowed")
    asked = {"method": "POST", "headers": (("X-mine", "x"),)}
    assert console("webkit", OPEN, **asked)[0].startswith("Request header field X-mine is not allowed")


def test_safari_calls_an_array_buffer_deprecated_in_xmlhttprequest() -> None:
    body = {"method": "POST", "body": "x", "body_kind": "arraybuffer"}
    assert console("webkit", OPEN, **body, initiator="xmlhttprequest")[0].startswith("ArrayBuffer is deprecated")
    assert console("webkit", OPEN, **body) == []
