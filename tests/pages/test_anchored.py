"""Pages that explain: each heading and each block has an address, and each block a button that copies it."""

from __future__ import annotations

import pytest
from django.test import AsyncClient

from checks.cors.rules import RULES
from checks.pages.anchored import with_anchors
from checks.pages.topics import TOPICS
from tests.growth.measure import superlinear
from tests.tools.page_html import Element, Page

PAGES = [
    "/learn/",
    *(f"/learn/{topic}/" for topic in TOPICS),
    "/rules/",
    "/lab/",
    "/rules/allow-origin-missing/",
    "/rules/origin-reflected-credentials/",
    "/rules/keepalive-body-too-large/",
    "/fixes/",
    "/fixes/nginx/",
    "/fixes/vite/",
]


async def get(client: AsyncClient, path: str) -> Page:
    response = await client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def named(page: Page, id_: str) -> list[Element]:
    """The links to an element that say where they lead: by their own words, or by a label."""
    links = page.all("a", href=f"#{id_}")
    return [link for link in links if (link.attributes.get("aria-label") or link.text).strip(" #")]


@pytest.mark.parametrize("path", PAGES)
async def test_every_heading_links_to_itself(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path)
    for heading in [*page.all("h2"), *page.all("h3")]:
        assert heading.attributes["id"], heading.text
        links = named(page, heading.attributes["id"])
        assert [link.text for link in links if heading in link.parents] == [heading.text]


@pytest.mark.parametrize("path", PAGES)
async def test_every_block_is_copied_with_a_button_and_linked_to(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path)
    for block in page.all("pre"):
        id_ = str(block.attributes["id"])
        assert page.one("button", "copy", data_copy=id_).attributes["type"] == "button"
        assert len(named(page, id_)) == 1


@pytest.mark.parametrize("path", PAGES)
async def test_no_address_on_a_page_leads_to_two_places_or_to_none(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path)
    ids = [str(element.attributes["id"]) for element in page.elements if "id" in element.attributes]
    assert sorted(ids) == sorted(set(ids))
    links = [str(link.attributes["href"]) for link in page.all("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


@pytest.mark.parametrize("path", PAGES)
async def test_a_block_that_scrolls_is_reached_by_keyboard(async_client: AsyncClient, path: str) -> None:
    page = await get(async_client, path)
    assert [block.text for block in page.all("pre", "code") if block.attributes.get("tabindex") != "0"] == []


async def test_their_style_is_loaded_where_they_are_and_nowhere_else(async_client: AsyncClient) -> None:
    loaded = {
        path: [link.attributes["href"] for link in (await get(async_client, path)).all("link", rel="stylesheet")]
        for path in ("/learn/preflight/", "/fixes/nginx/", "/", "/about")
    }
    assert [path for path, files in loaded.items() if "/static/anchored.css" in files] == [
        "/learn/preflight/",
        "/fixes/nginx/",
    ]


async def test_a_page_with_blocks_has_them(async_client: AsyncClient) -> None:
    page = await get(async_client, "/learn/preflight/")
    assert [heading.attributes["id"] for heading in page.all("h2")][:2] == ["what-causes-one", "what-needs-none"]
    assert len(page.all("pre")) >= 3


@pytest.mark.parametrize("rule_id", sorted(RULES)[::10])
async def test_a_block_is_described_by_the_heading_above_it(async_client: AsyncClient, rule_id: str) -> None:
    page = await get(async_client, f"/rules/{rule_id}/")
    headings = {heading.attributes["id"] for heading in [*page.all("h2"), *page.all("h3")]}
    described = {button.attributes.get("aria-describedby") for button in page.all("button", "copy")} - {None}
    assert described <= headings


async def test_a_configuration_that_comes_into_the_page_has_the_same_addresses(async_client: AsyncClient) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "fix"}
    whole = await get(async_client, "/fixes/nginx/")
    part = Page((await async_client.get("/fixes/nginx/", headers=htmx)).content.decode())
    assert [block.attributes["id"] for block in part.all("pre")] == [b.attributes["id"] for b in whole.all("pre")]
    assert len(named(part, "code")) == 1


async def test_what_others_wrote_gets_no_addresses(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/?q=%3Ch2%3Eheading%3C%2Fh2%3E%3Cpre%3E")
    assert page.all("h2", id="heading") == []
    assert page.all("pre") == []


def test_words_that_stand_twice_have_two_addresses_and_an_address_of_the_page_stays() -> None:
    html = '<h2 id="own">One</h2><h2>Two</h2><pre>a</pre><pre id="mine" tabindex="0">b</pre><h3>Two</h3><h2>Own</h2>'
    page = Page(with_anchors(html))
    assert [e.attributes["id"] for e in page.elements if e.tag in ("h2", "h3", "pre")] == [
        "own",
        "two",
        "two-1",
        "mine",
        "two-2",
        "own-2",
    ]
    assert [pre.text for pre in page.all("pre")] == ["a", "b"]
    assert page.one("pre", id="mine").attributes["tabindex"] == "0"


@pytest.mark.parametrize(
    "piece", ["<h2>", "<h2>a</h2>", "<pre>", "<h2 ", '<button class="copy" ', '<pre id="a', "</pre>"]
)
def test_a_long_page_takes_time_in_proportion(piece: str) -> None:
    assert superlinear(with_anchors, lambda length: piece * (length // len(piece))) == ""
