"""`POST /api/v1/evaluate`: the verdict on recorded answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from limits import parse_many
from pytest_django.fixtures import Settings

from checks.running import readers, service
from tests.tools.hostile_work import Swapped, forever

PAGE = "https://app.example.com"
URL = "https://api.example.com/items"
REQUEST = {"url": URL, "origin": PAGE, "method": "GET", "headers": [], "credentials": "omit"}


async def evaluate(client: AsyncClient, body: Any) -> HttpResponse:
    return await client.post("/api/v1/evaluate", json.dumps(body), content_type="application/json")


def answer(url: str = URL, *, preflight: bool = False, **rest: Any) -> dict[str, Any]:
    return {"url": url, "preflight": preflight, **({"status": 200, "headers": []} | rest)}


async def test_recorded_answers_give_the_document_without_id_links_dates_and_times(async_client: AsyncClient) -> None:
    body = {"request": REQUEST, "responses": [answer(headers=[["Access-Control-Allow-Origin", "*"]])]}
    response = await evaluate(async_client, body)
    document = response.json()
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert document.keys() == {
        "schema",
        "request",
        "preflight",
        "verdict",
        "verdict_text",
        "safety",
        "safety_reasons",
        "browsers",
        "exchanges",
        "findings",
        "stacks",
        "corrected",
    }
    assert (document["verdict"], document["browsers"]["webkit"]["outcome"]) == ("allowed", "allowed")
    assert "elapsed_ms" not in document["exchanges"][0]


async def test_policy_and_fixes_come_only_when_asked_for(async_client: AsyncClient) -> None:
    document = (await evaluate(async_client, {"request": REQUEST, "responses": [answer()], "fixes": True})).json()
    assert document["policy"] == {
        "origins": [PAGE],
        "methods": ["GET"],
        "headers": [],
        "credentials": False,
        "expose_headers": [],
        "max_age": 600,
    }
    assert PAGE in document["fixes"][0]["code"]


async def test_a_preflight_and_its_request_take_their_own_answers(async_client: AsyncClient) -> None:
    allow = [["Access-Control-Allow-Origin", "*"]]
    responses = [
        answer(headers=allow),
        answer(preflight=True, status=204, headers=[*allow, ["Access-Control-Allow-Methods", "PUT"]]),
    ]
    body = {"request": {**REQUEST, "method": "PUT"}, "responses": responses}
    document = (await evaluate(async_client, body)).json()
    assert document["verdict"] == "allowed"
    assert [exchange["purpose"] for exchange in document["exchanges"]] == ["preflight", "main"]
    assert document["browsers"]["firefox"]["exchanges"] == [0, 1]


async def test_an_answer_that_was_not_recorded_is_named(async_client: AsyncClient) -> None:
    document = (await evaluate(async_client, {"request": REQUEST, "responses": []})).json()
    assert document["exchanges"][0]["failure"]["code"] == "not_recorded"


async def test_an_answer_for_a_url_with_a_fragment_is_found(async_client: AsyncClient) -> None:
    body = {
        "request": {**REQUEST, "url": URL + "#part"},
        "responses": [answer(URL + "#part", headers=[["Access-Control-Allow-Origin", "*"]])],
    }
    assert (await evaluate(async_client, body)).json()["verdict"] == "allowed"


async def test_raw_bytes_are_read_by_each_browser_in_its_own_way(async_client: AsyncClient) -> None:
    raw = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin : *\r\n\r\n"
    body = {"request": REQUEST, "responses": [{"url": URL, "preflight": False, "raw": raw}]}
    document = (await evaluate(async_client, body)).json()
    assert document["verdict"] == "differs"
    assert document["browsers"]["chromium"]["outcome"] == "allowed"
    assert document["browsers"]["firefox"]["outcome"] == "blocked"


async def test_what_a_browser_refuses_is_a_verdict_here_and_no_error(async_client: AsyncClient) -> None:
    body = {"request": {**REQUEST, "method": "TRACE"}, "responses": []}
    document = (await evaluate(async_client, body)).json()
    assert {browser["outcome"] for browser in document["browsers"].values()} == {"refused"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"responses": []}, "request"),
        ({"request": {"url": URL}, "responses": []}, "request.origin"),
        ({"request": {**REQUEST, "foo": 1}}, "request.foo"),
        ({"request": {**REQUEST, "credentials": "some"}}, "request.credentials"),
        ({"request": REQUEST, "responses": {}}, "responses"),
        ({"request": REQUEST, "responses": [7]}, "responses[0]"),
        ({"request": REQUEST, "responses": [{"url": URL}]}, "responses[0]"),
        ({"request": REQUEST, "responses": [answer(status="200")]}, "responses[0].status"),
        ({"request": REQUEST, "responses": [answer(status=True)]}, "responses[0].status"),
        ({"request": REQUEST, "responses": [answer(headers=[["a"]])]}, "responses[0].headers"),
        ({"request": REQUEST, "responses": [{"url": URL, "raw": "\u0416"}]}, "responses[0].raw"),
        ({"request": REQUEST, "responses": [], "observed": {}}, "observed"),
    ],
)
async def test_a_wrong_shape_is_named(async_client: AsyncClient, body: Any, field: str) -> None:
    response = await evaluate(async_client, body)
    problem = response.json()
    assert (response.status_code, problem["code"], problem["field"]) == (400, "invalid_field", field)


async def test_any_page_may_evaluate(async_client: AsyncClient) -> None:
    preflight = await async_client.options(
        "/api/v1/evaluate",
        headers={
            "origin": PAGE,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert preflight["Access-Control-Allow-Headers"] == "Content-Type"


async def test_the_pages_policy_hsts_and_the_targets_address_space_are_facts_of_the_request(
    async_client: AsyncClient,
) -> None:
    facts = {
        "content_security_policy": "connect-src 'self'",
        "hsts": True,
        "target_address_space": "public",
    }
    document = (await evaluate(async_client, {"request": REQUEST | facts, "responses": [answer()]})).json()
    assert {name: document["request"][name] for name in facts} == facts
    assert {browser["rule"] for browser in document["browsers"].values()} == {"content-security-policy-blocks"}
    wrong = {"request": REQUEST | {"target_address_space": "private"}, "responses": []}
    refused = await evaluate(async_client, wrong)
    assert (refused.status_code, refused.json()["field"]) == (400, "request.target_address_space")


async def test_the_preflights_lifetime_is_told_by_browser(async_client: AsyncClient) -> None:
    allow = [["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Methods", "PUT"]]
    responses = [
        answer(preflight=True, headers=[*allow, ["Access-Control-Max-Age", "3600"]]),
        answer(headers=allow[:1]),
    ]
    document = (await evaluate(async_client, {"request": REQUEST | {"method": "PUT"}, "responses": responses})).json()
    cache = document["preflight"]["cache"]
    assert {name: told["seconds"] for name, told in cache.items()} == {"chromium": 3600, "firefox": 3600, "webkit": 600}
    assert cache["chromium"]["why"] == "as set by Access-Control-Max-Age"


async def test_the_secrets_of_the_request_are_not_echoed(async_client: AsyncClient) -> None:
    url = "https://api.example.com/items?api_key=QUERYSECRET123"
    answer = await async_client.post(
        "/api/v1/evaluate",
        data={
            "request": {
                "url": url,
                "origin": "https://app.example.com",
                "headers": [["Authorization", "Bearer HEADERSECRET123"]],
            },
            "responses": [
                {
                    "url": url,
                    "preflight": True,
                    "status": 204,
                    "headers": [
                        ["Access-Control-Allow-Origin", "*"],
                        ["Access-Control-Allow-Headers", "authorization"],
                    ],
                },
                {"url": url, "preflight": False, "status": 200, "headers": [["Access-Control-Allow-Origin", "*"]]},
            ],
        },
        content_type="application/json",
    )
    document = answer.json()
    assert document["verdict"] == "allowed"
    assert document["request"]["headers"] == [["Authorization", "Bearer [redacted]"]]
    assert "HEADERSECRET123" not in answer.text
    assert "QUERYSECRET123" not in answer.text


async def test_a_recording_that_takes_too_long_to_judge_is_a_problem_that_a_page_can_read(
    async_client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = Swapped(forever)
    monkeypatch.setattr(readers, "default", lambda: hanging)
    response = await evaluate(async_client, {"request": REQUEST, "responses": [answer()]})
    await hanging.close()
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "unread")
    assert problem["detail"] == (
        "This could not be read: it took longer than 0.5 seconds. Send fewer or shorter responses."
    )
    assert response["Access-Control-Allow-Origin"] == "*"


async def test_one_recording_too_many_is_told_with_the_time_to_come_back(
    async_client: AsyncClient, settings: Settings
) -> None:
    settings.CHECK_FRAGMENT_RATE_LIMITS = tuple(parse_many("2/minute"))
    service.default.cache_clear()
    body = {"request": REQUEST, "responses": [answer()]}
    responses = [await evaluate(async_client, body) for _ in range(3)]
    service.default.cache_clear()
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert [response["RateLimit-Remaining"] for response in responses] == ["1", "0", "0"]
    assert responses[2].json()["code"] == "rate_limited"
    assert 1 <= int(responses[2]["Retry-After"]) <= 60
    assert "RateLimit-Remaining" in responses[2]["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "many", [{"status": 200, "headers": [["a", "b"]] * 2501}, {"raw": "HTTP/1.1 200 OK\r\n" + "a:b\r\n" * 2500}]
)
async def test_more_header_fields_than_a_reader_takes_are_refused(
    async_client: AsyncClient, many: dict[str, Any]
) -> None:
    each = {"url": REQUEST["url"], "preflight": False, **many}
    fitting = await evaluate(async_client, {"request": REQUEST, "responses": [each]})
    refused = await evaluate(async_client, {"request": REQUEST, "responses": [each, each]})
    assert (fitting.status_code, refused.status_code, refused.json()["field"]) == (200, 400, "responses")
    assert "at most 5,000 are judged" in refused.json()["detail"]


PREFLIGHT = answer(
    preflight=True,
    status=204,
    headers=[
        ["Access-Control-Allow-Origin", PAGE],
        ["Access-Control-Allow-Methods", "PUT"],
        ["Access-Control-Allow-Headers", "X-Api-Key"],
        ["Access-Control-Max-Age", "600"],
    ],
)
PUT = {
    "request": {**REQUEST, "method": "PUT"},
    "responses": [PREFLIGHT, answer(headers=[["Access-Control-Allow-Origin", PAGE]])],
}


async def test_a_later_request_that_asks_again_says_why_and_keeps_no_secret(async_client: AsyncClient) -> None:
    then = [{"headers": {"X-Api-Key": "abcdef123456"}}, {"url": f"{URL}/2"}, {"after_s": 600}, {"method": "GET"}]
    told = (await evaluate(async_client, {**PUT, "then": then})).json()["then"]
    assert [entry["browsers"]["firefox"]["preflight"] for entry in told] == ["kept", "asked", "asked", "none"]
    assert told[1]["browsers"]["webkit"]["why"] == "a preflight is kept for one URL, and this is another"
    assert [entry["browsers"]["chromium"]["outcome"] for entry in told] == ["allowed", "unknown", "allowed", "allowed"]
    assert told[0]["request"] == {"headers": [["X-Api-Key", "[redacted]"]]}


@pytest.mark.parametrize(
    ("then", "field"),
    [
        ({}, "then"),
        ([{}] * 21, "then"),
        (["DELETE"], "then[0]"),
        ([{}, {"origin": PAGE}], "then[1].origin"),
        ([{"after_s": "5"}], "then[0].after_s"),
        ([{"after_s": -1}], "then[0].after_s"),
        ([{"after_s": True}], "then[0].after_s"),
        ([{"credentials": "some"}], "then[0].credentials"),
    ],
)
async def test_later_requests_that_cannot_be_read_name_the_field(
    async_client: AsyncClient, then: Any, field: str
) -> None:
    response = await evaluate(async_client, {**PUT, "then": then})
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (400, "invalid_field", field)
