"""Reports that come while the database is busy are stored together; each is told what became of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.db import DatabaseError

from checks.models import Report
from checks.reports import store
from checks.reports.database import in_database, into_database
from checks.reports.held import FOR_S, MOST, Held
from checks.reports.writing import Writer

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


@pytest.mark.parametrize("error", [DatabaseError("the disk is full"), RuntimeError("a fault of ours")], ids=type)
async def test_what_cannot_be_stored_says_so_itself_and_the_next_is_tried(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*reports: Report) -> None:
        raise error

    writer = Writer()
    lost = [Report.begin() for _ in range(3)]
    with monkeypatch.context() as patched:
        patched.setattr(store, "insert", fail)
        assert await asyncio.gather(*map(writer.insert, lost)) == [False, False, False]
    assert [report.kept for report in lost] == [False, False, False]
    assert await writer.insert(lost[0])
    assert lost[0].kept
    assert await in_database(Report.objects.count) == 1


async def test_who_went_away_keeps_nobody_from_being_stored() -> None:
    writer = Writer()
    stays = Report.begin()
    going, staying = (asyncio.create_task(writer.insert(report)) for report in (Report.begin(), stays))
    await asyncio.sleep(0)
    going.cancel()
    assert await staying
    assert await in_database(Report.objects.filter(pk=stays.pk).exists)


async def test_what_was_said_not_to_be_kept_is_not_stored_later() -> None:
    busy = threading.Event()
    writer = Writer()
    slow = asyncio.create_task(into_database(busy.wait, 10))
    try:
        assert not await writer.insert(Report.begin(), wait_s=0.05)
    finally:
        busy.set()
    await slow
    assert await writer.insert(Report.begin())
    assert await in_database(Report.objects.count) == 1


async def test_a_writer_that_waits_keeps_nobody_from_reading() -> None:
    report, busy = Report.begin(), threading.Event()
    assert await Writer().insert(report)
    slow = asyncio.create_task(into_database(busy.wait, 10))
    try:
        assert await in_database(store.find, report.pk) == report
        assert not slow.done()
    finally:
        busy.set()
    await slow


async def test_an_outcome_is_tried_again_and_held_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    report, tries = Report.begin(), []
    writer = Writer(pauses_s=(0, 0, 0))
    finish = store.finish
    assert await writer.insert(report)
    report.state = Report.State.DONE

    def fail_twice(finished: Report) -> None:
        tries.append(writer.held.get(report.pk))
        if len(tries) < 3:
            raise DatabaseError("the database restarts")
        finish(finished)

    monkeypatch.setattr(store, "finish", fail_twice)
    await writer.finish(report)
    assert tries == [None, report, report]
    assert (writer.held.get(report.pk), report.kept) == (None, True)
    assert (await in_database(Report.objects.get)).state == Report.State.DONE


async def test_an_outcome_that_is_never_stored_is_held_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(report: Report) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(store, "finish", fail)
    writer, report = Writer(pauses_s=(0, 0)), Report.begin()
    await writer.finish(report)
    assert writer.held.get(report.pk) is report
    assert not report.kept


def test_what_is_held_goes_in_time_and_the_oldest_first() -> None:
    now = 0.0
    held = Held(clock=lambda: now)
    reports = [Report.begin() for _ in range(MOST + 1)]
    for report in reports:
        held.hold(report)
    assert [held.get(report.pk) for report in reports] == [None, *reports[1:]]
    now = FOR_S
    held.hold(reports[-1])
    assert held.get(reports[-1].pk) is reports[-1]
    now = FOR_S + 1
    assert [held.get(report.pk) for report in reports] == [None] * len(reports)
