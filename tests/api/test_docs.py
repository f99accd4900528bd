"""Every example on the API's page runs as it stands, but for the id of a report of the reader's own."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.test import AsyncClient

from checks.api.docs import REPORT_ID, TOKEN, operations
from checks.api.openapi import description
from checks.inputs.commands import reader
from tests.tools.loopback import Target
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)


async def test_the_page_shows_every_operation(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/api")).content.decode())
    shown = {heading.attributes["id"] for heading in page.all("h2")}
    told = description("")["paths"].values()
    assert shown == {part["operationId"] for item in told for part in item.values() if "operationId" in part}


async def test_every_example_runs(async_client: AsyncClient, target: Target) -> None:
    examples = {item.id: item.example for item in operations("http://testserver", f"{target.url}/x")}
    made = json.loads((await run(async_client, examples.pop("check"), 201)).decode())
    deletion = examples.pop("deleteReport")
    for outside in ("health", "readiness", "readinessOfChecks"):
        del examples[outside]  # Answered before Django, and tested there.
    for command in examples.values():
        await run(async_client, command.replace(REPORT_ID, made["id"]), 200)
    await run(async_client, deletion.replace(REPORT_ID, made["id"]).replace(TOKEN, made["delete_token"]), 204)


async def run(client: AsyncClient, command: str, status: int) -> bytes:
    found = next(iter(reader.parts(command))).found.request
    parts = urlsplit(found.url)
    assert parts.netloc == "testserver"
    headers = dict(found.headers)
    response = await client.generic(
        found.method,
        f"{parts.path}?{parts.query}" if parts.query else parts.path,
        (found.body or "").encode(),
        headers.pop("Content-Type", "text/plain"),
        headers=headers,
    )
    assert response.status_code == status, command
    return bytes(response.content)
