"""What the preview of a report's link shows, and that it shows nothing unless the report's maker lets it."""

from __future__ import annotations

from io import BytesIO
from typing import Any, get_args

import pytest
from django.db import connection
from django.test import AsyncClient
from PIL import Image

from checks.models import Report
from checks.pages import icons
from checks.pages.card import verdict_card
from checks.pages.preview import preview_of
from checks.running import service
from checks.wording.words import COLOURS, Shape
from tests.pages.test_report import show, unfinished
from tests.ports import free_port
from tests.tools.loopback import Target
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = '[{"url": "https://api.example.com/x", "preflight": false, "status": 200, "headers": []}]'
SECRET = "s3cr3t-t0k3n"


async def check(client: AsyncClient, target: Target, **more: str) -> str:
    """The path of a report whose path and query and headers nobody else should see."""
    fields = {"url": f"{target.url}/private/path?token={SECRET}", "origin": "http://app.example.com"}
    return str((await client.post("/", fields | {"headers": f"X-Api-Key: {SECRET}"} | more))["Location"])


def told(page: Page) -> dict[str, str]:
    properties = [meta.attributes for meta in page.all("meta")]
    return {str(a["property"]): str(a["content"]) for a in properties if "property" in a}


async def test_a_report_may_be_previewed_where_its_maker_ticked_it(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target, previewed="on")
    shown = told(await show(async_client, path))
    assert shown["og:title"].startswith("Blocked: ")
    assert shown["og:description"] == f"GET {target.url.removeprefix('http://')}"
    assert shown["og:image"] == f"http://testserver{path}card.png"
    assert not [text for text in shown.values() if SECRET in text or "private" in text or "app.example" in text]
    card = await async_client.get(f"{path}card.png")
    assert (card.status_code, card["Content-Type"]) == (200, "image/png")
    assert card["Cache-Control"] == "public, max-age=300"
    assert card["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert Image.open(BytesIO(card.content)).size == (1200, 630)
    assert len(card.content) < 64 * 1024


async def test_without_the_tick_a_preview_shows_this_site_and_nothing_of_the_report(
    async_client: AsyncClient, target: Target
) -> None:
    path = await check(async_client, target)
    shown = told(await show(async_client, path))
    assert shown == {"og:title": "A CORS report", "og:image": "http://testserver/static/card.png"}
    assert (await async_client.get(f"{path}card.png")).status_code == 404


async def test_the_tick_is_there_for_a_person_to_set_and_no_link_sets_it(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/?previewed=on&url=https://api.example.com/")).content.decode())
    assert "checked" not in page.one("input", name="previewed").attributes


async def test_what_was_pasted_and_judged_may_be_previewed_too(async_client: AsyncClient) -> None:
    fields = {"url": "https://api.example.com/x", "origin": "https://app.example.com", "answers": ANSWERS}
    for tick, status in (({"previewed": "on"}, 200), ({}, 404)):
        made = await async_client.post("/paste/judge", fields | tick)
        assert made.status_code == 303
        assert (await async_client.get(f"{made['Location']}card.png")).status_code == status


async def test_checking_again_asks_for_the_tick_again(async_client: AsyncClient, target: Target) -> None:
    page = await show(async_client, await check(async_client, target, previewed="on"))
    assert page.all("input", name="previewed") == []


async def test_a_check_that_still_runs_or_was_deleted_has_no_card(async_client: AsyncClient) -> None:
    running = unfinished("GET")
    running.previewed = True
    await running.asave()
    assert (await async_client.get(f"/r/{running.pk}/card.png")).status_code == 404
    shown = told(Page((await async_client.get(f"/r/{running.pk}/")).content.decode()))
    assert shown["og:title"] == "A CORS report"
    await Report.objects.all().adelete()
    assert (await async_client.get(f"/r/{running.pk}/card.png")).status_code == 404


async def test_the_api_makes_reports_that_are_not_previewed(async_client: AsyncClient, target: Target) -> None:
    body = {"url": target.url, "origin": "http://app.example.com"}
    made = (await async_client.post("/api/v1/checks", body, content_type="application/json")).json()
    assert "previewed" not in made
    assert (await async_client.get(f"/r/{made['id']}/card.png")).status_code == 404


def test_a_worker_of_the_version_before_still_stores_reports() -> None:
    with connection.cursor() as cursor:
        fields = "id, created_at, expires_at, delete_token_hash, state, schema, request_json, steps_json, facts_json"
        values = "'old', '2026-01-01', '2026-02-01', '', 'done', 1, '{}', '[]', ''"
        cursor.execute(f"INSERT INTO checks_report ({fields}) VALUES ({values})")
    assert Report.objects.get(pk="old").previewed is False


def facts(**more: Any) -> dict[str, Any]:
    request = {"method": "GET", "url": "https://api.example.com/a?b=c", "initiator": "fetch", "mode": "cors"}
    browsers = {name: {"outcome": "allowed", "exchanges": []} for name in ("chromium", "firefox", "webkit")}
    judged = {"verdict": "allowed", "safety": "safe", "findings": [], "exchanges": [], "browsers": browsers}
    return {"request": request} | judged | more


def test_a_foreign_host_cannot_pass_for_another() -> None:
    request = facts()["request"] | {"url": "https://аpple.example/"}  # a Cyrillic letter first
    assert preview_of(facts(request=request)).asked == "GET xn--pple-43d.example"


def test_what_decided_is_named_by_its_rule_before_what_is_only_unsafe() -> None:
    security = finding("security", "Any origin is allowed")
    error = finding("error", "The X header is missing", confidence="inferred")
    assert preview_of(facts()).title == "Allowed, and safe"
    shown = preview_of(facts(findings=[security], safety="caution"))
    assert (shown.title, shown.word.tone) == ("Allowed, with caution: any origin is allowed", "wary")
    assert preview_of(facts(findings=[security, error])).cause == "probably the X header is missing"


def finding(severity: str, title: str, confidence: str = "measured") -> dict[str, Any]:
    return {"rule": "x", "severity": severity, "title": title, "confidence": confidence, "evidence": []}


async def test_a_failure_is_named_without_what_else_it_told(async_client: AsyncClient) -> None:
    fields = {"url": f"http://127.0.0.1:{free_port()}/private", "origin": "http://app.example.com", "previewed": "on"}
    made = await async_client.post("/", fields)
    shown = told(await show(async_client, made["Location"]))
    assert shown["og:title"] == "No response: nothing accepts connections there"


@pytest.mark.parametrize("shape", get_args(Shape))
@pytest.mark.parametrize("text", ["", "M" * 3000, "мир ✓ \u202e evil " * 40])
def test_a_card_is_drawn_whatever_its_texts_are_and_stays_small(shape: Shape, text: str) -> None:
    card = verdict_card(text, "bad", shape, text, text)
    assert Image.open(BytesIO(card)).size == (1200, 630)
    assert len(card) < 64 * 1024


@pytest.mark.parametrize("shape", get_args(Shape))
def test_each_shape_is_drawn_as_itself(shape: Shape) -> None:
    others = [verdict_card("Blocked", "bad", other, "", "") for other in get_args(Shape) if other != shape]
    assert verdict_card("Blocked", "bad", shape, "", "") not in others


async def test_the_icon_and_the_title_of_a_report_carry_its_verdict(async_client: AsyncClient, target: Target) -> None:
    page = await show(async_client, await check(async_client, target))
    address = page.one("link", rel="icon").attributes["href"]
    assert (address, page.all("title")[0].text[:8]) == ("/icon/bad/octagon.svg", "Blocked:")
    icon = await async_client.get(str(address))
    assert (icon["Content-Type"], icon["Cache-Control"]) == ("image/svg+xml", "public, max-age=86400")
    drawn = Page(icon.content.decode())
    assert drawn.one("svg").attributes["stroke"] == icons.COLOURS["bad"]
    assert len(drawn.all("path")) == 2
    assert [name for element in drawn.elements for name in element.attributes if name in ("class", "style")] == []


@pytest.mark.parametrize("shape", get_args(Shape))
@pytest.mark.parametrize("tone", COLOURS)
async def test_every_verdict_has_an_icon(async_client: AsyncClient, tone: str, shape: str) -> None:
    assert (await async_client.get(f"/icon/{tone}/{shape}.svg")).status_code == 200


@pytest.mark.parametrize("address", ["/icon/bad/none.svg", "/icon/red/disc.svg"])
async def test_there_are_no_other_icons(async_client: AsyncClient, address: str) -> None:
    assert (await async_client.get(address)).status_code == 404


async def test_a_badge_is_offered_as_it_looks_with_texts_to_copy_and_its_end(
    async_client: AsyncClient, target: Target
) -> None:
    path = await check(async_client, target)
    report = await show(async_client, path)
    (link,) = [a for a in report.all("a", data_into="exported") if a.text == "Badge"]
    fragment = Page(
        (await async_client.get(str(link.attributes["href"]), headers={"HX-Request": "true"})).content.decode()
    )
    picture = str(fragment.one("img").attributes["src"])
    assert "CORS: blocked" in (await async_client.get(picture)).content.decode()
    markdown, html, address = [pre.text for pre in fragment.all("pre")]
    at, report_at = f"http://testserver{picture}", f"http://testserver{path}"
    assert markdown == f"[![CORS: blocked]({at})]({report_at})"
    assert html == f'<a href="{report_at}"><img src="{at}" alt="CORS: blocked" height="20"></a>'
    assert address == at
    found = await service.find(path.split("/")[2])
    assert found is not None
    assert f"until {found.expires_at.day} {found.expires_at:%B %Y}" in fragment.all("p")[1].text
    page = Page((await async_client.get(f"{path}badge")).content.decode())
    assert page.one("h1").text == "Badge"
    assert [pre.text for pre in page.all("pre")] == [markdown, html, address]


async def test_a_check_that_still_runs_has_no_badge_yet(async_client: AsyncClient) -> None:
    running = unfinished("GET")
    await running.asave()
    assert (await async_client.get(f"/r/{running.pk}/badge")).status_code == 404
