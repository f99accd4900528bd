"""Reports that come while the database is busy are stored together; each is told what became of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.db import DatabaseError

from checks import store
from checks.database import in_database
from checks.models import Report
from checks.writing import Writer

pytestmark = pytest.mark.django_db(transaction=True)


async def test_reports_that_come_meanwhile_go_in_together(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    busy = threading.Event()
    insert = store.insert

    def slow(*reports: Report) -> None:
        sizes.append(len(reports))
        busy.wait(5)
        insert(*reports)

    monkeypatch.setattr(store, "insert", slow)
    writer = Writer()
    first = asyncio.create_task(writer.insert(Report.begin()))
    await asyncio.sleep(0.05)
    others = [asyncio.create_task(writer.insert(Report.begin())) for _ in range(30)]
    await asyncio.sleep(0)
    busy.set()
    await asyncio.gather(first, *others)
    assert sizes == [1, 30]
    assert await in_database(Report.objects.count) == 31


async def test_what_cannot_be_stored_is_told_to_all_and_the_next_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*reports: Report) -> None:
        raise DatabaseError("the disk is full")

    writer = Writer()
    with monkeypatch.context() as patched:
        patched.setattr(store, "insert", fail)
        told = await asyncio.gather(*(writer.insert(Report.begin()) for _ in range(2)), return_exceptions=True)
    assert [type(error) for error in told] == [DatabaseError, DatabaseError]
    await writer.insert(Report.begin())
    assert await in_database(Report.objects.count) == 1


async def test_who_went_away_keeps_nobody_from_being_stored() -> None:
    writer = Writer()
    gone, stays = (asyncio.create_task(writer.insert(Report.begin())) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert await in_database(Report.objects.count) == 2
