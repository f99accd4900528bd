"""The theme that a reader chooses: kept in a cookie, written into each page by the server."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import AsyncClient

from tests.tools.page_html import Page

HERE = "http://testserver"
PAGES = ("/", "/rules/", "/learn/", "/about", "/api", "/fixes/nginx/", "/no/such/page")


async def choose(client: AsyncClient, theme: str, on: str = f"{HERE}/about", **headers: str) -> HttpResponse:
    """Presses a button in the footer of a page, as browsers send it."""
    sent = {"Origin": HERE, "Sec-Fetch-Site": "same-origin", "Referer": on} | headers
    return await client.post("/theme", {"theme": theme}, headers=sent)


async def shown(client: AsyncClient, path: str) -> Page:
    return Page((await client.get(path)).content.decode())


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_chosen_theme_is_in_each_page_from_its_first_byte_on(async_client: AsyncClient, theme: str) -> None:
    kept = await choose(async_client, theme, on=f"{HERE}/rules/?q=vary")
    assert (kept.status_code, kept["Location"]) == (303, "/rules/?q=vary")
    for path in PAGES:
        page = await shown(async_client, path)
        assert page.one("html").attributes["data-theme"] == theme
        assert page.one("meta", name="color-scheme").attributes["content"] == theme
        (pressed,) = page.all("button", name="theme", aria_pressed="true")
        assert pressed.attributes["value"] == theme


async def test_the_system_decides_until_a_reader_does_and_again_when_they_say_so(async_client: AsyncClient) -> None:
    first = await shown(async_client, "/about")
    await choose(async_client, "dark")
    forgotten = await choose(async_client, "system")
    assert forgotten.cookies["theme"]["max-age"] == 0
    for page in (first, await shown(async_client, "/about")):
        assert "data-theme" not in page.one("html").attributes
        assert page.one("meta", name="color-scheme").attributes["content"] == "light dark"
        (pressed,) = page.all("button", name="theme", aria_pressed="true")
        assert pressed.text == "System"


@pytest.mark.parametrize("path", PAGES)
async def test_a_cache_keeps_no_page_for_readers_of_another_theme(async_client: AsyncClient, path: str) -> None:
    assert "Cookie" in (await async_client.get(path))["Vary"]


async def test_pages_that_explain_set_no_cookie(async_client: AsyncClient) -> None:
    assert not (await async_client.get("/learn/preflight/")).cookies


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/rules/", f"{HERE}//evil.example", f"{HERE}/\\evil.example", f"{HERE}.evil.example/", ""],
)
async def test_the_way_back_stays_on_this_site(async_client: AsyncClient, elsewhere: str) -> None:
    assert (await choose(async_client, "dark", on=elsewhere))["Location"] == "/"


async def test_a_cookie_or_a_button_that_names_no_theme_changes_nothing(async_client: AsyncClient) -> None:
    assert not (await choose(async_client, "sepia")).cookies
    async_client.cookies["theme"] = 'x" onload="'
    assert "data-theme" not in (await shown(async_client, "/")).one("html").attributes


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://sub.testserver", "Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": ""},
        {"Origin": "null", "Sec-Fetch-Site": ""},
    ],
)
async def test_another_site_cannot_choose(async_client: AsyncClient, headers: dict[str, str]) -> None:
    refused = await choose(async_client, "dark", **headers)
    assert (refused.status_code, "theme" in refused.cookies) == (403, False)


async def test_a_browser_that_tells_only_the_origin_can_choose(async_client: AsyncClient) -> None:
    assert (await choose(async_client, "dark", **{"Sec-Fetch-Site": ""})).cookies["theme"].value == "dark"


async def test_what_answers_a_form_offers_no_choice_that_would_lead_away_from_it(async_client: AsyncClient) -> None:
    page = Page((await async_client.post("/paste", {"paste": "curl https://api.example.com/x"})).content.decode())
    assert page.all("button", name="theme") == []
    assert page.one("main")
