"""`POST /api/v1/fragments`: what a pasted text is. Nothing is sent, nothing is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient

from checks.cors.rules import RULES

PAGE, URL = "https://app.example.com", "https://api.example.com/items"
LINE = (
    f"Access to fetch at '{URL}' from origin '{PAGE}' has been blocked by CORS policy: "
    "No 'Access-Control-Allow-Origin' header is present on the requested resource."
)
HEAD = "HTTP/1.1 200 OK\nContent-Type: text/plain"


async def ask(client: AsyncClient, text: str, **beside: Any) -> HttpResponse:
    body = json.dumps({"text": text, **beside})
    return await client.post("/api/v1/fragments", body, content_type="application/json")


async def understood(client: AsyncClient, text: str, **beside: Any) -> dict[str, Any]:
    response = await ask(client, text, **beside)
    assert response.status_code == 200, response.content
    document: dict[str, Any] = response.json()
    return document


async def test_a_console_line_is_its_request_and_its_cause(
    async_client: AsyncClient,
) -> None:
    document = await understood(async_client, LINE)
    assert document["schema"] == 1
    assert (document["request"]["url"], document["request"]["origin"]) == (URL, PAGE)
    cause = document["causes"][0]
    assert (cause["rule"], cause["title"]) == ("allow-origin-missing", RULES["allow-origin-missing"].title)
    assert (document["document"], document["entries"], document["configuration"]) == (None, [], None)
    assert {assumed["field"] for assumed in document["assumed"]} >= {"method", "credentials"}


async def test_a_command_with_its_output_is_judged_at_once(async_client: AsyncClient) -> None:
    document = await understood(async_client, f"curl -i {URL} -H 'Origin: {PAGE}'\n\n{HEAD}")
    assert document["document"]["verdict"] == "blocked"
    assert document["document"]["findings"][0]["rule"] == "allow-origin-missing"
    assert (document["responses"][0]["url"], document["responses"][0]["preflight"]) == (URL, False)


async def test_what_is_typed_beside_the_text_fills_what_the_text_does_not_say(async_client: AsyncClient) -> None:
    alone = await understood(async_client, HEAD)
    assert [lack["field"] for lack in alone["missing"]] == ["url", "origin"]
    assert alone["document"] is None
    beside = {"url": URL, "origin": PAGE, "credentials": "include", "headers": {"X-A": "1"}, "method": "put"}
    document = await understood(async_client, HEAD, **beside)
    assert document["request"].items() >= {"url": URL, "credentials": "include", "method": "PUT"}.items()
    assert document["missing"] == []
    assert document["document"]["findings"][0]["rule"] == "allow-origin-missing"


async def test_what_the_text_says_is_not_replaced_by_what_was_typed(async_client: AsyncClient) -> None:
    document = await understood(async_client, LINE, url="https://other.example.com/", origin="https://else.example")
    assert (document["request"]["url"], document["request"]["origin"]) == (URL, PAGE)
    guessed = await understood(async_client, LINE, credentials="include")
    assert guessed["request"]["credentials"] == "include"
    assert "credentials" not in [assumed["field"] for assumed in guessed["assumed"]]


async def test_several_requests_are_entries_the_blocked_one_first(async_client: AsyncClient) -> None:
    allowed = f"{HEAD}\nAccess-Control-Allow-Origin: *"
    text = "\n\n".join(
        f"curl -i {URL}/{name} -H 'Origin: {PAGE}'\n\n{head}" for name, head in (("good", allowed), ("bad", HEAD))
    )
    document = await understood(async_client, text)
    told = [(entry["request"]["url"], entry["blocked"]) for entry in document["entries"]]
    assert told == [(f"{URL}/bad", True), (f"{URL}/good", False)]
    assert document["request"]["url"] == f"{URL}/bad"


async def test_what_was_not_used_is_told_without_its_secrets(async_client: AsyncClient) -> None:
    text = f"{LINE}\n\nWhy does it say that? I set token=s3cr3t-word-of-mine in the panel.\n"
    document = await understood(async_client, text)
    assert len(document["left_out"]) == 1
    assert document["left_out"][0]["text"].startswith("Why does it say that?")
    assert "s3cr3t" not in json.dumps(document)


async def test_secrets_become_dummies_and_are_counted(async_client: AsyncClient) -> None:
    document = await understood(async_client, f"curl {URL} -H 'Authorization: Bearer s3cr3t-word' -H 'X-Api-Key: k3y'")
    assert document["secrets_replaced"] == 2
    assert "s3cr3t" not in json.dumps(document)


async def test_a_configuration_is_named_and_led_to_what_it_should_say(async_client: AsyncClient) -> None:
    text = "location /api/ {\n  add_header Access-Control-Allow-Origin *;\n  proxy_pass http://app:5000;\n}\n"
    configuration = (await understood(async_client, text))["configuration"]
    assert configuration["format"] == "nginx"
    assert configuration["fixes"].endswith("/fixes/nginx/")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"text": "  "}, 422, "unreadable_fragment", None),
        ({"text": "Hello, how are you?"}, 422, "unreadable_fragment", None),
        ({}, 400, "invalid_field", "text"),
        ({"text": 1}, 400, "invalid_field", "text"),
        ({"text": LINE, "credentials": "always"}, 400, "invalid_field", "credentials"),
        ({"text": LINE, "origin": "app.example.com"}, 422, "invalid_origin", "origin"),
        ({"text": LINE, "unknown": 1}, 400, "invalid_field", "unknown"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_what_to_change(
    async_client: AsyncClient, body: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    response = await async_client.post("/api/v1/fragments", json.dumps(body), content_type="application/json")
    problem = response.json()
    assert (response.status_code, problem["code"], problem.get("field")) == (status, code, field)
    assert problem["detail"].endswith(".")


async def test_any_page_may_ask(async_client: AsyncClient) -> None:
    assert (await ask(async_client, LINE))["Access-Control-Allow-Origin"] == "*"


async def test_headers_that_a_preflight_by_hand_did_not_ask_for_are_told_and_not_judged(
    async_client: AsyncClient,
) -> None:
    """A server that answers only what it is asked for would seem to refuse them."""
    allowed = f"Access-Control-Allow-Origin: {PAGE}"
    preflight = f"curl -i -X OPTIONS {URL} -H 'Origin: {PAGE}' -H 'Access-Control-Request-Method: PUT'"
    put = f"curl -i -X PUT {URL} -H 'Origin: {PAGE}' -H 'X-Trace: 1'"
    text = f"{preflight}\n\n{HEAD}\n{allowed}\nAccess-Control-Allow-Methods: PUT\n\n{put}\n\n{HEAD}\n{allowed}"
    document = await understood(async_client, text)
    assert document["request"]["headers"] == [["X-Trace", "1"]]
    assert document["document"]["verdict"] == "allowed"
    assert any("does not ask for X-Trace" in note["text"] for note in document["notes"])
    again = {"request": document["request"], "responses": document["responses"]}
    response = await async_client.post("/api/v1/evaluate", json.dumps(again), content_type="application/json")
    assert response.json()["verdict"] == "allowed"


async def test_of_several_causes_the_pasted_answer_leaves_those_that_it_shows(async_client: AsyncClient) -> None:
    line = LINE.split("No 'Access")[0] + (
        "Response to preflight request doesn't pass access control check: It does not have HTTP ok status."
    )
    preflight = f"curl -i -X OPTIONS {URL} -H 'Origin: {PAGE}' -H 'Access-Control-Request-Method: PUT'"
    answer = f"HTTP/1.1 401 X\nWWW-Authenticate: Bearer\nAccess-Control-Allow-Origin: {PAGE}\n"
    document = await understood(async_client, f"{line}\n{preflight}\n{answer}")
    assert len((await understood(async_client, line))["causes"]) > 1
    (cause,) = document["causes"]
    assert (cause["rule"], cause["certain"]) == ("preflight-auth", True)
    assert cause["why"] == f"The pasted response shows it. {RULES['preflight-auth'].remedy}"


@pytest.mark.parametrize(
    ("header", "told"), [(f"Access-Control-Allow-Origin: {PAGE}", True), ("Content-Type: text/plain", False)]
)
async def test_a_message_that_the_pasted_answer_does_not_bear_out_is_about_another(
    async_client: AsyncClient, header: str, told: bool
) -> None:
    document = await understood(async_client, f"{LINE}\n\nHTTP/1.1 200 OK\n{header}\n")
    assert document["causes"][0]["rule"] == "allow-origin-missing"
    assert any("is about another one" in note["text"] for note in document["notes"]) == told
