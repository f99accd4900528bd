"""A page with all that it loads at once fits the first flight of a TCP connection."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.test import AsyncClient

from tests.tools.loopback import Target
from tests.tools.page_html import Page

FIRST_FLIGHT = 14_000


async def weight(client: AsyncClient, path: str) -> int:
    """The most compressed bytes of a page and of every file that its HTML names, script on demand left out.

    The middleware makes each compressed page longer by a random amount, so that its length tells nothing of a secret.
    """
    response = await client.get(path, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    html = gzip.decompress(response.content)
    page = Page(html.decode())
    files = [link.attributes["href"] for link in page.all("link") if link.attributes["rel"] in ("stylesheet", "icon")]
    files += [script.attributes["src"] for script in page.all("script")]
    assert "/static/site.css" in files
    assets = [len(gzip.compress(await content(client, str(name)))) for name in files]
    return len(gzip.compress(html)) + GZipMiddleware.max_random_bytes + sum(assets)


async def content(client: AsyncClient, address: str) -> bytes:
    if address.startswith("/static/"):
        return (Path(settings.BASE_DIR) / address.removeprefix("/")).read_bytes()
    response = await client.get(address)
    assert response.status_code == 200
    return response.content


async def test_the_front_page_fits(async_client: AsyncClient) -> None:
    assert await weight(async_client, "/") < FIRST_FLIGHT


@pytest.mark.django_db(transaction=True)
async def test_a_report_of_a_failure_fits(async_client: AsyncClient, target: Target) -> None:
    fields = {"url": f"{target.url}/items", "origin": "http://app.example.com", "method": "PUT", "probes": "on"}
    response = await async_client.post("/", fields | {"headers": "Content-Type: application/json\nAuthorization: x"})
    assert await weight(async_client, response["Location"]) < FIRST_FLIGHT
