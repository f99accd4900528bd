"""What is said of a request itself, whatever the server answers."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.model import Headers
from tests.cors.conversations import MAX_AGE, ORIGIN, PAGE, asked, judged, shown

ANY = ("Access-Control-Allow-Origin", "*")
PREFLIGHT = (ANY, MAX_AGE, ("Access-Control-Allow-Methods", "*, patch, PATCH, purge"))
ACCEPT = ("Accept", "application/json")


def advice(headers: Headers = (), **request: Any) -> dict[str, list[str]]:
    names = ", ".join(name for name, _ in headers)
    allowed = (("Access-Control-Allow-Headers", names),) if names else ()
    return shown(judged(asked(headers=headers, **request), (ANY,), (*PREFLIGHT, *allowed)))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((ACCEPT,), {}),
        ((("X-Custom", "1"), ("Content-Type", "application/json")), {}),
        (
            (("Access-Control-Allow-Origin", "*"), ("access-control-max-age", "1")),
            {
                "allow-origin-as-request-header": [
                    "headers: Access-Control-Allow-Origin",
                    "headers: access-control-max-age",
                ]
            },
        ),
        ((("Cookie", "a=b"), ACCEPT), {"header-forbidden": ["headers: Cookie"]}),
        ((("Sec-Fetch-Site", "none"),), {"header-forbidden": ["headers: Sec-Fetch-Site"]}),
        ((("X-HTTP-Method-Override", "TRACE"),), {"header-forbidden": ["headers: X-HTTP-Method-Override"]}),
        ((("X-HTTP-Method-Override", "PUT"),), {}),
        ((("Accept", "a" * 128),), {}),
        ((("Accept", "a" * 129),), {"safelist-value-long": ["headers: Accept"]}),
        ((("Accept", 'text/html;q="1"'),), {"safelist-value-long": ["headers: Accept"]}),
        ((("Accept-Language", "de_DE"),), {"safelist-value-long": ["headers: Accept-Language"]}),
        ((("Content-Type", 'multipart/form-data; boundary="a"'),), {"safelist-value-long": ["headers: Content-Type"]}),
        ((("Content-Type", 'application/json; charset="utf-8"'),), {}),
        ((("Range", "bytes=-5"),), {}),
        (
            (("sentry-trace", "1"), ("baggage", "a=b"), ("X-Request-Id", "1")),
            {"tracing-headers": ["headers: sentry-trace", "headers: baggage"]},
        ),
        ((("x-datadog-trace-id", "1"),), {"tracing-headers": ["headers: x-datadog-trace-id"]}),
    ],
)
def test_headers_that_the_page_sets(headers: Headers, expected: dict[str, list[str]]) -> None:
    assert advice(headers) == expected


@pytest.mark.parametrize(
    ("request_fields", "expected"),
    [
        ({"method": "PATCH"}, {}),
        ({"method": "put"}, {"preflight-wildcard-uncached": ["Access-Control-Allow-Methods: *"]}),
        ({"method": "patch"}, {"method-not-normalized": ["method: patch"]}),
        ({"method": "purge"}, {}),
        ({"mode": "no-cors"}, {"no-cors-opaque": ["mode: no-cors"]}),
        ({"mode": "no-cors", "origin": "https://api.example.org"}, {}),
        ({"origin": "null"}, {"page-origin-null": ["origin: null"]}),
        ({"origin": "capacitor://localhost"}, {}),
        ({"origin": "https://api.example.org"}, {"same-origin": ["url: https://api.example.org/items"]}),
        ({"origin": "https://api.example.org:8443"}, {}),
        ({"initiator": "img", "mode": "no-cors"}, {"element-crossorigin": ["Access-Control-Allow-Origin: *"]}),
        ({"initiator": "img"}, {}),
    ],
)
def test_what_the_page_asks_for(request_fields: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert advice(**request_fields) == expected


def test_a_tracing_header_that_the_server_refuses_is_named_beside_the_block() -> None:
    request = asked(headers=(("traceparent", "00"),))
    assert list(shown(judged(request, (ORIGIN,), (ORIGIN, MAX_AGE)))) == [
        "header-not-allowed",
        "tracing-headers",
        "header-avoidable",
    ]


@pytest.mark.parametrize(
    ("content_type", "mode", "expected"),
    [
        ("font/woff2", "no-cors", {"preload-mismatch": ["Content-Type: font/woff2"]}),
        ("application/font-woff", "no-cors", {"preload-mismatch": ["Content-Type: application/font-woff"]}),
        ("image/png", "no-cors", {}),
        ("font/woff2", "cors", {}),
    ],
)
def test_a_preloaded_font(content_type: str, mode: str, expected: dict[str, list[str]]) -> None:
    request = asked(initiator="preload", mode=mode)
    assert shown(judged(request, (("Access-Control-Allow-Origin", PAGE), ("Content-Type", content_type)))) == expected
