"""What a paste may cost: one that takes too long, or comes too often, is told so, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from django.test import AsyncClient
from limits import parse_many
from pytest_django.fixtures import Settings

from checks.models import Report
from checks.running import fragments, readers, service
from corschecker.asgi import application
from tests.corschecker.test_asgi import ask
from tests.growth.worst import LARGEST
from tests.pages.test_paste import ASKED, EVERYTHING, entry, filled, paste
from tests.tools.effort import some_of
from tests.tools.hostile_work import Swapped, forever
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("never_read")
async def test_a_fragment_that_takes_too_long_to_read_is_told_beside_the_box_and_kept(
    async_client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    typed = EVERYTHING | {"paste": "curl https://s3cret.example.com/"}
    response = await async_client.post("/paste", typed)
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert page.one("ul", id="id_paste_error").text == (
        "This could not be read: it took longer than 0.5 seconds. Paste only the one request that fails, copied as "
        "cURL or as fetch."
    )
    assert filled(page) == typed
    assert "s3cret" not in caplog.text


@pytest.mark.usefixtures("never_read")
async def test_answers_that_take_too_long_to_judge_are_told_above_the_form_and_kept(async_client: AsyncClient) -> None:
    typed = ASKED | {"answers": "[]"}
    response = await async_client.post("/paste/judge", typed)
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert "it took longer than 0.5 seconds. Paste only the responses to this one request." in page.one("main").text
    assert typed.items() <= filled(page).items()
    assert await Report.objects.acount() == 0


@pytest.mark.usefixtures("never_read")
async def test_pages_are_served_while_a_fragment_is_read(async_client: AsyncClient) -> None:
    await async_client.post("/paste", {"paste": "curl https://a.test/"})
    reading = asyncio.create_task(paste(async_client, "curl https://a.test/"))
    for path in ("/healthz", "/", "/rules/", "/fixes/nginx/"):
        assert (await ask(application, path))[0]["status"] == 200
    assert not reading.done()
    assert (await reading)[0] == 422


@pytest.fixture
def one_a_minute(settings: Settings) -> Iterator[None]:
    settings.CHECK_FRAGMENT_RATE_LIMITS = tuple(parse_many("1/minute"))
    service.default.cache_clear()
    yield
    service.default.cache_clear()


@pytest.mark.usefixtures("one_a_minute")
async def test_one_fragment_too_many_is_told_beside_the_box_and_kept(async_client: AsyncClient) -> None:
    _, page = await paste(async_client, "curl https://a.test/")
    typed = EVERYTHING | {"paste": "curl https://b.test/"}
    response = await async_client.post("/paste", typed)
    page = Page(response.content.decode())
    assert (response.status_code, response["RateLimit-Limit"], response["RateLimit-Remaining"]) == (429, "1", "0")
    assert 1 <= int(response["Retry-After"]) <= 60
    assert page.one("ul", id="id_paste_error").text.startswith("Too many requests from your address")
    assert filled(page) == typed


@pytest.mark.usefixtures("one_a_minute")
async def test_one_choice_too_many_leaves_the_others_to_choose_from(async_client: AsyncClient) -> None:
    entries = [entry(f"https://api.example.com/{name}", []) for name in ("one", "two")]
    _, page = await paste(async_client, json.dumps({"log": {"version": "1.2", "entries": entries}}))
    others = page.one("textarea", name="others").text
    response = await async_client.post("/paste", {"chosen": "1", "others": others})
    page = Page(response.content.decode())
    assert response.status_code == 429
    assert page.one("textarea", name="others").text == others
    assert len(page.all("button", name="chosen")) == 2


@pytest.mark.usefixtures("one_a_minute")
async def test_pastes_and_plans_are_counted_apart(async_client: AsyncClient) -> None:
    assert (await paste(async_client, "curl https://a.test/"))[0] == 200
    statuses = [(await async_client.post("/plan", ASKED)).status_code for _ in range(2)]
    assert statuses == [200, 429]


async def test_texts_of_one_client_that_are_read_at_once_are_bounded(
    async_client: AsyncClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHECK_MAX_READING_PER_CLIENT = 1
    fragments._slots.cache_clear()
    hanging = Swapped(forever)
    monkeypatch.setattr(readers, "default", lambda: hanging)
    outcomes = await asyncio.gather(*(paste(async_client, "curl https://a.test/") for _ in range(2)))
    fragments._slots.cache_clear()
    await hanging.close()
    assert sorted(status for status, _ in outcomes) == [422, 429]
    refused = next(page for status, page in outcomes if status == 429)
    assert "Your other texts are still being read." in refused.one("ul", id="id_paste_error").text


@pytest.mark.parametrize("name", some_of(list(LARGEST), "a page"))
async def test_the_worst_that_may_be_pasted_is_answered_with_a_page(async_client: AsyncClient, name: str) -> None:
    status, page = await paste(async_client, LARGEST[name]())
    assert status in (200, 422)
    if status == 422:
        assert page.one("ul", id="id_paste_error").text
