"""Which headers a page may set without asking first, and when a browser asks once more along redirects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checks.cors.browsers import BROWSERS
from checks.cors.judge import drive
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from tests.cors.conversations import MAX_AGE, asked

NAMES = tuple(BROWSERS)
ANY = ("Access-Control-Allow-Origin", "*")


@pytest.mark.parametrize("browser", NAMES)
@pytest.mark.parametrize(
    ("name", "value", "safelisted"),
    [
        ("accept", "application/json", True),
        ("accept-language", "de", True),
        ("content-language", "de", True),
        ("content-type", "text/plain", True),
        ("content-type", "application/json", False),
        ("accept-charset", "utf-8", False),
        ("authorization", "Bearer x", False),
        ("x-a", "1", False),
        ("range", "bytes=5-", True),
        ("range", "bytes=1-5", True),
        ("range", "bytes=5-5", True),
        ("range", "bytes=5-1", False),
        ("range", "bytes=-5", False),
        ("range", "bytes=1-5,7-9", False),
        ("range", "lines=1-5", False),
    ],
)
def test_only_a_few_headers_need_no_permission(browser: str, name: str, value: str, safelisted: bool) -> None:
    assert BROWSERS[browser].is_safelisted(name, value) is safelisted


# As Chromium 156 and Firefox 153 were seen to do, and WebKit 2.50 is recorded.
@pytest.mark.parametrize(
    ("value", "plain_in"),
    [
        ("bytes=9223372036854775806-", {"chromium", "firefox", "webkit"}),
        ("bytes=9223372036854775807-", {"firefox", "webkit"}),
        ("bytes=0-9223372036854775807", {"firefox", "webkit"}),
        ("bytes=18446744073709551615-", {"firefox", "webkit"}),
        ("bytes=18446744073709551616-", set()),
    ],
)
def test_the_greatest_number_of_a_range_differs_by_browser(value: str, plain_in: set[str]) -> None:
    assert {name for name, browser in BROWSERS.items() if browser.is_safelisted("range", value)} == plain_in


@pytest.mark.parametrize(
    ("value", "plain_in_firefox"),
    [
        ("text/plain;", True),
        ("text/plain;;", False),
        ("text/plain; ;", False),
        ("text/plain;charset=utf-8;", False),
        ("text/plain;;charset=utf-8", True),
        ("text/plain;=", True),
        ("application/x-www-form-urlencoded;;", False),
        ("multipart/form-data;;boundary=x", True),
    ],
)
def test_a_semicolon_too_many_makes_firefox_ask(value: str, plain_in_firefox: bool) -> None:
    told = {name: browser.is_safelisted("content-type", value) for name, browser in BROWSERS.items()}
    assert told == {"chromium": True, "firefox": plain_in_firefox, "webkit": True}


@pytest.mark.parametrize(("initiator", "asking"), [("xmlhttprequest", ["firefox"]), ("fetch", list(NAMES))])
def test_a_blob_of_no_real_type_is_sent_without_one_by_most(initiator: str, asking: list[str]) -> None:
    request = asked(method="POST", body="b", body_kind="blob", body_type="bad type", initiator=initiator)
    first = {name: drive(request, name, lambda _: HttpResponse(200, (ANY,))).exchanges[0].request for name in NAMES}
    assert [name for name, sent in first.items() if sent.is_preflight] == asking


def methods(browser: str, *, status: int, headers: Headers = (), method: str = "GET") -> list[str]:
    """What goes out, in order, for a request that is redirected to another origin."""
    first, second = "https://api.example.org/items", "https://www.example.net/b"
    allows = (ANY, MAX_AGE, ("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "x-a"))

    def answer(http: HttpRequest) -> Answer:
        if http.is_preflight:
            return HttpResponse(204, allows)
        return HttpResponse(status, (ANY, ("Location", second))) if http.url == first else HttpResponse(200, (ANY,))

    outcome = drive(asked(url=first, method=method, headers=headers), browser, answer)
    return [exchange.request.method for exchange in outcome.exchanges]


@pytest.mark.parametrize(("browser", "again"), [("chromium", False), ("firefox", True), ("webkit", True)])
def test_firefox_and_safari_ask_at_each_origin_once_they_had_to_ask(browser: str, again: bool) -> None:
    asks = ["OPTIONS"] if again else []
    # A 303 makes a GET of it, which by itself would need no permission.
    assert methods(browser, method="PUT", status=303) == ["OPTIONS", "PUT", *asks, "GET"]


@pytest.mark.parametrize("browser", NAMES)
def test_every_browser_asks_again_for_a_header_that_needs_it_and_never_for_a_plain_get(browser: str) -> None:
    assert methods(browser, headers=(("X-A", "1"),), status=302) == ["OPTIONS", "GET", "OPTIONS", "GET"]
    assert methods(browser, status=302) == ["GET", "GET"]


def test_a_preflight_and_the_request_carry_these_headers_in_this_spelling_and_order() -> None:
    request = asked(method="PUT", headers=(("X-A", "1"),), body="x")
    answer = HttpResponse(204, (ANY, ("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "x-a")))
    preflight, main = (exchange.request for exchange in drive(request, "chromium", lambda http: answer).exchanges)
    metadata = [("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "cross-site")]
    assert [preflight.method, preflight.purpose, preflight.body] == ["OPTIONS", "preflight", None]
    assert list(preflight.headers) == [
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "x-a"),
        ("Origin", "https://app.example.com"),
        *metadata,
    ]
    assert [main.method, main.purpose, main.body] == ["PUT", "main", b"x"]
    assert list(main.headers) == [
        ("Accept", "*/*"),
        ("X-A", "1"),
        ("Content-Type", "text/plain;charset=UTF-8"),
        ("Origin", "https://app.example.com"),
        *metadata,
    ]


@pytest.mark.parametrize(("browser", "again"), [("chromium", {408, 421}), ("firefox", {421}), ("webkit", {421})])
def test_these_answers_make_a_browser_ask_once_more(browser: str, again: set[int]) -> None:
    for status in (200, 404, 408, 420, 421, 422, 429, 503):
        exchanges = drive(asked(), browser, lambda http, status=status: HttpResponse(status, (ANY,))).exchanges  # type: ignore[misc]
        assert len(exchanges) == (2 if status in again else 1), status


def looping(*fields: tuple[str, str]) -> Callable[[HttpRequest], Answer]:
    """A server that redirects each request to the URL that it came for, and lets it."""

    def answer(http: HttpRequest) -> Answer:
        allowed = (ANY, ("Access-Control-Allow-Methods", "PUT"), *fields)
        return (
            HttpResponse(204, allowed) if http.is_preflight else HttpResponse(307, (("Location", http.url), *allowed))
        )

    return answer


# As Chromium 156 and Firefox 153 were seen to do.
@pytest.mark.parametrize("browser", NAMES)
@pytest.mark.parametrize(
    ("fields", "cache", "asks"),
    [
        ((), "default", 1),
        ((MAX_AGE,), "default", 1),
        ((("Access-Control-Max-Age", "0"),), "default", 21),
        ((), "no-store", 21),
    ],
)
def test_a_redirect_that_comes_back_asks_again_only_where_nothing_is_kept(
    browser: str, fields: Headers, cache: str, asks: int
) -> None:
    if browser == "webkit" and cache == "no-store":
        asks = 1  # Cache modes do not concern its preflights.
    outcome = drive(asked(method="PUT", cache=cache), browser, looping(*fields))
    assert outcome.rule == "redirect-loop"
    assert sum(exchange.request.is_preflight for exchange in outcome.exchanges) == asks
    assert sum(exchange.request.method == "PUT" for exchange in outcome.exchanges) == 21


def test_a_location_is_read_as_each_browser_reads_it() -> None:
    def visited(*locations: str) -> dict[str, str]:
        fields = tuple(("Location", location) for location in locations)
        outcomes = {name: drive(asked(), name, lambda _: HttpResponse(302, (ANY, *fields))) for name in NAMES}
        return {name: outcome.exchanges[1].request.url.rpartition("/")[2] for name, outcome in outcomes.items()}

    assert visited("a", "a") == dict.fromkeys(NAMES, "a")
    assert visited("a\tb") == {"chromium": "ab", "firefox": "a%09b", "webkit": "ab"}
