"""Whatever JSON comes, the API answers with a document or a sentence, never with a server error."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checks.inputs.check_json import read_check
from checks.inputs.evaluate_json import read_evaluate
from checks.inputs.json_text import parse_object
from checks.inputs.request_fields import FIELDS, Field
from checks.refusal import Refusal
from checks.running.evaluation import evaluate
from checks.secrets.redaction import redact
from tests.tools.effort import tries

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ORIGINS = st.sampled_from(
    ["https://app.example.com", "http://localhost:3000", "null", "capacitor://localhost", "https://[::1]:8443", ""]
) | st.text(max_size=20)
URLS = st.sampled_from(
    [
        "https://api.example.com/items",
        "https://api.example.com/items?a=b#c",
        "http://api.example.com:8080/",
        "https://user:pass@api.example.com/",
        "https://app.example.com/own",
        "/relative",
        "//api.example.com/x",
        "data:text/plain,x",
        "blob:https://app.example.com/1",
        "http://[::1]/",
        "https://\u00fc.example/",
    ]
) | st.text(max_size=30)
METHODS = st.sampled_from(["GET", "post", "PUT", "patch", "HEAD", "OPTIONS", "TRACE", "G T", "*"]) | st.text(max_size=8)
NAMES = st.sampled_from(
    [
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
        "Location",
        "Vary",
        "Content-Type",
        "Authorization",
        "Range",
        "Set-Cookie",
        "X-A",
        "Cross-Origin-Resource-Policy",
    ]
) | st.text(st.characters(max_codepoint=0xFF), max_size=10)
VALUES = st.sampled_from(
    ["*", "null", "true", "https://app.example.com", "https://app.example.com/", "GET, PUT", "x-a,,", "/next", "5", ""]
) | st.text(st.characters(max_codepoint=0xFF), max_size=30)
HEADERS = st.lists(st.tuples(NAMES, VALUES).map(list), max_size=5)
TOLD = {
    "method": METHODS,
    "headers": HEADERS,
    "content_security_policy": st.text(max_size=30) | st.sampled_from(["connect-src 'self'", "default-src *:*"]),
}


def _values(field: Field) -> st.SearchStrategy[Any]:
    if field.words:
        return st.sampled_from(field.allowed(recorded=True))
    return st.booleans() if field.type is bool else st.text(max_size=10)


REQUESTS = st.fixed_dictionaries(
    {"url": URLS, "origin": ORIGINS},
    optional={name: _values(field) for name, field in FIELDS.items() if not field.required} | TOLD,
)
STATUSES = st.sampled_from([200, 204, 301, 302, 303, 307, 308, 401, 404, 500, 0, 99, 1000])
LATIN1 = st.text(st.characters(max_codepoint=0xFF), max_size=60)
ANSWERS = (
    st.fixed_dictionaries({"status": STATUSES, "headers": HEADERS})
    | st.fixed_dictionaries({"failure": st.sampled_from(["connect_error", "tls_error", "dns_error", "odd"])})
    | st.fixed_dictionaries({"raw": LATIN1.map(lambda text: "HTTP/1.1 200 OK\r\n" + text) | LATIN1})
)


@st.composite
def evaluations(draw: st.DrawFn) -> dict[str, Any]:
    """A well-shaped evaluation whose answers are for the URLs that the request may lead to."""
    request = draw(REQUESTS)
    urls = st.sampled_from([request["url"], "https://api.example.com/next", "https://api.example.com/items"])
    responses = draw(st.lists(st.tuples(urls, st.booleans(), ANSWERS), max_size=6))
    return {
        "request": request,
        "responses": [{"url": url, "preflight": preflight, **answer} for url, preflight, answer in responses],
        "fixes": draw(st.booleans()),
    }


def refusal_of(read: Callable[[], Any]) -> Refusal | None:
    """What the input was refused with; None where it was not."""
    try:
        read()
    except Refusal as refusal:
        return refusal
    return None


def judge(body: Any) -> dict[str, Any]:
    read = read_evaluate(parse_object(json.dumps(body)))
    return evaluate(read.request, read.responses, "https://cors.example.org", fixes=read.fixes)


@settings(max_examples=tries(300, 100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(evaluations())
def test_every_well_shaped_evaluation_has_a_verdict(body: dict[str, Any]) -> None:
    # Were all refused, there would be no example left, which is a failure.
    assume(refusal_of(lambda: judge(body)) is None)
    document = judge(body)
    assert document["browsers"].keys() == {"chromium", "firefox", "webkit"}
    assert redact(document).keys() == document.keys()
    json.dumps(document).encode()


@settings(max_examples=tries(200, 80), deadline=None)
@given(st.dictionaries(st.sampled_from(["request", "responses", "fixes", "id", "x"]), JUNK | REQUESTS, max_size=4))
def test_any_json_is_evaluated_or_refused(body: dict[str, Any]) -> None:
    refusal = refusal_of(lambda: judge(body))
    if refusal is not None:
        assert (refusal.code, refusal.status) == ("invalid_field", 400)
        assert len(refusal.detail.split()) > 3


@settings(max_examples=tries(300, 100), deadline=None)
@given(
    st.dictionaries(st.sampled_from(["url", "origin", "method", "headers", "probes", "mode", "x"]), JUNK, max_size=5)
    | REQUESTS
)
def test_any_json_is_a_check_or_refused(body: dict[str, Any]) -> None:
    refusal = refusal_of(lambda: read_check(parse_object(json.dumps(body))))
    if refusal is not None:
        # The shape of the body is wrong, or what a field says.
        assert refusal.status == (400 if refusal.code in ("invalid_field", "invalid_json") else 422)
        assert len(refusal.detail.split()) > 3


@settings(max_examples=tries(200, 80), deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_json_or_refused(raw: bytes | str) -> None:
    refusal = refusal_of(lambda: parse_object(raw))
    assert refusal is None or refusal.code == "invalid_json"
