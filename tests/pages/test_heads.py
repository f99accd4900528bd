"""The head of each public page: what search engines and the previews of links say of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import AsyncClient
from PIL import Image, ImageChops

from checks.cors.rules import RULES
from checks.fixes import STACKS
from checks.pages.card import brand_card
from checks.pages.topics import TOPICS
from tests.tools.page_html import Page

PUBLIC = (
    *(
        "/",
        "/rules/",
        "/rules/console/",
        "/lab/",
        "/fixes/",
        "/learn/",
        "/about",
        "/bot",
        "/api",
        "/errors/blocked_address",
    ),
    *(f"/learn/{topic}/" for topic in TOPICS),
    *(f"/rules/{rule}/" for rule in list(RULES)[::20]),
    *(f"/fixes/{stack}/" for stack in list(STACKS)[::10]),
)


# Pages of something that went wrong, and of something that is gone.
NOT_LISTED = {"400.html", "403.html", "404.html", "500.html", "turned_away.html", "report_deleted.html"}


async def head(client: AsyncClient, path: str) -> dict[str, str]:
    """The page's title, and each address and text that its head names."""
    page = Page((await client.get(path)).content.decode())
    told = {"title": page.one("title").text}
    for element in (*page.all("meta"), *page.all("link")):
        names = [element.attributes.get(name) for name in ("name", "property", "rel")]
        value = element.attributes.get("content") or element.attributes.get("href") or ""
        told |= {name: value for name in names if name}
    return told


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_public_page_says_what_it_is_to_those_who_list_or_preview_it(
    async_client: AsyncClient, path: str
) -> None:
    told = await head(async_client, path)
    assert told["canonical"] == f"http://testserver{path}"
    assert told["og:title"] == told["title"]
    assert told["og:description"] == told["description"]
    assert 40 < len(told["description"]) < 420
    assert not set("`{}<>") & set(told["description"])
    assert (told["twitter:card"], told["og:image"]) == ("summary_large_image", "http://testserver/static/card.png")
    assert "robots" not in told


def test_a_new_page_describes_itself_or_asks_not_to_be_listed() -> None:
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    pages = {file.name: text for file in templates if "{% extends" in (text := file.read_text())}
    silent = {name for name, text in pages.items() if "_public.html" not in text and "noindex" not in text}
    # Each lesson extends the page that describes its topic.
    assert {name for name in silent if 'extends "base.html"' in pages[name]} == NOT_LISTED


async def test_no_two_public_pages_describe_themselves_alike(async_client: AsyncClient) -> None:
    described = [(await head(async_client, path))["description"] for path in PUBLIC]
    assert len(set(described)) == len(PUBLIC)


async def test_the_canonical_address_is_the_one_that_is_set_and_has_no_query(
    async_client: AsyncClient, settings: Any
) -> None:
    settings.SITE_ORIGIN = "https://cors.example.org"
    told = await head(async_client, "/?url=https://api.example.com/?token=abc")
    assert told["canonical"] == "https://cors.example.org/"
    assert told["og:image"] == "https://cors.example.org/static/card.png"


@pytest.mark.parametrize("path", ["/no/such/page", "/learn/none/", "/rules/none/"])
async def test_a_page_that_is_not_there_has_no_address_to_list(async_client: AsyncClient, path: str) -> None:
    told = await head(async_client, path)
    assert "canonical" not in told
    assert "description" not in told


async def test_a_host_that_is_not_ours_is_never_repeated(async_client: AsyncClient) -> None:
    response = await async_client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_the_card_of_all_pages_is_the_one_that_the_code_draws() -> None:
    kept = Image.open(Path(settings.BASE_DIR) / "static" / "card.png").convert("RGB")
    drawn = Image.open(BytesIO(brand_card())).convert("RGB")
    assert kept.size == (1200, 630)
    assert ImageChops.difference(kept, drawn).getbbox() is None, "Run manage.py draw_card."
