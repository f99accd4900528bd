"""WebSockets: what each browser makes of a handshake's answer, whom a server lets connect, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.audit import audit
from checks.cors.browsers import BROWSERS, CHROMIUM
from checks.cors.document import document, facts
from checks.cors.flow import fetch
from checks.cors.judge import Answerer, Judgement, judge
from checks.cors.model import Answer, Failure, HttpRequest, HttpResponse, RawResponse, Request
from checks.cors.policy import PolicyError, policy_for
from checks.cors.recorded import Recorded, RecordedResponse
from checks.cors.websocket import accept_of
from tests.cors.contradictions import contradictions
from tests.cors.conversations import found
from tests.cors.refusing_servers import LABEL, detail

URL, PAGE, OWN = "wss://api.example.org/live", "https://app.example.com", "https://api.example.org"
ACCEPT = ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
UPGRADE, CONNECTION = ("Upgrade", "websocket"), ("Connection", "Upgrade")
OPEN = HttpResponse(101, (UPGRADE, CONNECTION, ACCEPT))
FORBIDDEN = HttpResponse(403, (("Access-Control-Allow-Origin", PAGE),))
HEAD = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
FAILED = f"WebSocket connection to '{URL}' failed: "
HANDSHAKE = f"{FAILED}Error during WebSocket handshake: "
FIREFOX = f"Firefox can’t establish a connection to the server at {URL}."


def socket(**request: Any) -> Request:
    return Request(**{"url": URL, "origin": PAGE, "initiator": "websocket", **request})


def opened(answer: Answer, **request: Any) -> Judgement:
    return judge(socket(**request), lambda: lambda http: answer)


def told(judgement: Judgement) -> dict[str, str | None]:
    return {name: outcome.rule for name, outcome in judgement.outcomes.items()}


def alike(rule: str | None) -> dict[str, str | None]:
    return dict.fromkeys(BROWSERS, rule)


@pytest.mark.parametrize(
    "answer",
    [
        OPEN,
        HttpResponse(101, (("upgrade", "WebSocket"), ("connection", "keep-alive, Upgrade"), ACCEPT)),
        RawResponse(
            f"{HEAD}Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x88\x02\x03\xe8".encode("latin-1")
        ),
    ],
)
@pytest.mark.parametrize("origin", [PAGE, "null", OWN])
def test_an_answer_that_completes_the_handshake_opens_the_socket_whatever_its_cors_headers(
    answer: Answer, origin: str
) -> None:
    judgement = opened(answer, origin=origin)
    assert judgement.verdict == "allowed"
    assert [outcome.console for outcome in judgement.outcomes.values()] == [(), (), ()]
    (exchange,) = judgement.exchanges
    assert (exchange.request.method, exchange.request.url, exchange.request.purpose) == ("GET", URL, "main")
    names = ("connection", "upgrade", "origin", "sec-websocket-version")
    assert [exchange.request.get(name) for name in names] == ["Upgrade", "websocket", origin, "13"]


@pytest.mark.parametrize(
    ("answer", "rule", "chromium", "webkit"),
    [
        (
            FORBIDDEN,
            "websocket-refused",
            "Unexpected response code: 403",
            "The server did not accept the WebSocket handshake.",
        ),
        (
            HttpResponse(200, (("Access-Control-Allow-Origin", "*"),)),
            "websocket-refused",
            "Unexpected response code: 200",
            "The server did not accept the WebSocket handshake.",
        ),
        (
            RawResponse(f"{HEAD}\r\n\x88\x02\x03\xe8".encode("latin-1")),
            "websocket-handshake-invalid",
            "'Sec-WebSocket-Accept' header is missing",
            "Server returned incorrect “Sec-WebSocket-Accept” key",
        ),
        (
            HttpResponse(101, (UPGRADE, ACCEPT)),
            "websocket-handshake-invalid",
            "'Connection' header is missing",
            "The server did not accept the WebSocket handshake.",
        ),
        (
            HttpResponse(101, (UPGRADE, ("Connection", "keep-alive"), ACCEPT)),
            "websocket-handshake-invalid",
            "'Connection' header value must contain 'Upgrade'",
            "The server did not accept the WebSocket handshake.",
        ),
        (
            HttpResponse(101, (CONNECTION, ACCEPT)),
            "websocket-handshake-invalid",
            "'Upgrade' header is missing",
            "The server did not accept the WebSocket handshake.",
        ),
        (
            HttpResponse(101, (("Upgrade", "h2c"), CONNECTION, ACCEPT)),
            "websocket-handshake-invalid",
            "'Upgrade' header value is not 'WebSocket': h2c",
            "The server did not accept the WebSocket handshake.",
        ),
    ],
)
def test_every_other_answer_fails_with_the_line_that_each_browser_prints(
    answer: Answer, rule: str, chromium: str, webkit: str
) -> None:
    judgement = opened(answer)
    assert (judgement.verdict, told(judgement)) == ("blocked", alike(rule))
    lines = {name: outcome.console for name, outcome in judgement.outcomes.items()}
    assert lines == {"chromium": (HANDSHAKE + chromium,), "firefox": (FIREFOX,), "webkit": (FAILED + webkit,)}
    assert contradictions(judgement) == []


def test_a_subprotocol_that_nobody_asked_for_stays_open_in_firefox_alone() -> None:
    judgement = opened(HttpResponse(101, (*OPEN.headers, ("Sec-WebSocket-Protocol", "z"))))
    rule = "websocket-protocol-unasked"
    assert (judgement.verdict, told(judgement)) == ("differs", {"chromium": rule, "firefox": None, "webkit": rule})
    said = "Response must not include 'Sec-WebSocket-Protocol' header if not present in request: z"
    assert judgement.outcomes["chromium"].console == (HANDSHAKE + said,)
    assert judgement.outcomes["webkit"].console == (f"{FAILED}Server requested unsupported protocol",)


def test_a_redirect_of_the_handshake_is_followed_by_webkit_alone() -> None:
    def answer(http: HttpRequest) -> Answer:
        return OPEN if http.url.endswith("/v2") else HttpResponse(301, (("Location", "https://api.example.org/v2"),))

    judgement = judge(socket(), lambda: answer)
    rule = "websocket-redirect"
    assert told(judgement) == {"chromium": rule, "firefox": rule, "webkit": None}
    assert judgement.outcomes["chromium"].console == (f"{HANDSHAKE}Unexpected response code: 301",)
    assert [e.request.url for e in judgement.outcomes["webkit"].exchanges] == [URL, "wss://api.example.org/v2"]


def test_redirects_without_end_end_in_webkit_too() -> None:
    judgement = opened(HttpResponse(302, (("Location", "/live?again"),)))
    assert (judgement.verdict, told(judgement)["webkit"]) == ("blocked", "redirect-loop")


def test_no_answer_is_told_by_its_reason() -> None:
    failure = Failure("tls_error", "It is self-signed.", "ERR_CERT_AUTHORITY_INVALID")
    lines = {name: outcome.console for name, outcome in opened(failure).outcomes.items()}
    assert lines == {
        "chromium": (f"{FAILED}Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID",),
        "firefox": (FIREFOX,),
        "webkit": (f"{FAILED}Unacceptable TLS certificate",),
    }


@pytest.mark.parametrize(
    ("url", "blocks"),
    [
        ("ws://api.example.org/live", {"chromium", "firefox", "webkit"}),
        ("http://api.example.org/live", {"chromium", "firefox", "webkit"}),
        ("ws://localhost:3000/live", {"webkit"}),
        ("ws://192.168.1.10/live", {"firefox", "webkit"}),
        ("wss://api.example.org/live", set()),
        ("https://api.example.org/live", set()),
    ],
)
def test_an_https_page_opens_no_plain_socket_but_where_the_browser_makes_an_exception(
    url: str, blocks: set[str]
) -> None:
    judgement = opened(OPEN, url=url)
    assert {name for name, rule in told(judgement).items() if rule == "mixed-content"} == blocks
    if blocks == set(BROWSERS):
        line = judgement.outcomes["chromium"].console[0]
        assert "insecure WebSocket endpoint 'ws://api.example.org/live'" in line
        assert detail(judgement, "mixed-content").startswith("ws: URL called from a page on")


def test_what_stops_a_request_before_it_is_sent_stops_a_socket_as_well() -> None:
    policy = "default-src 'self'"
    judgement = opened(OPEN, content_security_policy=policy)
    assert told(judgement) == alike("content-security-policy-blocks")
    assert "wss://api.example.org" in detail(judgement, "content-security-policy-blocks")
    assert told(opened(OPEN, url="wss://app.example.com/live", content_security_policy=policy)) == alike(None)
    plain = {"url": "ws://192.168.1.10:6667/live", "origin": "http://app.example.com"}
    port = opened(OPEN, **plain)
    assert told(port) == alike("port-blocked")
    assert port.outcomes["webkit"].console == ("WebSocket port 6667 blocked",)
    assert port.outcomes["chromium"].console[0].endswith("net::ERR_UNSAFE_PORT")
    local = {"url": "ws://192.168.1.10/live", "origin": "http://app.example.com", "target_address_space": "local"}
    inner = opened(OPEN, **local)
    assert told(inner) == {"chromium": "local-network-insecure-page", "firefox": None, "webkit": None}
    assert inner.outcomes["chromium"].console[0].endswith("net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS")


@pytest.mark.parametrize(
    "request_",
    [{"content_security_policy": "upgrade-insecure-requests"}, {"hsts": True, "origin": "http://app.example.org"}],
)
def test_a_plain_socket_is_upgraded_where_requests_are(request_: dict[str, Any]) -> None:
    judgement = opened(OPEN, url="ws://api.example.org/live", **request_)
    first = judgement.outcomes["firefox"].exchanges[0].request
    assert (judgement.outcomes["firefox"].outcome, first.url) == ("allowed", URL)


@pytest.mark.parametrize("url", ["ftp://api.example.org/", "wss://[bad/", ""])
def test_what_is_no_url_of_a_socket_is_refused_by_the_constructor(url: str) -> None:
    judgement = opened(OPEN, url=url, origin="null")
    assert {(o.outcome, o.rule) for o in judgement.outcomes.values()} == {("refused", "url-invalid")}


def test_an_answer_to_another_key_opens_nothing_where_the_key_is_known() -> None:
    def outcome(accept: str) -> str:
        flow = fetch(socket(), CHROMIUM, "dGhlIHNhbXBsZSBub25jZQ==")
        assert next(flow).get("sec-websocket-key") == "dGhlIHNhbXBsZSBub25jZQ=="
        with pytest.raises(StopIteration) as ended:
            flow.send(HttpResponse(101, (UPGRADE, CONNECTION, ("Sec-WebSocket-Accept", accept))))
        return ended.value.value.rule or ended.value.value.outcome  # type: ignore[no-any-return]

    assert accept_of("dGhlIHNhbXBsZSBub25jZQ==") == ACCEPT[1]
    assert (outcome(ACCEPT[1]), outcome("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")) == ("allowed", "websocket-handshake-invalid")


@pytest.mark.parametrize("recorded", [URL, "https://api.example.org/live"])
def test_a_recording_may_name_the_address_of_the_socket_or_of_its_handshake(recorded: str) -> None:
    answers = Recorded([RecordedResponse(recorded, False, OPEN)])
    assert judge(socket(), lambda: answers).verdict == "allowed"


def letting_in(*origins: str | None, refusal: HttpResponse = FORBIDDEN, more: HttpResponse = OPEN) -> Answerer:
    return lambda http: more if http.get("origin") in origins else refusal


@pytest.mark.parametrize(
    ("answer", "verdict", "safety", "rules"),
    [
        (letting_in(PAGE), "allowed", ("safe", ("socket-listed",)), set()),
        (letting_in(PAGE, None), "allowed", ("safe", ("socket-listed",)), set()),
        (letting_in(None), "blocked", ("safe", ("socket-closed",)), {"websocket-refused", "websocket-origin-refused"}),
        (letting_in(OWN), "blocked", ("safe", ("socket-closed",)), {"websocket-refused", "websocket-origin-refused"}),
        (letting_in(), "blocked", ("unknown", ("socket-unproven",)), {"websocket-refused"}),
        (
            letting_in(refusal=HttpResponse(426, ())),
            "blocked",
            ("unknown", ("socket-unproven",)),
            {"websocket-refused", "websocket-not-upgraded"},
        ),
        (lambda http: OPEN, "allowed", ("caution", ("websocket-any-origin",)), {"websocket-any-origin"}),
        (letting_in(PAGE, "null"), "allowed", ("caution", ("websocket-any-origin",)), {"websocket-any-origin"}),
        (
            lambda http: HttpResponse(101, (*OPEN.headers, ("Set-Cookie", "sid=1"))),
            "allowed",
            ("dangerous", ("websocket-any-origin",)),
            {"websocket-any-origin"},
        ),
        (letting_in(PAGE, refusal=HttpResponse(429, ())), "allowed", ("unknown", ("limited",)), set()),
    ],
)
def test_who_else_may_connect_is_told_beside_whether_it_works(
    answer: Answerer, verdict: str, safety: tuple[str, tuple[str, ...]], rules: set[str]
) -> None:
    judgement = audit(socket(), answer, LABEL)
    assert (judgement.verdict, (judgement.safety, judgement.safety_reasons)) == (verdict, safety)
    assert set(found(judgement)) == rules
    assert len(judgement.exchanges) <= 4
    assert contradictions(judgement) == []


def test_a_page_that_counts_on_cookies_is_in_danger_where_strangers_connect() -> None:
    assert audit(socket(credentials="include"), lambda http: OPEN, LABEL).safety == "dangerous"


@pytest.mark.parametrize(("needed", "safety"), [(True, "unknown"), (False, "safe")])
def test_a_refusal_without_the_secret_of_the_url_shows_nothing_of_strangers(needed: bool, safety: str) -> None:
    def answer(http: HttpRequest) -> Answer:
        return OPEN if http.get("origin") == PAGE and ("s3cret" in http.url or not needed) else FORBIDDEN

    judgement = audit(socket(url=f"{URL}?token=s3cret"), answer, LABEL)
    assert (judgement.verdict, judgement.safety) == ("allowed", safety)
    assert not any("s3cret" in exchange.request.url for exchange in judgement.exchanges if exchange.probe)


def test_the_cause_of_a_refusal_stands_right_after_it_and_names_what_connects() -> None:
    judgement = audit(socket(), letting_in(OWN), LABEL)
    assert list(found(judgement)) == ["websocket-refused", "websocket-origin-refused"]
    words = detail(judgement, "websocket-origin-refused")
    assert all(word in words for word in ("403", PAGE, "for a page of the server's own origin"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "no WebSocket listens"),
        *((status, "dropped the Upgrade header") for status in (200, 204, 400, 405, 426, 501)),
        *((status, "behind it") for status in (502, 503, 504)),
    ],
)
def test_a_handshake_that_reaches_no_socket_server_is_told_as_a_guess(status: int, words: str) -> None:
    judgement = audit(socket(), lambda http: HttpResponse(status, ()), LABEL)
    (finding,) = (
        finding
        for finding in document(facts(judgement), "https://checker.example")["findings"]
        if finding["rule"] == "websocket-not-upgraded"
    )
    assert (words in finding["detail"], finding["confidence"]) == (True, "inferred")


def test_cookies_and_cors_headers_of_the_answer_are_not_taken_for_those_of_a_request() -> None:
    noisy = HttpResponse(101, (*OPEN.headers, ("Access-Control-Allow-Origin", "*"), ("Vary", "Origin")))
    judgement = audit(socket(), letting_in(PAGE, more=noisy), LABEL)
    assert set(found(judgement)) == set()
    with pytest.raises(PolicyError):
        policy_for(judgement.request, judgement.exchanges)
