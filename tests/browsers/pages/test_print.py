"""Who prints a page has all of it: every line of a configuration, and where and when it is from."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds
from .measuring import measured

pytestmark = pytest.mark.browsers

# A sheet of A4 between its margins, in CSS pixels.
SHEET = 718
PRINTED = "document.body.innerText"


async def printed(chromium: Chromium) -> str:
    await chromium.resize(0, SHEET, 1000)
    await chromium.media(0, "print")
    text = await chromium.evaluate(0, PRINTED)
    assert isinstance(text, str)
    return text


async def configuration(chromium: Chromium) -> list[str]:
    """The lines of the configuration that the page on the screen shows."""
    code = await chromium.evaluate(0, "document.querySelector('pre#code').textContent")
    return [line.strip() for line in code.splitlines() if line.strip()]


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


async def test_no_kind_of_page_loses_anything_on_paper(chromium: Chromium, site: str, target: Target) -> None:
    async def look() -> list[str]:
        await printed(chromium)
        return list(await measured(chromium, "lost()"))

    found = await kinds.each(chromium, site, target, await kinds.every_kind(site), look)
    assert not found, found


async def test_a_printed_report_holds_its_fix_its_date_and_its_address(
    chromium: Chromium, site: str, target: Target
) -> None:
    address = await kinds.report(site, target, "blocked")
    await kinds.opened(chromium, address)
    code = await configuration(chromium)
    text = await printed(chromium)
    async with httpx.AsyncClient(trust_env=False) as client:
        document = (await client.get(address.replace("/r/", "/api/v1/checks/")[:-1])).json()
    assert [line for line in code if line not in text] == []
    assert address in text
    assert document["created_at"][:4] in text.replace(address, "")


@pytest.mark.parametrize("path", ["/fixes/nginx/", "/fixes/spring/"])
async def test_a_printed_fix_has_each_line(chromium: Chromium, site: str, path: str) -> None:
    await kinds.opened(chromium, f"{site}{path}")
    code = await configuration(chromium)
    text = await printed(chromium)
    assert len(code) > 10
    assert [line for line in code if line not in text] == []


async def test_a_report_and_a_fix_become_sheets_of_a_pdf(chromium: Chromium, site: str, target: Target) -> None:
    await kinds.opened(chromium, await kinds.report(site, target, "blocked"))
    report = await chromium.pdf(0)
    await kinds.opened(chromium, f"{site}/fixes/nginx/")
    fix = await chromium.pdf(0)
    # The longest configuration is longer than a sheet, and a report than two.
    assert sheets(fix) >= 1
    assert sheets(report) > sheets(fix)
