"""Going back shows a page and never a fragment: what htmx gets at an address says so, or is not stored."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import URLPattern, URLResolver, get_resolver

from checks.cors.rules import RULES
from checks.exports import EXPORTS
from checks.pages.topics import TOPICS
from tests.tools.loopback import Target

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    "stack": "nginx",
    "form": next(iter(EXPORTS)),
    "rule_id": next(iter(RULES)),
    "topic_id": next(iter(TOPICS)),
    "code": "not_found",
    "tone": "bad",
    "shape": "octagon",
}
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Target": "fix"},
    {"HX-Request": "true", "HX-Target": "policy-answer"},
    {"HX-Request": "true", "HX-Target": "progress", "HX-Trigger": "progress", "HX-Boosted": "true"},
)


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of the site, as it is written down."""
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield route
        else:
            yield from routes(found, route)


ROUTES = sorted(routes(get_resolver()))


def told(response: HttpResponse) -> str:
    """The response without what differs each time: tokens, nonces, times."""
    names = ("HX-Refresh", "HX-Reswap", "Location", "Content-Type")
    body = response.content.decode(errors="replace")
    body = re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|\d+ (?:second|minute)s?', "", body)
    return f"{response.status_code} {[response.headers.get(name) for name in names]} {body}"


def varies_by(response: HttpResponse) -> set[str]:
    return {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}


def is_stored(response: HttpResponse) -> bool:
    return "no-store" not in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize("route", ROUTES)
async def test_a_response_that_is_htmx_s_own_says_so_or_is_not_stored(
    route: str, async_client: AsyncClient, target: Target
) -> None:
    made = await async_client.post("/", {"url": target.url, "origin": "https://app.example.com", "method": "GET"})
    examples = {**EXAMPLES, "report_id": made.headers["Location"].split("/")[2]}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: examples[match[1]], route)
    found = [(headers, await async_client.get(path, headers=headers)) for headers in ASKED]
    for (headers, response), (others, other) in combinations(found, 2):
        if told(response) != told(other):
            differing = {
                name.lower() for name in headers.keys() | others.keys() if headers.get(name) != others.get(name)
            }
            assert not is_stored(response) or varies_by(response) & differing
            assert not is_stored(other) or varies_by(other) & differing


@pytest.mark.parametrize("path", ["/", "/fixes/", "/fixes/nginx/", "/fixes/nginx/?origins=https%3A%2F%2Fa.example"])
async def test_the_pages_that_htmx_asks_for_in_parts_vary(path: str, async_client: AsyncClient) -> None:
    headers = {"HX-Request": "true", "HX-Target": "fix"}
    page, fragment = await async_client.get(path), await async_client.get(path, headers=headers)
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "hx-request" in varies_by(page) & varies_by(fragment)


async def test_a_page_without_parts_does_not_vary_for_htmx(async_client: AsyncClient) -> None:
    assert "hx-request" not in varies_by(await async_client.get("/about"))


def test_no_view_looks_at_the_headers_of_htmx_by_itself() -> None:
    # The core reads the requests of other sites alone.
    for file in [*(ROOT / "checks").rglob("*.py"), *(ROOT / "corschecker").rglob("*.py")]:
        if not file.is_relative_to(ROOT / "checks" / "cors"):
            texts = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
            asked = {
                text for text in texts if isinstance(text, str) and re.match(r"HX[-_]|HTTP_HX", text, re.IGNORECASE)
            }
            # Those that are sent, not asked for.
            assert asked <= {"HX-Redirect", "HX-Refresh", "HX-Replace-Url", "HX-Reswap", "HX-Retarget"}, file
