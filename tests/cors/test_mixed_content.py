"""What an https page may ask over http, by browser: what passes, is upgraded or blocked, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import urls
from checks.cors.browsers import BROWSERS
from checks.cors.mixed_content import Fate, fate, lines
from checks.cors.model import Request

PAGE = "https://app.example.com"
UPGRADED, ASKED, BLOCKED, NONE = Fate.UPGRADED, Fate.ASKED, Fate.BLOCKED, Fate.NOT_MIXED


def fates(url: str, *, redirected: bool = False, **request: Any) -> list[Fate]:
    """In Chromium, Firefox and WebKit."""
    parsed = urls.parse(url)
    assert parsed is not None
    asked = Request(**{"url": url, "origin": PAGE, **request})
    return [fate(parsed, asked, browser, redirected=redirected) for browser in BROWSERS.values()]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example.org/", [NONE, NONE, NONE]),
        ("http://api.example.org:8080/", [BLOCKED, BLOCKED, BLOCKED]),
        ("http://localhost/", [ASKED, ASKED, BLOCKED]),
        ("http://a.localhost/", [ASKED, ASKED, BLOCKED]),
        ("http://127.0.0.2/", [ASKED, ASKED, BLOCKED]),
        ("http://[::1]/", [ASKED, ASKED, BLOCKED]),
        ("http://192.168.1.10/", [ASKED, BLOCKED, BLOCKED]),
        ("http://nas.local/", [ASKED, BLOCKED, BLOCKED]),
        ("http://93.184.216.36/", [BLOCKED, BLOCKED, BLOCKED]),
    ],
)
def test_what_script_asks_is_blocked_but_for_this_machine_and_its_network(url: str, expected: list[Fate]) -> None:
    assert fates(url) == expected
    assert fates(url, origin="http://app.example.com") == [NONE, NONE, NONE]


@pytest.mark.parametrize("initiator", ["img", "video", "audio"])
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://api.example.org:8080/", [UPGRADED, UPGRADED, UPGRADED]),
        ("http://localhost/", [ASKED, ASKED, ASKED]),
        ("http://[::1]/", [ASKED, ASKED, UPGRADED]),
        ("http://93.184.216.36/", [BLOCKED, UPGRADED, BLOCKED]),
        ("http://[2606:2800::1]/", [BLOCKED, UPGRADED, UPGRADED]),
        ("http://192.168.1.10/", [ASKED, UPGRADED, BLOCKED]),
        ("http://nas.local/", [ASKED, UPGRADED, UPGRADED]),
    ],
)
def test_images_and_media_are_upgraded_where_the_host_may_be(url: str, expected: list[Fate], initiator: str) -> None:
    assert fates(url, initiator=initiator, mode="no-cors") == expected


def test_after_a_redirect_webkit_blocks_an_image_of_this_machine() -> None:
    assert fates("http://localhost/", initiator="img", redirected=True) == [ASKED, ASKED, BLOCKED]


def test_an_opaque_part_of_an_https_page_is_held_to_the_same() -> None:
    assert fates("http://api.example.org/", origin="null") == [NONE, NONE, NONE]
    assert fates("http://api.example.org/", origin="null", page_url=f"{PAGE}/a") == [BLOCKED, BLOCKED, BLOCKED]


def test_a_shared_worker_is_not_held_to_it_in_chromium() -> None:
    assert fates("http://api.example.org/", context="shared-worker") == [ASKED, BLOCKED, BLOCKED]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://api.example.org/i", "automatically upgraded to HTTPS, For more information see"),
        ("http://93.184.216.36/i", "not upgraded to HTTPS because its URL's host is an IP address."),
        ("http://localhost/i", "not upgraded to HTTPS because it is a local network request."),
    ],
)
def test_chromium_says_of_an_image_why_it_was_upgraded_or_not(url: str, expected: str) -> None:
    parsed = urls.parse(url)
    assert parsed is not None
    asked = Request(url, PAGE, initiator="img", page_url=f"{PAGE}/a?b")
    line = lines(parsed, asked, BROWSERS["chromium"], redirected=False)[0]
    assert line.startswith(f"Mixed Content: The page at '{PAGE}/a?b' was loaded over HTTPS, but requested an insecure")
    assert expected in line
    assert lines(parsed, asked, BROWSERS["chromium"], redirected=True) == ()
