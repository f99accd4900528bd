"""Whatever a server or a stranger writes, the report's HTML keeps its structure."""

import pytest
from django.template.loader import render_to_string
from django.test import AsyncClient

from checks.pages.reporting import report_context
from checks.wording.words import STEPS
from tests.tools.page_documents import HOSTILE, hostile
from tests.tools.page_html import Page


def rendered(text: str) -> str:
    return render_to_string("report.html", report_context(hostile(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_element_and_no_attribute(text: str) -> None:
    assert Page(rendered(text)).structure() == Page(rendered("plain")).structure()


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\u0000", "\x1b", "\u2066"])
def test_no_invisible_character_reaches_the_reader(character: str) -> None:
    # A fix is rendered from words of a policy, whose alphabet has none of these.
    document = hostile(f"a{character}b") | {"fixes": []}
    assert character not in Page(render_to_string("report.html", report_context(document))).one("body").text


@pytest.mark.parametrize("text", HOSTILE)
async def test_the_form_gives_back_hostile_text_as_text(async_client: AsyncClient, text: str) -> None:
    async def shown(text: str) -> Page:
        fields = dict.fromkeys(("url", "origin", "method", "headers"), text)
        return Page((await async_client.post("/", fields)).content.decode())

    assert (await shown(text)).structure() == (await shown("plain text")).structure()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_running_check_shows_hostile_text_as_text(text: str) -> None:
    def shown(text: str) -> Page:
        step = {"purpose": "main", "method": text, "url": text}
        target = {"url": text, "origin": text, "method": text}
        context = {"path": "/r/x/", "steps": [step], "target": target, "names": STEPS}
        return Page(render_to_string("report_running.html", context))

    assert shown(text).structure() == shown("plain").structure()
