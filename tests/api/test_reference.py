"""What the API says of itself holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import AsyncClient
from django.urls import get_resolver
from django.utils.html import escape
from jsonschema import Draft202012Validator

from checks.api.openapi import description
from checks.cors.rules import RULES
from checks.fixes import STACKS
from checks.refusal import KINDS
from corschecker.health import PATHS
from tests.tools.loopback import Target, http

PAGE = "http://app.example.com"
DESCRIPTION = description("https://cors.example.org")


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator({**DESCRIPTION, "$ref": f"#/components/schemas/{name}"})


def problems_of(name: str, value: Any) -> list[str]:
    return [error.message for error in schema(name).iter_errors(value)]


async def test_every_rule_is_listed_with_its_page_and_its_lab(async_client: AsyncClient) -> None:
    response = await async_client.get("/api/v1/rules")
    rules = response.json()["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert rules[0]["docs"] == f"http://testserver/rules/{rules[0]['id']}/"
    assert rules[0]["lab"]["broken"].endswith(f"/lab/{rules[0]['id']}/broken")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert [problems_of("Rule", rule) for rule in rules] == [[]] * len(rules)


async def test_every_stack_is_listed(async_client: AsyncClient) -> None:
    stacks = (await async_client.get("/api/v1/stacks")).json()["stacks"]
    assert [stack["id"] for stack in stacks] == list(STACKS)
    assert [problems_of("Stack", stack) for stack in stacks] == [[]] * len(stacks)
    assert [stack["docs"] for stack in stacks] == [f"http://testserver/fixes/{stack}/" for stack in STACKS]
    assert [bool(stack["proven"]) for stack in stacks] == [stack["not_run"] is None for stack in stacks]


async def test_the_description_is_served(async_client: AsyncClient) -> None:
    assert (await async_client.get("/api/v1/openapi.json")).json() == description("http://testserver")


def test_the_description_names_exactly_the_addresses_that_there_are() -> None:
    served = {
        "/" + str(pattern.pattern) + str(sub.pattern)
        for pattern in get_resolver("checks.urls").url_patterns
        if str(pattern.pattern) == "api/v1/"
        for sub in pattern.url_patterns  # type: ignore[union-attr]
    }
    described = {path.replace("{report_id}", "<str:report_id>") for path in DESCRIPTION["paths"]}
    assert described == served | set(PATHS)


def test_the_schemas_are_schemas() -> None:
    for name in DESCRIPTION["components"]["schemas"]:
        Draft202012Validator.check_schema(DESCRIPTION["components"]["schemas"][name])


@pytest.mark.django_db(transaction=True)
async def test_reports_judgements_and_problems_are_as_described(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(403, ("Vary", "Origin"))
    body = {"url": target.url, "origin": PAGE, "method": "PUT", "headers": [["X-A", "1"]]}
    assert problems_of("Check", body) == []
    report = await async_client.post("/api/v1/checks", json.dumps(body), content_type="application/json")
    assert problems_of("Report", report.json()) == []
    recorded = {
        "request": body,
        "responses": [{"url": target.url + "/", "preflight": True, "status": 200}],
        "fixes": True,
    }
    assert problems_of("Evaluation", recorded) == []
    judgement = await async_client.post("/api/v1/evaluate", json.dumps(recorded), content_type="application/json")
    assert judgement.status_code == 200
    assert problems_of("Judgement", judgement.json()) == []
    problem = await async_client.post("/api/v1/checks", "{}", content_type="application/json")
    assert problems_of("Problem", problem.json()) == []


@pytest.mark.parametrize("code", KINDS)
async def test_the_type_of_every_problem_leads_to_a_page(async_client: AsyncClient, code: str) -> None:
    response = await async_client.get(f"/errors/{code}")
    page = response.content.decode()
    assert response.status_code == 200
    assert escape(KINDS[code].title) in page
    assert escape(KINDS[code].meaning) in page


async def test_a_code_that_there_is_not_has_no_page(async_client: AsyncClient) -> None:
    assert (await async_client.get("/errors/nothing")).status_code == 404
