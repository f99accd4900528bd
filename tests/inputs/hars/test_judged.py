"""What a recording shows decides: who set which header, whether credentials went along, and what went through."""

from __future__ import annotations

from typing import Any

import pytest

from tests.inputs.hars.recordings import (
    ALLOW,
    API,
    BROWSER,
    PAGE,
    blocked,
    boxed,
    commanded,
    entry,
    judged,
    offered,
    preflight,
    told,
)

JSON = {**BROWSER, "content-type": "application/json"}
LETS = {**ALLOW, "access-control-allow-methods": "PUT", "access-control-allow-headers": "content-type"}
ANY = {"access-control-allow-origin": "*"}
CROSS = {**BROWSER, "sec-fetch-site": "cross-site"}


def rules(document: dict[str, Any]) -> set[str]:
    return {browser["rule"] for browser in document["browsers"].values()}


def both(*entries: Any, **log: Any) -> list[dict[str, Any]]:
    """The documents of box and command, which are the same."""
    found = boxed(*entries, **log)
    (by_command,) = commanded(*entries, **log)
    assert judged(found) == by_command
    return [judged(found)]


@pytest.mark.parametrize(("received", "verdict"), [(ALLOW, "allowed"), ({}, "blocked")])
def test_a_request_whose_preflight_was_kept_is_judged_by_its_answer(received: dict[str, str], verdict: str) -> None:
    put = entry(method="PUT", sent=JSON, received=received)
    (document,) = both(put)
    assert document["verdict"] == verdict
    assert "preflight is not in this recording" in told(boxed(put))


@pytest.mark.parametrize("before", [True, False])
def test_the_recorded_preflight_says_which_headers_the_page_set(before: bool) -> None:
    sent = {**JSON, "cache-control": "no-cache", "pragma": "no-cache", "x-browser-channel": "stable", "x-proxy": "1"}
    pair = [preflight("content-type", received=LETS), entry(method="PUT", sent=sent, received=ALLOW)]
    (document,) = both(*(pair if before else pair[::-1]))
    assert document["verdict"] == "allowed"
    assert document["request"]["headers"] == [["content-type", "application/json"]]
    assert "x-proxy is left out" in told(boxed(*pair))


def test_a_header_that_only_the_preflight_shows_is_the_page_s() -> None:
    pair = [preflight("authorization,cache-control", "GET"), entry(sent={**BROWSER, "cache-control": "no-cache"})]
    found = boxed(*pair)
    assert sorted(name for name, _ in found.request.headers) == ["authorization", "cache-control"]
    assert "authorization, which the recording does not show" in told(found)


def test_a_preflight_for_another_method_is_not_taken_for_this_request() -> None:
    found = boxed(preflight("x-a", "PUT", received=LETS), entry(received=ALLOW))
    assert [answer.preflight for answer in found.answers] == [False]


@pytest.mark.parametrize(
    "added", [{"cache-control": "no-cache", "pragma": "no-cache"}, {"if-modified-since": "x"}, {"if-none-match": "x"}]
)
def test_what_the_browser_adds_by_itself_needs_no_preflight(added: dict[str, str]) -> None:
    (document,) = both(entry(sent={**BROWSER, **added}, received=ALLOW))
    assert (document["verdict"], document["preflight"]["needed"]) == ("allowed", False)


def test_two_spellings_of_a_header_are_one() -> None:
    sent = {**BROWSER, "Content-Type": "text/plain", "content-type": "text/plain"}
    doubled = {"Access-Control-Allow-Origin": PAGE, "access-control-allow-origin": PAGE, "Vary": "a", "vary": "a"}
    (document,) = both(entry(method="POST", sent=sent, received=doubled), creator="chrome-har")
    assert (document["verdict"], document["preflight"]["needed"]) == ("allowed", False)


def test_a_header_that_a_server_really_sends_twice_stays_double() -> None:
    received = {**ALLOW, "Access-Control-Allow-Origin": PAGE, "date": "x", "server": "x", "etag": "x", "vary": "x"}
    (document,) = both(entry(received=received))
    assert document["verdict"] == "blocked"


@pytest.mark.parametrize(
    ("received", "rule"), [(ANY, "allow-origin-wildcard-credentials"), (ALLOW, "allow-credentials-missing")]
)
def test_sec_fetch_storage_access_tells_the_credentials_mode(received: dict[str, str], rule: str) -> None:
    (document,) = both(entry(sent={**CROSS, "sec-fetch-storage-access": "none"}, received=received))
    assert (document["request"]["credentials"], document["verdict"]) == ("include", "blocked")
    assert rules(document) == {rule}


def test_a_request_without_the_header_that_others_have_included_no_credentials() -> None:
    found = boxed(
        entry("https://api.example.org/me", sent={**CROSS, "sec-fetch-storage-access": "none"}, received=ANY),
        entry(sent=CROSS, received=ANY),
    )
    assert [other.request.credentials for other in found.others] == ["include", "same-origin"]
    assert "guess" not in [note.kind for note in found.others[1].notes if note.field == "credentials"]


def test_an_error_that_fits_credentials_alone_tells_them() -> None:
    found = boxed(entry(received=ANY, _error="net::ERR_FAILED"))
    assert found.request.credentials == "include"
    assert "only fits the credentials mode include" in told(found)
    assert blocked(found) == [API]


@pytest.mark.parametrize("creator", ["WebInspector", "Playwright"])
def test_a_recorded_body_shows_that_chromium_let_the_page_read_it(creator: str) -> None:
    found = boxed(entry(content="{}"), creator=creator, browser={"name": "chromium"})
    assert blocked(found) == []
    assert "In the recording Chromium let the page read this response, although" in told(found)


@pytest.mark.parametrize("creator", ["Firefox", "mitmproxy", "WebKit Web Inspector", "Playwright"])
def test_elsewhere_a_recorded_body_shows_nothing(creator: str) -> None:
    found = boxed(entry(content="{}"), creator=creator, browser={"name": "firefox"})
    assert blocked(found) == [API]


def test_cookies_that_went_along_without_credentials_being_read_do_not_make_a_contradiction() -> None:
    found = boxed(entry(sent={**BROWSER, "cookie": "a=b"}, received=ANY, content="{}"))
    assert (blocked(found), found.request.credentials) == ([], "same-origin")


def test_an_error_that_no_header_explains_is_told() -> None:
    allow = {**ALLOW, "access-control-allow-credentials": "true"}
    found = boxed(entry(received=allow, _error="net::ERR_FAILED"))
    assert blocked(found) == [API]
    assert "no recorded header refuses it" in told(found)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("net::ERR_NAME_NOT_RESOLVED", "dns_error"),
        ("net::ERR_CONNECTION_REFUSED", "connect_error"),
        ("net::ERR_CERT_DATE_INVALID", "tls_error"),
        ("NS_ERROR_UNKNOWN_HOST", "dns_error"),
        ("Could not connect to the server.", "connect_error"),
        ("Multiple exceptions: [Errno 60] Connect call failed ('192.0.2.1', 80)", "connect_error"),
    ],
)
def test_the_recorder_s_own_code_is_what_the_console_prints(error: str, code: str) -> None:
    for failed in (entry(status=0, _error=error), entry(status=-1, sent={"referer": PAGE}, _failureText=error)):
        (document,) = both(failed)
        assert document["verdict"] == "unreachable"
        failure = document["exchanges"][0]["failure"]
        assert (failure["code"], failure["net_error"].startswith("ERR_")) == (code, True)
        assert failure["net_error"] in document["browsers"]["chromium"]["console"][0]


@pytest.mark.parametrize("error", ["net::ERR_ABORTED", "NS_BINDING_ABORTED", "net::ERR_BLOCKED_BY_CLIENT"])
def test_what_the_page_or_an_extension_stopped_is_neither_blocked_by_cors_nor_a_server_that_is_down(error: str) -> None:
    found = boxed(entry(status=0, _error=error))
    assert blocked(found) == []
    assert judged(found)["verdict"] == "inconclusive"
    assert "not CORS" in told(found)


def test_of_two_preflights_the_one_that_let_the_request_pass_is_taken_for_it() -> None:
    passes, fails = preflight("content-type", received=LETS), preflight("content-type", status=502)
    (document,) = both(passes, fails, entry(method="PUT", sent=JSON, received=ALLOW))
    assert document["verdict"] == "allowed"


def test_a_request_that_was_sent_although_its_preflight_refuses_is_told() -> None:
    found = boxed(preflight("content-type", status=403), entry(method="PUT", sent=JSON, received=ALLOW))
    assert blocked(found) == [API]
    assert "In the recording the request was sent, although" in told(found)


def test_what_an_extension_was_answered_is_not_called_blocked() -> None:
    found = boxed(entry(sent={**BROWSER, "origin": "chrome-extension://abcdefgh"}))
    assert blocked(found) == []
    assert "An extension with permission" in told(found)


@pytest.mark.parametrize("url", ["https://u:p@api.example.org/items", "https://API.example.org:443/items"])
def test_an_answer_is_found_however_its_recorder_spells_the_url(url: str) -> None:
    found = boxed(entry(url, received=ALLOW))
    assert (found.request.url, judged(found)["verdict"]) == (API, "allowed")


def test_an_app_with_a_scheme_of_its_own_is_judged_like_a_page() -> None:
    assert blocked(boxed(entry(sent={**BROWSER, "origin": "capacitor://localhost"}))) == [API]


def test_an_image_that_failed_without_a_word_of_its_recorder_is_no_cors_request() -> None:
    image = entry(
        "https://cdn.example.net/a.png", sent={"referer": PAGE, "accept": "image/avif,*/*"}, status=-1, kind=""
    )
    found = boxed({**image, "response": {"status": -1, "_failureText": "net::ERR_FAILED"}}, entry(received=ALLOW))
    assert (offered(found), blocked(found)) == ([API], [])


@pytest.mark.parametrize("response", [{"status": 0, "_error": "net::ERR_FAILED"}, {"status": 0}])
def test_a_request_that_its_preflight_refused_is_judged_by_the_preflight(response: dict[str, Any]) -> None:
    pair = [preflight("content-type", status=404, received=ALLOW), entry(method="PUT", sent=JSON, **response)]
    (document,) = both(*pair)
    assert document["verdict"] == "blocked"
    assert blocked(boxed(*pair)) == [API]


def test_no_answer_and_no_reason_is_inconclusive_and_comes_first() -> None:
    found = boxed(entry("https://api.example.org/fine", received=ALLOW), entry(status=0), creator="Firefox")
    assert (found.request.url, blocked(found)) == (API, [API])
    assert judged(found)["verdict"] == "inconclusive"


def test_the_target_of_a_redirect_that_is_not_in_the_file_is_inconclusive() -> None:
    (document,) = both(entry(status=302, received={**ALLOW, "location": "https://b.example.net/t"}))
    assert document["verdict"] == "inconclusive"
    assert "request-failed" not in {finding["rule"] for finding in document["findings"]}


def test_a_request_to_the_page_s_own_origin_that_is_led_away_is_judged() -> None:
    found = boxed(
        entry(f"{PAGE}/go", status=302, received={"location": API}),
        entry(sent={**BROWSER, "origin": PAGE}),
    )
    assert (offered(found), blocked(found)) == ([f"{PAGE}/go"], [f"{PAGE}/go"])


def test_a_304_is_judged_by_headers_that_are_not_recorded() -> None:
    found = boxed(entry(sent={**BROWSER, "if-none-match": "x"}, status=304))
    assert (blocked(found), judged(found)["verdict"]) == ([], "inconclusive")
    assert "304" in told(found)


def test_an_entry_without_origin_from_a_cache_is_not_called_blocked() -> None:
    found = boxed(entry(sent={"referer": f"{PAGE}/"}))
    assert (offered(found), blocked(found)) == ([API], [])
    assert "no Origin" in told(found)


def test_a_beacon_that_its_preflight_refuses_is_judged() -> None:
    beacon = entry("https://m.example.net/", "POST", {"content-type": "application/json"}, 0, kind="ping")
    refused = preflight("content-type", "POST", "https://m.example.net/")
    assert blocked(boxed(refused, {**beacon, "_error": "net::ERR_FAILED"})) == ["https://m.example.net/"]


def test_the_page_is_known_where_only_the_recording_names_it() -> None:
    failed = {**entry(sent={}, status=0, _error="net::ERR_FAILED"), "pageref": "page_1"}
    found = boxed(failed, pages=[{"id": "page_1", "title": f"{PAGE}/start"}])
    assert found.request.origin == PAGE


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Preflight response is not successful. Status code: 404", "preflight-not-routed"),
        (f"Origin {PAGE} is not allowed by Access-Control-Allow-Origin. Status code: 200", "allow-origin-missing"),
        ("Request header field X-Key is not allowed by Access-Control-Allow-Headers.", "header-not-allowed"),
        ("Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
         "allow-origin-wildcard-credentials"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("creator", "field"), [("WebKit Web Inspector", "_error"), ("Playwright", "_failureText")])
def test_webkit_s_words_about_a_failure_name_the_rule(creator: str, field: str, words: str, rule: str) -> None:
    found = boxed(entry(status=0, **{field: words}), creator=creator, browser={"name": "webkit"})
    assert blocked(found) == [API]
    assert found.rules[0] == rule
    assert found.request.credentials == ("include" if "credentials" in rule else "same-origin")
    assert "names the reason: paste that too" not in told(found)


@pytest.mark.parametrize("words", ["net::ERR_FAILED", "NS_ERROR_DOM_BAD_URI", "", "Load failed", "net::ERR_ABORTED"])
def test_words_without_a_reason_name_no_rule(words: str) -> None:
    assert boxed(entry(status=0, _error=words)).rules == ()


@pytest.mark.parametrize("reason", ["HSTS", "WebRequest API"])
def test_a_redirect_of_the_browser_s_own_is_made_in_the_mode_of_what_follows(reason: str) -> None:
    target = "https://mock.example.net/items"
    found = boxed(
        entry(
            sent={"referer": f"{PAGE}/"},
            status=307,
            received={**ALLOW, "location": target, "non-authoritative-reason": reason},
        ),
        entry(target, sent={**BROWSER, "origin": "null"}, received=ANY, content="{}"),
    )
    assert (found.request.mode, blocked(found), judged(found)["verdict"]) == ("cors", [], "allowed")


@pytest.mark.parametrize("name", ["pragma", "Cache-Control", "If-None-Match", "X-Requested-With"])
def test_a_header_that_the_preflight_asks_for_keeps_the_value_that_was_sent(name: str) -> None:
    sent = {**BROWSER, name: "as-it-was"}
    found = boxed(preflight(name.lower(), "GET"), entry(sent=sent, received=ALLOW))
    assert [value for asked, value in found.request.headers if asked.lower() == name.lower()] == ["as-it-was"]
    assert "made up" not in told(found)


def test_a_header_that_the_recording_does_not_show_has_a_stand_in_and_is_named() -> None:
    found = boxed(preflight("x-token,x-other", "GET"), entry(received=ALLOW))
    assert [name for name, _ in found.request.headers] == ["x-token", "x-other"]
    assert "The preflight asked for x-token, x-other, which the recording does not show" in told(found)
