"""What the consoles print for a few blocks, word by word, as it was recorded from the browsers."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.model import HttpResponse
from tests.cors.conversations import API, ORIGIN, PAGE, asked, judged

PLAIN = ("Content-Type", "text/plain")
NO_STREAM = (
    'EventSource\'s response has a MIME type ("text/plain") that is not "text/event-stream". Aborting the connection.',
)
MOVED = "https://other.example.net/b"
MUST_MATCH = f"Unsafe attempt to load URL {MOVED} from origin {PAGE}. Domains, protocols and ports must match."


def printed(answer: HttpResponse, **request: Any) -> dict[str, tuple[str, ...]]:
    told = judged(asked(**request), answer.headers, hops={API: answer})
    return {name: outcome.console for name, outcome in told.outcomes.items()}


def test_an_event_source_that_gets_no_event_stream() -> None:
    refused = f"Firefox can’t establish a connection to the server at {API}."
    assert printed(HttpResponse(200, (ORIGIN, PLAIN)), initiator="eventsource") == {
        "chromium": NO_STREAM,
        "firefox": (refused, refused),
        "webkit": NO_STREAM,
    }


def test_mode_same_origin_for_another_origin() -> None:
    assert printed(HttpResponse(200, (ORIGIN,)), mode="same-origin") == {
        "chromium": (
            f'Fetch API cannot load {API}. Request mode is "same-origin" but the URL\'s origin is not same as the '
            f"request origin {PAGE}.",
        ),
        "firefox": (f"Security Error: Content at {PAGE}/ may not load data from {API}.",),
        "webkit": (f"Fetch API cannot load {API}.",),
    }


def test_mode_same_origin_that_is_redirected_to_another_origin() -> None:
    lines = printed(HttpResponse(302, (("Location", MOVED),)), mode="same-origin", origin="https://api.example.org")
    assert MUST_MATCH.replace(PAGE, "https://api.example.org") in lines["webkit"]


@pytest.mark.parametrize(
    ("value", "exposed"),
    [
        ("*", {"x-a", "x-b"}),
        ("X-B, *", {"x-a", "x-b"}),
        ("X-B", {"x-b"}),
        ("X-B, not a token", set()),
        ("*, not a token", set()),
        ("not a token, *", set()),
        ("", set()),
    ],
)
def test_what_a_page_may_read_of_the_headers_is_what_the_server_exposes(value: str, exposed: set[str]) -> None:
    headers = (("Access-Control-Allow-Origin", "*"), ("X-A", "1"), ("X-B", "2"))
    told = judged(asked(), (*headers, ("Access-Control-Expose-Headers", value)))
    for browser, outcome in told.outcomes.items():
        # Firefox keeps a star that stands before what is no token.
        kept = {"x-a", "x-b"} if browser == "firefox" and value == "*, not a token" else exposed
        assert {name.lower() for name in outcome.exposed_headers} & {"x-a", "x-b"} == kept


@pytest.mark.parametrize("value", [f"{PAGE},https://b.example", f"{PAGE} https://b.example", f"{PAGE}, *"])
def test_chromium_speaks_of_multiple_values_where_there_is_a_comma_or_a_space(value: str) -> None:
    lines = printed(HttpResponse(200, (("Access-Control-Allow-Origin", value),)))["chromium"]
    assert f"header contains multiple values '{value}', but only one is allowed." in lines[0]


def test_of_a_data_url_firefox_shows_a_length_besides_the_type() -> None:
    told = judged(asked(url="data:text/plain,abc"))
    assert {name: outcome.exposed_headers for name, outcome in told.outcomes.items()} == {
        "chromium": ("content-type",),
        "firefox": ("content-length", "content-type"),
        "webkit": ("content-type",),
    }
