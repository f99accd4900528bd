"""Entries that CORS does not decide about are left out, are told, and cost the others nothing."""

from __future__ import annotations

from typing import Any

import pytest

from checks.inputs.hars.entries import parse, read
from checks.refusal import Refusal
from tests.inputs.hars.recordings import (
    ALLOW,
    API,
    BROWSER,
    PAGE,
    blocked,
    boxed,
    commanded,
    entry,
    har,
    offered,
    preflight,
    told,
)

FAILS = entry(_error="net::ERR_FAILED")
NOT_CORS: dict[str, tuple[dict[str, Any], str]] = {
    "a WebSocket by its URL": (entry("wss://push.example.org/ws", status=101, kind="websocket"), "1 WebSocket"),
    "a WebSocket of a proxy's recording": (
        entry("https://push.example.org/", sent={"Origin": PAGE, "Upgrade": "WebSocket"}, status=101, kind=""),
        "1 WebSocket",
    ),
    "a data: URL": (entry("data:image/png;base64,AAAA", sent={"referer": f"{PAGE}/"}), "1 data:, blob:"),
    "an extension's file": (entry("chrome-extension://abc/a.js"), "1 data:, blob:"),
    "a long URL": (entry("https://ads.example.net/?" + "a" * 5000), "1 URL that cannot be checked"),
    "a navigation": (
        entry("https://shop.example.net/", "POST", {**BROWSER, "sec-fetch-mode": "navigate"}),
        "1 page or frame",
    ),
    "a frame": (
        entry("https://video.example.net/", sent={"referer": f"{PAGE}/", "sec-fetch-dest": "iframe"}, kind="document"),
        "1 page or frame",
    ),
    "a page in an old browser": (
        entry(
            "https://shop.example.net/", sent={"Referer": PAGE, "Accept": "text/html,application/xhtml+xml"}, kind=""
        ),
        "1 page or frame",
    ),
    "the page's side of a service worker": (entry(_fetchedViaServiceWorker=True), "1 service worker response"),
    "a beacon": (
        entry("https://m.example.net/", "POST", {**BROWSER, "sec-fetch-mode": "no-cors"}, 204, kind="ping"),
        "1 response that no code reads",
    ),
    "a report of the browser": (
        entry("https://r.example.net/", "POST", {"Origin": PAGE, "Content-Type": "application/csp-report"}, kind=""),
        "1 response that no code reads",
    ),
    "an ordinary image": (
        entry("https://cdn.example.net/a.png", sent={"referer": f"{PAGE}/", "accept": "image/webp,*/*"}, kind=""),
        "1 response that no code reads",
    ),
    "a script of a memory cache": (
        entry("https://cdn.example.net/a.js", sent={"referer": f"{PAGE}/"}, kind="script"),
        "1 response that no code reads",
    ),
    "a request to the page itself": (entry(f"{PAGE}/own"), "1 request to the page's own origin"),
    "a request of nobody": (entry("https://x.example.net/", sent={}, kind=""), "1 request without a page"),
    "an entry without an answer": ({"request": {"method": "GET", "url": "https://x.example.net/"}}, "1 damaged entry"),
    "an entry that is none": (7, "1 damaged entry"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", NOT_CORS)
def test_what_is_no_cors_request_is_told_and_the_rest_is_read(name: str) -> None:
    odd, counted = NOT_CORS[name]
    for found in (boxed(odd, FAILS), boxed(FAILS, odd)):
        assert found.kind == "har"
        assert offered(found) == blocked(found) == [API]
        (left_out,) = found.left_out
        assert left_out.text.startswith(counted)
        assert left_out.why.endswith(".")


@pytest.mark.parametrize("name", ["a beacon", "an ordinary image", "a script of a memory cache"])
def test_alone_an_answer_that_no_script_reads_is_offered_and_never_called_blocked(name: str) -> None:
    found = boxed(NOT_CORS[name][0])
    assert (blocked(found), found.request.mode) == ([], "no-cors")
    assert "CORS decides nothing" in told(found)


def test_a_recording_without_any_request_to_judge_says_what_it_holds() -> None:
    with pytest.raises(Refusal) as refused:
        boxed(
            entry(f"{PAGE}/a"), entry(f"{PAGE}/b"), NOT_CORS["a navigation"][0], NOT_CORS["a WebSocket by its URL"][0]
        )
    assert (
        "It holds 4 entries: 2 requests to the page's own origin, 1 page or frame, 1 WebSocket" in refused.value.detail
    )
    assert "Save all as HAR" in refused.value.detail


@pytest.mark.parametrize("log", [{}, {"entries": None}, {"entries": {}}])
def test_a_recording_without_entries_is_named(log: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        read({"log": log})
    assert (refused.value.code, refused.value.field) == ("invalid_field", "log.entries")


def test_a_blocked_request_after_many_others_comes_first() -> None:
    images = [entry(f"https://cdn.example.net/{n}.png", sent={"referer": PAGE}, kind="image") for n in range(300)]
    fine = [entry(f"https://api.example.org/{n}", received=ALLOW) for n in range(300)]
    found = boxed(*images, *fine, FAILS)
    assert found.request.url == API
    assert len(found.others) == 100
    assert [item.text for item in found.left_out] == ["300 responses that no code reads", "201 more requests"]


def test_a_preflight_that_refuses_is_offered_where_its_request_was_not_recorded() -> None:
    found = boxed(preflight(asks="x-a"), entry("https://api.example.org/fine", received=ALLOW), creator="chrome-har")
    assert blocked(found) == [API]
    assert (found.request.method, found.is_preflight) == ("PUT", True)
    assert "Only this request's" in told(found)


def test_the_own_worker_of_a_page_is_judged_and_not_its_page() -> None:
    found = boxed(entry(received=ALLOW), entry(sent={"referer": PAGE}, _fetchedViaServiceWorker=True))
    assert (offered(found), blocked(found)) == ([API], [])


def test_a_recording_of_a_program_that_is_no_browser_offers_its_requests_and_asks_for_the_page() -> None:
    mine = entry(API, "PUT", {"Authorization": "Bearer x", "Content-Type": "application/json"}, kind="")
    found = boxed(mine, creator="Insomnia REST Client")
    assert (found.request.url, found.request.method, found.request.origin) == (API, "PUT", "")
    assert (blocked(found), found.left_out) == ([], ())
    assert "Add its origin" in told(found)
    with pytest.raises(Refusal) as refused:
        commanded(mine)
    assert refused.value.field == "log.entries"


def test_odd_spellings_of_an_entry_are_read() -> None:
    arrays = entry(sent={**BROWSER, "accept": ["*/*"]}, received={"vary": ["Origin", "Accept"]})
    found = boxed(
        arrays, {**entry("https://x.example.net/"), "request": {"method": None, "url": "https://x.example.net/"}}
    )
    assert offered(found) == [API]
    bare = har({"request": {"method": "GET", "url": API, "headers": {"Origin": PAGE}}, "response": {"status": "200"}})
    assert parse(bare).answers[0].answer.status == 200  # type: ignore[union-attr]
