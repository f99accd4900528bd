"""Causes on the page's side: named beside what the console blames, each with the way out."""

from __future__ import annotations

import pytest

from checks.inputs.console import line
from checks.inputs.understood import Cause

MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."


def chromium(url: str, origin: str) -> str:
    return f"Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy: {MISSING}"


def causes(text: str) -> dict[str, Cause]:
    """The causes of the one request that a text speaks of, the likeliest first."""
    (part,) = line.parts(text)
    return {cause.rule: cause for cause in part.found.causes}


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        (chromium("https://api.example.com/x", "chrome-extension://abc"), "extension-page", ["host_permissions"]),
        (chromium("https://api.example.com/x", "moz-extension://0-1"), "extension-page", ["host_permissions"]),
        (
            chromium("https://api.example.com/x", "https://shop.example.com")
            + "\n    at chrome-extension://abc/content.js:3:1",
            "extension-page",
            ["background", "message"],
        ),
        (chromium("https://api.example.com/x", "capacitor://localhost"), "app-page", ["CapacitorHttp", "Android"]),
        (chromium("https://api.example.com/x", "tauri://localhost"), "app-page", ["plugin-http", "tauri.localhost"]),
        (chromium("https://api.example.com/x", "http://tauri.localhost"), "app-page", ["tauri://localhost"]),
        (chromium("https://api.example.com/x", "ionic://localhost"), "app-page", ["Ionic"]),
        (chromium("https://api.example.com/x", "null"), "page-origin-null", ["file", "Serve it over http"]),
        (chromium("https://api.example.com/x", "file://"), "page-origin-null", ["file"]),
        (
            chromium(
                "http://localhost/_capacitor_http_interceptor_?u=https%3A%2F%2Fapi.example.com%2Fx%3Fa", "http://a"
            ),
            "app-own-url",
            ["live reload", "stands for https://api.example.com/x.", "server.url"],
        ),
        (
            chromium("https://id.example.com/start?response_type=code&client_id=a", "https://app.example.com"),
            "login-page-fetched",
            ["navigate", "do not fetch"],
        ),
    ],
)
def test_a_cause_on_the_page_s_side_comes_right_after_the_first(text: str, rule: str, words: list[str]) -> None:
    told = causes(text)
    assert list(told)[1] == rule
    assert not told[rule].certain
    assert [word for word in words if word not in told[rule].why] == []


@pytest.mark.parametrize("origin", ["https://app.example.com", "http://localhost", "http://localhost:3000"])
def test_a_page_of_the_web_has_none_of_them(origin: str) -> None:
    told = causes(chromium("https://api.example.com/x", origin))
    assert not {"extension-page", "app-page", "app-own-url", "login-page-fetched"} & set(told)


def test_a_first_cause_stays_certain_beside_one_of_the_page() -> None:
    own = "http://localhost/_capacitor_http_interceptor_?u=https%3A%2F%2Fapi.example.com%2Fx"
    text = f"GET {own} net::ERR_BLOCKED_BY_CLIENT"
    assert [(cause.rule, cause.certain) for cause in causes(text).values()] == [
        ("blocked-by-client", True),
        ("app-own-url", False),
    ]


def firefox(url: str) -> str:
    return (
        f"Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. "
        "(Reason: CORS request did not succeed). Status code: (null)."
    )


def test_firefox_s_no_answer_is_a_blocker_s_where_lists_hold_a_word_of_the_url() -> None:
    told = causes(firefox("https://o1.ingest.sentry.io/api/9/envelope/?sentry_version=7"))
    assert list(told)[:2] == ["blocked-by-client", "request-failed"]
    assert "private window" in told["blocked-by-client"].why
    assert "blocked-by-client" not in causes(firefox("https://api.example.com/items"))


def test_what_a_library_adds_is_named_with_its_setting() -> None:
    text = (
        "blocked by CORS policy: Request header field x-client-info is not allowed by Access-Control-Allow-Headers in "
        "preflight response."
    )
    told = causes(text)
    assert list(told) == ["header-not-allowed", "library-headers", "allow-headers-wildcard-credentials"]
    assert "supabase-js" in told["header-not-allowed"].why


def test_no_server_is_told_to_allow_the_origin_null() -> None:
    told = causes(chromium("https://api.example.com/x", "null"))
    assert "with null" not in told["allow-origin-missing"].why
