"""Each form that a report offers is there at its address, and as the fragment that the report shows."""

from __future__ import annotations

import pytest
from django.test import AsyncClient

from checks.exports import EXPORTS
from tests.tools.loopback import Target
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)


async def report_path(client: AsyncClient, target: Target) -> str:
    fields = {"url": target.url, "origin": "https://app.example.com", "method": "GET"}
    return str((await client.post("/", fields)).headers["Location"])


async def test_every_link_of_the_report_leads_to_its_text(async_client: AsyncClient, target: Target) -> None:
    path = await report_path(async_client, target)
    page = Page((await async_client.get(path)).content.decode())
    *links, badge = [link.attributes["href"] or "" for link in page.all("a", data_into="exported")]
    assert badge == f"{path}badge"
    assert links == [f"{path}export/{form}" for form in EXPORTS if form != "curl-preflight"]
    for link in links:
        response = await async_client.get(link)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        fragment = Page((await async_client.get(link, headers={"HX-Request": "true"})).content.decode())
        assert fragment.one("pre").text.strip() == response.content.decode().strip()


@pytest.mark.parametrize("form", ["nothing", "curl-preflight"])
async def test_a_form_that_is_not_offered_is_not_there(async_client: AsyncClient, target: Target, form: str) -> None:
    path = await report_path(async_client, target)
    assert (await async_client.get(f"{path}export/{form}")).status_code == 404
    assert (await async_client.get("/r/none/export/curl")).status_code == 404
