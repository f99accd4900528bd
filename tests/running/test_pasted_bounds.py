"""A pasted answer is bounded as a live one is: what is stored, its page, its Markdown and every export.

Unbounded, one header of 1.2 MB was 6.0 MB stored and a page of 8.4 MB; it is 35 kB and 72 kB.
"""

from __future__ import annotations

import json
import time

import pytest
from django.test import AsyncClient

from checks.cors.model import Request
from checks.exports import EXPORTS
from checks.models import Report
from checks.reports.bounds import CUT, MAX_REPORT
from checks.reports.document import document_of
from checks.running import pasted
from checks.running.pasted_facts import facts_text

pytestmark = pytest.mark.django_db(transaction=True)

REQUEST = Request("https://intranet.test/items", "https://app.example.com", credentials="include")
LONG = 1_200_000
FIELDS = {
    "a value that decides": lambda size: f"Access-Control-Allow-Origin: {'v' * size}",
    "a value that decides nothing": lambda size: f"X-Served-By: {'v' * size}",
    "a list of names": lambda size: f"Access-Control-Allow-Headers: {'abc, ' * (size // 5)}",
    "names that script can read": lambda size: (
        "Access-Control-Allow-Origin: https://app.example.com\r\nAccess-Control-Allow-Credentials: true\r\n"
        f"Access-Control-Expose-Headers: {', '.join(f'h{n:0300}' for n in range(size // 400))}\r\n"
        + "\r\n".join(f"h{n:0300}: 1" for n in range(size // 400))
    ),
}


async def judged(field: str, size: int) -> Report:
    answers = json.dumps([{"raw": f"HTTP/1.1 200 OK\r\n{FIELDS[field](size)}\r\n\r\n"}])
    facts = facts_text(REQUEST, answers)
    assert facts is not None
    return await pasted.report(facts, client="192.0.2.1")


@pytest.mark.parametrize("field", FIELDS)
async def test_a_long_header_makes_a_small_report_that_says_where_it_was_cut(
    async_client: AsyncClient, field: str
) -> None:
    report = await judged(field, LONG)
    assert report.kept
    assert len(report.facts_json) <= MAX_REPORT
    response = await async_client.get(f"/r/{report.pk}/")
    page = response.content.decode()
    assert len(page) < 2 * MAX_REPORT
    assert CUT in page
    document = document_of(report, "https://cors.example.org")
    texts = {name: export.render(document) or "" for name, export in EXPORTS.items()}
    assert max(map(len, texts.values())) < MAX_REPORT
    assert CUT in texts["markdown"]
    assert "[cut]" in texts["har"]


@pytest.mark.parametrize("field", FIELDS)
async def test_a_header_that_is_four_times_as_long_takes_about_four_times_as_long(field: str) -> None:
    async def cpu(size: int) -> float:
        tries = []
        for _ in range(3):
            started = time.process_time()
            await judged(field, size)
            tries.append(time.process_time() - started)
        return min(tries)

    assert await cpu(1_200_000) < 8 * await cpu(300_000)
