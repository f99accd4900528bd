"""The rules' pages and the lab's index, rendered from the rules themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import AsyncClient

from checks.cors.rules import RULES
from checks.cors.rules.base import Severity
from checks.cors.rules.undecidable import UNDECIDABLE
from checks.pages.rule_groups import groups
from checks.wording import words
from tests.tools.page_html import Element, Page

# Rules whose examples have a body that the form cannot hold.
UNCHECKED = {"keepalive-body-too-large"}
SAFETY = {word.text for word, _ in words.SAFETIES.values()}


@pytest.fixture(autouse=True)
def lab_origin(settings: Any) -> None:
    settings.LAB_ORIGIN = "https://lab.example.com"


async def get(client: AsyncClient, path: str) -> Page:
    response = await client.get(path)
    assert response.status_code == 200
    return Page(response.content.decode())


async def test_the_index_lists_every_rule(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/")
    links = [link.attributes["href"] for link in page.all("a") if link.text in RULES]
    assert sorted(links, key=str) == sorted(f"/rules/{rule}/" for rule in RULES)


async def test_the_index_says_what_no_rule_decides(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/")
    cells = {cell.text for cell in page.all("td")}
    assert {text for entry in UNDECIDABLE for text in (entry.title, entry.reason)} <= cells


@pytest.mark.parametrize("rule_id", sorted(RULES))
async def test_a_rule_page_shows_both_examples_and_what_browsers_make_of_them(
    async_client: AsyncClient, rule_id: str
) -> None:
    page = await get(async_client, f"/rules/{rule_id}/")
    rule = RULES[rule_id]
    assert page.one("h1").text == rule.title.replace("`", "")
    assert page.one("a", href=rule.spec).text
    broken, right = page.all("section")
    assert [section.parents[-1].attributes["class"] for section in (broken, right)] == ["two", "two"]
    words = {e.text.rpartition(" ")[2] for e in page.all("span") if broken in e.parents and "Chromium" in e.text}
    if rule.blocks:
        assert words <= {"blocked", "refused", "allowed", "opaque", "response"}
        assert any(f" {word}" in broken.text for word in ("blocked", "refused", "no response"))
    assert " blocked" not in right.text
    checks = 0 if rule_id in UNCHECKED else 2
    assert len([link for link in page.all("a") if link.text == "Check this"]) == checks


@pytest.mark.parametrize("rule_id", sorted(rule.id for rule in RULES.values() if rule.severity is Severity.SECURITY))
async def test_a_rule_of_security_says_in_both_columns_who_else_may_read_it(
    async_client: AsyncClient, rule_id: str
) -> None:
    page = await get(async_client, f"/rules/{rule_id}/")
    broken, right = (_words(page, section) for section in page.all("section"))
    assert right & SAFETY == {"Safe"}
    assert len(broken & SAFETY) == 1
    # What gives the request away says nothing of who may read the response.
    if rule_id not in ("redirect-insecure", "redirect-key-forwarded"):
        assert broken & SAFETY <= {"Dangerous", "Caution"}
    assert "Chromium allowed" in right


async def test_a_rule_about_anything_else_says_nothing_of_safety(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/allow-origin-missing/")
    assert not any(_words(page, section) & SAFETY for section in page.all("section"))


async def test_dangerous_is_what_the_engine_judges_dangerous(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/origin-reflected-credentials/")
    broken, right = (_words(page, section) for section in page.all("section"))
    assert {"Dangerous", "Chromium allowed"} <= broken
    assert {"Safe", "Chromium allowed"} <= right


def _words(page: Page, section: Element) -> set[str]:
    """The words that stand with a shape in a part of the page."""
    return {span.text for span in page.all("span", "word") if section in span.parents}


async def test_the_console_line_of_the_broken_example_is_computed(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/allow-origin-missing/")
    assert page.all("pre", class_="console")[0].text == (
        "Access to fetch at 'https://lab.example.com/lab/allow-origin-missing/broken' from origin "
        "'http://testserver' has been blocked by CORS policy: "
        "No 'Access-Control-Allow-Origin' header is present on the requested resource."
    )


async def test_an_unknown_rule_is_not_found(async_client: AsyncClient) -> None:
    assert (await async_client.get("/rules/no-such-rule/")).status_code == 404


async def test_the_lab_index_links_each_example_to_the_form(async_client: AsyncClient) -> None:
    page = await get(async_client, "/lab/")
    links = [link.attributes["href"] or "" for link in page.all("a") if " server of " in link.text]
    assert len(links) == 2 * (len(RULES) - len(UNCHECKED))
    assert all(link.startswith("/?url=") for link in links)


async def test_the_page_for_the_console_has_no_policy_that_would_block_it(async_client: AsyncClient) -> None:
    response = await async_client.get("/lab/console")
    assert "Content-Security-Policy" not in response
    assert Page(response.content.decode()).all("script") == []


@pytest.mark.parametrize(
    ("rule_id", "broken_by"),
    [("body-on-get", "text"), ("cache-mode-only-if-cached", "only-if-cached"), ("mode-navigate", "navigate")],
)
async def test_a_link_to_check_a_broken_example_carries_what_breaks_it(
    async_client: AsyncClient, rule_id: str, broken_by: str
) -> None:
    page = await get(async_client, f"/rules/{rule_id}/")
    (broken, _) = [link.attributes["href"] or "" for link in page.all("a") if link.text == "Check this"]
    form = await get(async_client, broken)
    chosen = {option.attributes["value"] for option in form.all("option") if "selected" in option.attributes}
    assert chosen & {"text", "only-if-cached", "navigate"} == {broken_by}


def test_every_rule_stands_under_one_heading() -> None:
    grouped = [rule.id for _, rules in groups() for rule in rules]
    assert sorted(grouped) == sorted(RULES)
    assert all(rules for _, rules in groups())


async def test_a_long_body_of_one_letter_is_told_by_its_length(async_client: AsyncClient) -> None:
    page = await get(async_client, "/rules/keepalive-body-too-large/")
    assert '"body": "x".repeat(65537), "keepalive": true' in page.one("body").text
