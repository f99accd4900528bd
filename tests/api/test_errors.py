"""Bad input, one by one: a clear sentence each, in one shape, never a server error."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from django.test import AsyncClient

PAGE = "https://app.example.com"
GOOD = {"url": "https://api.example.com/", "origin": PAGE}

# body, status, code, field, a part of the sentence
BAD = {
    "no scheme": ({**GOOD, "url": "api.example.com/items"}, 422, "invalid_url", "url", "https://api.example.com"),
    "host and port": ({**GOOD, "url": "localhost:8080/x"}, 422, "invalid_url", "url", "http://localhost:8080/x"),
    "userinfo": ({**GOOD, "url": "https://user:pass@api.example.com/"}, 422, "invalid_url", "url", "user name"),
    "space in the host": ({**GOOD, "url": "https://api example.com/"}, 422, "invalid_url", "url", "space"),
    "long url": ({**GOOD, "url": "https://api.example.com/" + "x" * 5000}, 422, "invalid_url", "url", "4,096"),
    "no url": ({"origin": PAGE}, 400, "invalid_field", "url", "url"),
    "url is a number": ({**GOOD, "url": 7}, 400, "invalid_field", "url", "string"),
    "url is empty": ({**GOOD, "url": " "}, 422, "invalid_url", "url", "URL"),
    "another scheme": ({**GOOD, "url": "ftp://api.example.com/"}, 422, "invalid_url", "url", "http"),
    "metadata address": ({**GOOD, "url": "http://169.254.169.254/"}, 422, "blocked_address", "url", "public"),
    "private address": ({**GOOD, "url": "http://10.0.0.1/"}, 422, "blocked_address", "url", "public"),
    "origin with a path": ({**GOOD, "origin": PAGE + "/app"}, 422, "invalid_origin", "origin", PAGE),
    "origin without scheme": ({**GOOD, "origin": "app.example.com"}, 422, "invalid_origin", "origin", "scheme"),
    "origin with a slash": ({**GOOD, "origin": PAGE + "/"}, 422, "invalid_origin", "origin", "slash"),
    "TRACE": ({**GOOD, "method": "TRACE"}, 422, "invalid_method", "method", "TRACE"),
    "connect": ({**GOOD, "method": "connect"}, 422, "invalid_method", "method", "CONNECT"),
    "method with a space": ({**GOOD, "method": "GE T"}, 422, "invalid_method", "method", "word"),
    "line break": ({**GOOD, "headers": [["X-A", "1\r\nX-B: 2"]]}, 422, "invalid_header", "headers", "line break"),
    "name with a line break": ({**GOOD, "headers": [["X-A\n", "1"]]}, 422, "invalid_header", "headers", "header"),
    "60 headers": ({**GOOD, "headers": [[f"X-{n}", "1"] for n in range(60)]}, 422, "invalid_header", "headers", "50"),
    "Cookie": ({**GOOD, "headers": {"Cookie": "a=b"}}, 422, "invalid_header", "headers", "Cookie"),
    "Host": ({**GOOD, "headers": {"Host": "x"}}, 422, "invalid_header", "headers", "Host"),
    "X-Forwarded-For": (
        {**GOOD, "headers": {"X-Forwarded-For": "1"}},
        422,
        "invalid_header",
        "headers",
        "X-Forwarded-For",
    ),
    "metadata header": (
        {**GOOD, "headers": {"Metadata-Flavor": "x"}},
        422,
        "invalid_header",
        "headers",
        "Metadata-Flavor",
    ),
    "value is no text": ({**GOOD, "headers": [["X-A", 1]]}, 400, "invalid_field", "headers", "string"),
    "headers are a text": ({**GOOD, "headers": "X-A: 1"}, 400, "invalid_field", "headers", "list"),
    "emoji": ({**GOOD, "headers": {"X-A": "\U0001f600"}}, 422, "invalid_header", "headers", "ASCII"),
    "unknown field": ({**GOOD, "metod": "GET"}, 400, "invalid_field", "metod", "metod"),
    "credentials": ({**GOOD, "credentials": "always"}, 400, "invalid_field", "credentials", "include"),
    "mode": ({**GOOD, "mode": "navigate"}, 400, "invalid_field", "mode", "no-cors"),
    "referrer policy": (
        {**GOOD, "referrer_policy": "none"},
        400,
        "invalid_field",
        "referrer_policy",
        "one of an empty text, no-referrer",
    ),
    "probes": ({**GOOD, "probes": "yes"}, 400, "invalid_field", "probes", "true or false"),
    "method of an image": ({**GOOD, "initiator": "img", "method": "PUT"}, 422, "invalid_method", "method", "GET"),
    "half a surrogate": ({**GOOD, "url": "https://api.example.com/\ud800"}, 400, "invalid_field", "url", "surrogate"),
    "a list": ([GOOD], 400, "invalid_json", None, "object"),
    "a text": ("hello", 400, "invalid_json", None, "object"),
    "null": (None, 400, "invalid_json", None, "object"),
    "NaN": ({**GOOD, "probes": math.nan}, 400, "invalid_json", None, "NaN is not a JSON value (RFC 8259)."),
    "Infinity": ({**GOOD, "x": [-math.inf]}, 400, "invalid_json", None, "-Infinity is not a JSON value (RFC 8259)."),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.django_db(transaction=True)
async def test_bad_input_is_answered_with_what_to_change(async_client: AsyncClient, name: str) -> None:
    body, status, code, field, words = BAD[name]
    response = await async_client.post("/api/v1/checks", json.dumps(body), content_type="application/json")
    problem = response.json()
    assert (response.status_code, problem["code"], problem.get("field")) == (status, code, field)
    assert response["Content-Type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["type"] == f"http://testserver/errors/{code}"
    assert words in problem["detail"]


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b" ", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b'{"url": NaN}', 400, "invalid_json"),
        (b"\xff\xfe", 400, "invalid_json"),
        (b"[" * 10_000, 400, "invalid_json"),
        (b'{"url": ' + b"1" * 5000 + b"}", 400, "invalid_json"),
        (b" " * 16_385, 413, "body_too_large"),
    ],
)
async def test_a_body_that_is_no_json_is_answered_with_a_sentence(
    async_client: AsyncClient, raw: bytes, status: int, code: str
) -> None:
    response = await async_client.post("/api/v1/checks", raw, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_form_of_another_site_cannot_start_a_check(async_client: AsyncClient, content_type: str) -> None:
    response = await async_client.post("/api/v1/checks", json.dumps(GOOD), content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


async def test_another_method_is_answered_with_those_that_there_are(async_client: AsyncClient) -> None:
    response = await async_client.put("/api/v1/checks", "{}", content_type="application/json")
    assert (response.status_code, response.json()["code"], response["Allow"]) == (
        405,
        "method_not_allowed",
        "OPTIONS, POST",
    )


async def test_an_unknown_address_of_the_api_is_a_problem_too(async_client: AsyncClient) -> None:
    response = await async_client.get("/api/v1/nothing")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json() == {
        "type": "http://testserver/errors/not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "code": "not_found",
    }


def _deep(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


async def test_a_value_that_nests_deeply_is_a_wrong_type(async_client: AsyncClient) -> None:
    body = json.dumps({**GOOD, "headers": _deep(500)})
    response = await async_client.post("/api/v1/checks", body, content_type="application/json")
    assert (response.status_code, response.json()["field"]) == (400, "headers")
