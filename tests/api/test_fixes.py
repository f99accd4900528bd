"""`POST /api/v1/fixes`: a policy in, configurations out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import AsyncClient
from limits import parse_many
from pytest_django.fixtures import Settings

from checks.cors.policy import CorsPolicy
from checks.fixes import STACKS
from checks.reports.document import fixes_of
from checks.running import service
from tests.api.test_reference import problems_of

ORIGIN = "https://app.example.com"


async def post(client: AsyncClient, body: Any) -> Any:
    return await client.post("/api/v1/fixes", json.dumps(body), content_type="application/json")


async def test_a_policy_becomes_the_configuration_of_every_server(async_client: AsyncClient) -> None:
    body = {"policy": {"origins": [ORIGIN], "methods": ["GET", "PUT"], "headers": ["X-A"], "credentials": True}}
    response = await post(async_client, body)
    policy = CorsPolicy((ORIGIN,), ("GET", "PUT"), ("x-a",), credentials=True)
    assert problems_of("FixesWanted", body) == []
    assert response.json() == {"schema": 1, "policy": policy.as_dict(), "fixes": fixes_of(policy)}
    assert problems_of("Fixes", response.json()) == []
    assert response["Access-Control-Allow-Origin"] == "*"


async def test_only_the_named_servers_are_configured(async_client: AsyncClient) -> None:
    response = await post(async_client, {"policy": {"origins": ["*"]}, "stacks": ["nginx", "express"]})
    assert [fix["stack"] for fix in response.json()["fixes"]] == [id for id in STACKS if id in ("nginx", "express")]


async def test_a_server_that_cannot_express_the_policy_is_left_out(async_client: AsyncClient) -> None:
    body = {"policy": {"origins": ["https://*.example.com"]}, "stacks": ["nginx", "lighttpd"]}
    assert [fix["stack"] for fix in (await post(async_client, body)).json()["fixes"]] == ["nginx"]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 400, "invalid_field", "policy"),
        ({"policy": []}, 400, "invalid_field", "policy"),
        ({"policy": {}}, 422, "invalid_origin", "policy.origins"),
        ({"policy": {"origins": ORIGIN}}, 400, "invalid_field", "policy.origins"),
        ({"policy": {"origins": [7]}}, 400, "invalid_field", "policy.origins"),
        ({"policy": {"origins": [ORIGIN + "/"]}}, 422, "invalid_origin", "policy.origins"),
        ({"policy": {"origins": [ORIGIN], "methods": ["put"]}}, 422, "invalid_method", "policy.methods"),
        ({"policy": {"origins": [ORIGIN], "headers": ["x-${a}"]}}, 422, "invalid_header", "policy.headers"),
        ({"policy": {"origins": [ORIGIN], "expose_headers": ["<"]}}, 422, "invalid_header", "policy.expose_headers"),
        ({"policy": {"origins": [ORIGIN], "max_age": "60"}}, 400, "invalid_field", "policy.max_age"),
        ({"policy": {"origins": ["*"], "credentials": True}}, 400, "invalid_field", "policy.credentials"),
        ({"policy": {"origins": [ORIGIN], "vary": []}}, 400, "invalid_field", "policy.vary"),
        ({"policy": {"origins": [ORIGIN]}, "stacks": "nginx"}, 400, "invalid_field", "stacks"),
        ({"policy": {"origins": [ORIGIN]}, "stacks": ["abacus"]}, 400, "invalid_field", "stacks"),
        ({"policy": {"origins": [ORIGIN]}, "stack": "nginx"}, 400, "invalid_field", "stack"),
    ],
)
async def test_what_is_wrong_is_a_problem_of_its_field(
    async_client: AsyncClient, body: Any, status: int, code: str, field: str
) -> None:
    response = await post(async_client, body)
    told = response.json()
    assert problems_of("Problem", told) == []
    assert (response.status_code, told["code"], told["field"]) == (status, code, field)


async def test_one_policy_too_many_is_told_with_the_time_to_come_back(
    async_client: AsyncClient, settings: Settings
) -> None:
    settings.CHECK_FRAGMENT_RATE_LIMITS = tuple(parse_many("1/minute"))
    service.default.cache_clear()
    responses = [await post(async_client, {"policy": {"origins": [ORIGIN]}, "stacks": ["nginx"]}) for _ in range(2)]
    service.default.cache_clear()
    assert [response.status_code for response in responses] == [200, 429]
    assert 1 <= int(responses[1]["Retry-After"]) <= 60
