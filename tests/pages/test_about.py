"""The pages that explain, and those that say what went wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import AsyncClient
from django.utils import timezone

from checks import __version__
from tests.tools.page_html import Page


@pytest.mark.parametrize(
    ("path", "heading"),
    [("/about", "How it decides"), ("/bot", "What it sends"), ("/rules/", "Rules"), ("/lab/", "Lab")],
)
async def test_a_page_has_one_heading_a_title_and_no_inline_code(
    async_client: AsyncClient, path: str, heading: str
) -> None:
    page = Page((await async_client.get(path)).content.decode())
    assert page.one("h1").text == heading
    assert page.one("title").text
    assert all(script.text == "" for script in page.all("script"))
    assert page.all("style") == []
    inline = [e for e in page.elements if any(name.startswith("on") or name == "style" for name in e.attributes)]
    assert inline == []


async def test_an_address_that_is_none_says_so(async_client: AsyncClient) -> None:
    response = await async_client.get("/no/such/page")
    assert response.status_code == 404
    assert Page(response.content.decode()).one("h1").text == "Page not found"


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_no_context(template: str) -> None:
    assert Page(render_to_string(template)).one("h1").text


async def test_the_page_for_server_owners_shows_the_user_agent_that_they_saw(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/bot")).content.decode())
    assert f"corschecker/{__version__} (+http://testserver/bot; user-triggered CORS check)" in page.one("dl").text


@pytest.mark.parametrize("path", ["/about", "/bot", "/api"])
async def test_a_slash_at_the_end_does_no_harm(async_client: AsyncClient, path: str) -> None:
    response = await async_client.get(f"{path}/")
    assert (response.status_code, response["Location"]) == (301, path)


async def test_crawlers_and_browsers_find_what_they_guess(async_client: AsyncClient) -> None:
    robots = await async_client.get("/robots.txt")
    assert robots["Content-Type"] == "text/plain; charset=utf-8"
    assert robots.content.decode().splitlines() == ["User-agent: *", "Disallow: /api/v1/", "Disallow: /lab/*/"]
    icon = await async_client.get("/favicon.ico")
    assert (icon.status_code, icon["Location"]) == (301, "/static/icon.svg")


async def test_who_is_checked_learns_where_to_write(async_client: AsyncClient, settings: Any) -> None:
    assert (await async_client.get("/.well-known/security.txt")).status_code == 404
    assert "left alone" not in (await async_client.get("/bot")).content.decode()
    settings.CONTACT = "mailto:abuse@example.org"
    told = await async_client.get("/.well-known/security.txt")
    assert told["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in told.content.decode().splitlines())
    assert lines["Contact"] == "mailto:abuse@example.org"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    assert timedelta(days=1) < datetime.fromisoformat(lines["Expires"]) - timezone.now() < timedelta(days=366)
    assert Page((await async_client.get("/bot")).content.decode()).one("a", href="mailto:abuse@example.org").text
