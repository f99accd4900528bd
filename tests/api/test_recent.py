"""A check in one line: the recent report or a new one, in the form that the client accepts, and a badge of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import AsyncClient

from checks.models import Report
from tests.tools.loopback import Target

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "https://app.example.com"


def address(target: Target, **more: Any) -> str:
    return "/api/v1/check?" + urlencode({"url": f"{target.url}/x", "origin": PAGE, **more}, doseq=True)


async def test_an_equal_check_within_a_minute_is_the_same_report(async_client: AsyncClient, target: Target) -> None:
    first = (await async_client.get(address(target))).json()
    again = (await async_client.get(address(target))).json()
    other = (await async_client.get(address(target, credentials="include"))).json()
    assert first["id"] == again["id"] != other["id"]
    assert first["verdict"] == "blocked"
    assert "delete_token" not in first
    assert await Report.objects.acount() == 2


async def test_a_deleted_report_is_run_anew(async_client: AsyncClient, target: Target) -> None:
    first = (await async_client.get(address(target, method="HEAD"))).json()
    await Report.objects.filter(pk=first["id"]).adelete()
    assert (await async_client.get(address(target, method="HEAD"))).json()["id"] != first["id"]


async def test_the_client_chooses_the_form(async_client: AsyncClient, target: Target) -> None:
    text = await async_client.get(address(target), headers={"Accept": "text/plain"})
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text.content.decode().startswith("Blocked: ")
    assert text.content.decode().splitlines()[1] == f"GET {target.url}/x"
    markdown = await async_client.get(address(target), headers={"Accept": "text/markdown"})
    assert markdown.content.decode().startswith("## CORS: blocked")
    report = (await async_client.get(address(target))).json()
    stored = await async_client.get(f"/api/v1/checks/{report['id']}", headers={"Accept": "text/plain"})
    assert stored.content.decode() == text.content.decode()
    assert "Accept" in stored["Vary"]


async def test_headers_and_methods_are_told_in_the_query(async_client: AsyncClient, target: Target) -> None:
    report = (await async_client.get(address(target, method="PUT", header=["X-A: 1", "X-B: 2"]))).json()
    assert [name for name, _ in report["request"]["headers"]] == ["X-A", "X-B"]
    assert target.methods[:1] == ["OPTIONS"]
    assert "PUT" not in target.methods


@pytest.mark.parametrize(
    ("query", "field", "status"),
    [
        ({}, "url", 400),
        ({"url": "https://api.example.com/"}, "origin", 400),
        ({"url": "ftp://x.example/", "origin": PAGE}, "url", 422),
        ({"url": "https://api.example.com/", "origin": PAGE, "header": "Origin: x"}, "header", 422),
        ({"url": "https://api.example.com/", "origin": PAGE, "probes": "1"}, "probes", 400),
        (
            {"url": "https://api.example.com/", "origin": PAGE, "confirm_side_effects": "true"},
            "confirm_side_effects",
            400,
        ),
    ],
)
async def test_a_wrong_query_names_its_field(
    async_client: AsyncClient, query: dict[str, str], field: str, status: int
) -> None:
    response = await async_client.get("/api/v1/check?" + urlencode(query))
    assert response.status_code == status
    assert response.json()["field"] == field


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_pages_of_other_origins_cannot_start_checks(async_client: AsyncClient, target: Target, site: str) -> None:
    response = await async_client.get(address(target), headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert target.methods == []


async def test_a_badge_tells_the_verdict_and_may_be_shown_anywhere(async_client: AsyncClient, target: Target) -> None:
    report = (await async_client.get(address(target))).json()
    response = await async_client.get(f"/api/v1/checks/{report['id']}/badge.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert ElementTree.fromstring(response.content).attrib["aria-label"] == "CORS: blocked"
    assert (await async_client.get("/api/v1/checks/none/badge.svg")).status_code == 404
