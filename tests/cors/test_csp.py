"""A page's policy against URLs, as all three browsers match them."""

from __future__ import annotations

import pytest

from checks.cors import csp, urls
from checks.cors.initiators import INITIATORS

PAGE = "https://app.example.com"


def forbidden(
    policy: str, url: str, *, initiator: str = "fetch", page: str = PAGE, redirected: bool = False
) -> list[str]:
    parsed = urls.parse(url)
    assert parsed is not None
    chain = INITIATORS[initiator].directives
    return [directive.text for directive in csp.violated(policy, chain, parsed, page, redirected=redirected)]


@pytest.mark.parametrize(
    ("sources", "url", "allowed"),
    [
        ("'none'", "https://api.example.com/", False),
        ("", "https://api.example.com/", False),
        ("*", "https://api.example.com:8443/x", True),
        ("*", "http://api.example.com/", True),
        ("'self'", "https://app.example.com/x", True),
        ("'self'", "https://api.example.com/", False),
        ("'self'", "https://app.example.com:8443/", False),
        ("self", "https://app.example.com/", False),
        ("https:", "https://api.example.com:8443/", True),
        ("https:", "http://api.example.com/", False),
        ("http:", "https://api.example.com/", True),
        ("data:", "https://api.example.com/", False),
        ("api.example.com", "https://api.example.com/x", True),
        ("API.Example.com", "https://api.example.com/x", True),
        ("api.example.com", "http://api.example.com/", False),
        ("api.example.com", "https://api.example.com:8443/", False),
        ("http://api.example.com", "https://api.example.com/", True),
        ("https://api.example.com:8443", "https://api.example.com:8443/", True),
        ("https://api.example.com:8443", "https://api.example.com/", False),
        ("https://api.example.com:443", "https://api.example.com/", True),
        ("http://api.example.com:80", "https://api.example.com/", True),
        ("https://api.example.com:*", "https://api.example.com:9000/", True),
        ("*.example.com", "https://api.example.com/", True),
        ("*.example.com", "https://a.b.example.com/", True),
        ("*.example.com", "https://example.com/", False),
        ("https://*.example.com:*", "https://api.example.com:1234/", True),
        ("https://api.example.com/v1/", "https://api.example.com/v1/items?x", True),
        ("https://api.example.com/v1/", "https://api.example.com/v1", False),
        ("https://api.example.com/v1", "https://api.example.com/v1?x=1", True),
        ("https://api.example.com/v1", "https://api.example.com/v1/items", False),
        ("https://api.example.com/a%20b", "https://api.example.com/a b", True),
        ("127.0.0.1:*", "https://127.0.0.1:3000/", True),
        ("https://[::1]:3000", "https://[::1]:3000/", True),
        ("'unsafe-inline' https://other.example", "https://api.example.com/", False),
    ],
)
def test_a_source_list_against_a_url(sources: str, url: str, allowed: bool) -> None:
    text = f"connect-src {sources}".strip()
    assert forbidden(text, url) == ([] if allowed else [text])


@pytest.mark.parametrize(
    ("policy", "initiator", "expected"),
    [
        ("script-src 'none'", "fetch", []),
        ("default-src 'self'", "fetch", ["default-src 'self'"]),
        ("default-src 'self'; connect-src *", "fetch", []),
        ("default-src *; connect-src 'none'", "xmlhttprequest", ["connect-src 'none'"]),
        ("connect-src 'none'; connect-src *", "fetch", ["connect-src 'none'"]),
        ("CONNECT-SRC 'none'", "fetch", ["connect-src 'none'"]),
        ("connect-src *, connect-src 'self'", "fetch", ["connect-src 'self'"]),
        ("connect-src 'none', default-src 'self'", "fetch", ["connect-src 'none'", "default-src 'self'"]),
        ("connect-src *\nconnect-src 'self'", "eventsource", ["connect-src 'self'"]),
        ("img-src 'self'", "img", ["img-src 'self'"]),
        ("img-src 'self'", "font", []),
        ("font-src 'self'", "font", ["font-src 'self'"]),
        ("script-src 'self'", "script", ["script-src 'self'"]),
        ("script-src 'self'; script-src-elem *", "module-script", []),
        ("script-src 'nonce-abc' 'strict-dynamic'", "script", []),
        ("style-src 'self'", "stylesheet", ["style-src 'self'"]),
        (" ; ", "fetch", []),
    ],
)
def test_which_directive_counts(policy: str, initiator: str, expected: list[str]) -> None:
    assert forbidden(policy, "https://api.example.com/", initiator=initiator) == expected


def test_a_path_does_not_count_after_a_redirect_and_a_page_without_origin_has_no_self() -> None:
    policy = "connect-src https://api.example.com/v1/"
    assert forbidden(policy, "https://api.example.com/v2", redirected=True) == []
    assert forbidden("connect-src 'self'", "https://api.example.com/", page="null") == ["connect-src 'self'"]
    assert forbidden("connect-src api.example.com", "https://api.example.com/", page="null") == []
