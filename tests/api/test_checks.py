"""`/api/v1/checks`, from the request of a program to a server on loopback and back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from django.utils import timezone

from checks.lab.origins import other_origin
from checks.models import Report
from checks.reports.database import in_database
from tests.tools.loopback import Target, http

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "http://app.example.com"
ALLOWED = ("Access-Control-Allow-Origin", PAGE)


async def post(client: AsyncClient, body: Any, **headers: str) -> HttpResponse:
    return await client.post("/api/v1/checks", json.dumps(body), content_type="application/json", headers=headers)


async def test_a_program_learns_that_a_request_is_blocked_and_why(async_client: AsyncClient, target: Target) -> None:
    target.answer = lambda head: http(200, ("X-Served-By", "test"))
    response = await post(async_client, {"url": f"{target.url}/items", "origin": PAGE})
    document = response.json()
    assert response.status_code == 201
    assert response["Location"] == document["api_url"] == f"http://testserver/api/v1/checks/{document['id']}"
    assert document["report_url"] == f"http://testserver/r/{document['id']}/"
    assert document["verdict"] == "blocked"
    assert {name: browser["rule"] for name, browser in document["browsers"].items()} == {
        "chromium": "allow-origin-missing",
        "firefox": "allow-origin-missing",
        "webkit": "allow-origin-missing",
    }
    assert document["exchanges"][0]["response"] == {
        "status": 200,
        "headers": [["X-Served-By", "test"], ["Content-Length", "0"]],
    }
    assert document["policy"]["origins"] == [PAGE]
    assert {"stack", "title", "language", "filename", "code", "notes"} <= document["fixes"][0].keys()


async def test_the_three_browsers_cost_the_wire_one_preflight_and_one_request(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = lambda head: http(200, ALLOWED, ("Access-Control-Allow-Headers", "x-custom"))
    response = await post(
        async_client, {"url": target.url, "origin": PAGE, "headers": {"X-Custom": "1"}, "probes": False}
    )
    assert response.json()["verdict"] == "allowed"
    assert target.methods == ["OPTIONS", "GET"]


async def test_a_request_that_may_change_data_is_not_sent_unless_confirmed(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = lambda head: http(200, ALLOWED, ("Access-Control-Allow-Methods", "DELETE"))
    body = {"url": target.url, "origin": PAGE, "method": "DELETE", "probes": False}
    unconfirmed = await post(async_client, body)
    assert (unconfirmed.json()["verdict"], target.methods) == ("preflight-only", ["OPTIONS"])
    confirmed = await post(async_client, {**body, "confirm_side_effects": True})
    assert (confirmed.json()["verdict"], target.methods) == ("allowed", ["OPTIONS", "OPTIONS", "DELETE"])


async def test_a_server_that_does_not_answer_is_a_report_and_no_error(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = lambda head: b""
    target.closes = True
    response = await post(async_client, {"url": target.url, "origin": PAGE, "probes": False})
    document = response.json()
    assert (response.status_code, document["verdict"]) == (201, "unreachable")
    assert document["exchanges"][0]["failure"]["code"] == "bad_response"


async def test_a_report_can_be_read_again_by_its_link_without_the_deletion_token(
    async_client: AsyncClient, target: Target
) -> None:
    created = (await post(async_client, {"url": target.url, "origin": PAGE})).json()
    read = await async_client.get(f"/api/v1/checks/{created['id']}")
    assert read.status_code == 200
    assert read.json() == {name: value for name, value in created.items() if name != "delete_token"}
    assert read["Access-Control-Allow-Origin"] == "*"
    assert read["Cache-Control"] == "no-store"


async def test_a_report_is_deleted_with_its_token_and_only_with_it(async_client: AsyncClient, target: Target) -> None:
    created = (await post(async_client, {"url": target.url, "origin": PAGE})).json()
    path = f"/api/v1/checks/{created['id']}"

    async def delete(**headers: str) -> int:
        return (await async_client.delete(path, headers=headers)).status_code

    assert await delete() == 401
    assert await delete(authorization="Bearer wrong") == 403
    assert await delete(authorization=f"Bearer {created['delete_token']}") == 204
    assert await delete(authorization=f"Bearer {created['delete_token']}") == 404
    assert (await async_client.get(path)).status_code == 404


async def test_unknown_deleted_and_expired_reports_are_all_alike(async_client: AsyncClient, target: Target) -> None:
    expired = (await post(async_client, {"url": target.url, "origin": PAGE})).json()["id"]
    past = timezone.now() - timedelta(seconds=1)
    await in_database(Report.objects.filter(pk=expired).update, expires_at=past)
    answers = [await async_client.get(f"/api/v1/checks/{report}") for report in (expired, "never-was")]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


async def test_a_report_holds_no_secret_of_the_request(async_client: AsyncClient, target: Target) -> None:
    secret = "Zq7vT0pSecret9"
    target.answer = lambda head: http(
        200, ALLOWED, ("X-Echo", f"you sent {secret}"), ("Set-Cookie", f"id={secret}; Path=/")
    )
    headers = {"Authorization": f"Bearer {secret}", "X-Api-Key": secret}
    response = await post(async_client, {"url": f"{target.url}/?token={secret}", "origin": PAGE, "headers": headers})
    stored = await in_database(Report.objects.get)
    assert secret not in response.content.decode()
    assert secret not in f"{stored.facts_json}{stored.request_json}{stored.steps_json}"
    document = response.json()
    assert ["Authorization", "Bearer [redacted]"] in document["request"]["headers"]
    assert document["request"]["url"] == f"{target.url}/?token=[redacted]"


async def test_no_page_may_start_a_check_from_another_origin(async_client: AsyncClient) -> None:
    preflight = await async_client.options(
        "/api/v1/checks", headers={"origin": PAGE, "access-control-request-method": "POST"}
    )
    assert preflight.status_code == 204
    assert "Access-Control-Allow-Origin" not in preflight


def test_the_lab_is_the_same_server_under_its_other_name() -> None:
    assert other_origin("http://127.0.0.1:8000") == "http://localhost:8000"
    assert other_origin("http://localhost:8000") == "http://127.0.0.1:8000"
    assert other_origin("https://cors.example.com") == "https://cors.example.com"


async def test_a_kind_of_body_alone_means_the_same_in_a_check_in_an_evaluation_and_in_the_form(
    async_client: AsyncClient, target: Target
) -> None:
    asked = {"url": target.url, "origin": PAGE, "method": "POST", "body_kind": "stream"}
    evaluated = await async_client.post(
        "/api/v1/evaluate", json.dumps({"request": asked}), content_type="application/json"
    )
    checked = await post(async_client, {**asked, "probes": False})
    report = await async_client.post("/", asked)
    filled = await async_client.get(f"/api/v1/checks/{report['Location'].split('/')[2]}")
    told = [response.json()["preflight"]["reasons"] for response in (evaluated, checked, filled)]
    assert told == [[{"code": "stream", "browsers": ["chromium", "webkit"]}]] * 3


async def test_a_report_says_which_later_request_asks_again_without_sending_it(
    async_client: AsyncClient, target: Target
) -> None:
    target.answer = lambda head: http(
        200,
        ALLOWED,
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "X-Api-Key"),
        ("Access-Control-Max-Age", "600"),
    )
    then = [{"headers": {"X-Api-Key": "abcdef123456"}}, {"url": f"{target.url}/2"}]
    body = {"url": target.url, "origin": PAGE, "method": "PUT", "probes": False, "then": then}
    document = (await post(async_client, body)).json()
    assert target.methods == ["OPTIONS"]
    assert [entry["browsers"]["chromium"]["code"] for entry in document["then"]] == ["kept", "url"]
    assert "outcome" not in document["then"][0]["browsers"]["chromium"]
    page = (await async_client.get(f"/r/{document['id']}/")).content.decode()
    assert f"<strong>PUT {target.url}/2</strong>" in page
    assert "Chromium, Firefox and Safari ask again: a preflight is kept for one URL" in page
    assert "abcdef123456" not in page
