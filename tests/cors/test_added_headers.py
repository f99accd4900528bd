"""Headers that libraries add: each is named with its library and what keeps it away."""

from __future__ import annotations

import pytest

from checks.cors import judge
from checks.cors.added_headers import adder_of, is_tracing
from checks.cors.document import label_of
from checks.cors.model import Finding, Headers, HttpRequest, HttpResponse, Request
from checks.cors.rules import RULES
from checks.cors.rules.base import Confidence

PAGE = "https://app.example.com"
ALLOW = ("Access-Control-Allow-Origin", PAGE)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Sentry-Trace", "Sentry"),
        ("traceparent", "OpenTelemetry"),
        ("x-datadog-parent-id", "Datadog"),
        ("x-client-info", "supabase-js"),
        ("X-Goog-Api-Client", "Google"),
        ("apollo-require-preflight", "Apollo"),
        ("x-amz-checksum-crc32", "AWS"),
        ("X-Amz-Date", "AWS"),
        ("x-stainless-lang", "OpenAI"),
        ("X-Requested-With", "axios"),
        ("Next-Router-State-Tree", "Next.js"),
        ("HX-Current-URL", "htmx"),
        ("X-Inertia", "Inertia"),
    ],
)
def test_a_known_header_has_its_library(name: str, who: str) -> None:
    adder = adder_of(name)
    assert adder is not None
    assert who in adder.who


@pytest.mark.parametrize("name", ["authorization", "content-type", "x-api-version", "x-amzn", "x-trace", "hx"])
def test_other_headers_have_none(name: str) -> None:
    assert adder_of(name) is None


def test_a_tracer_is_told_from_other_libraries() -> None:
    assert [is_tracing(name) for name in ("baggage", "X-B3-TraceId", "x-client-info", "x-mine")] == [
        True,
        True,
        False,
        False,
    ]


def refused(headers: Headers, *allowed: tuple[str, str]) -> list[Finding]:
    def answer(sent: HttpRequest) -> HttpResponse:
        return HttpResponse(204, (ALLOW, *allowed)) if sent.is_preflight else HttpResponse(200, (ALLOW,))

    judged = judge.judge(Request("https://api.example.com/x", PAGE, headers=headers), lambda: answer)
    return [finding for finding in judged.findings if finding.rule == "library-headers"]


def test_only_what_the_server_does_not_allow_is_told_and_as_a_guess() -> None:
    headers = (("X-Client-Info", "a"), ("apikey", "b"), ("X-Mine", "c"))
    (told,) = refused(headers, ("Access-Control-Allow-Headers", "ApiKey"))
    assert [item.value for item in told.evidence] == ["X-Client-Info"]
    assert RULES[told.rule].confidence is Confidence.INFERRED
    (item,) = told.evidence
    label = label_of(RULES[told.rule].label, {"args": dict(item.args), "value": item.value})
    assert label.startswith("X-Client-Info is usually added by a library, supabase-js: ")


def test_what_is_allowed_or_not_a_library_s_is_not_told() -> None:
    headers = (("X-Client-Info", "a"),)
    assert refused(headers, ("Access-Control-Allow-Headers", "x-client-info")) == []
    assert refused((("X-Mine", "a"),)) == []
