"""Reports in the database: synchronous, to be called through `checks.reports.database.in_database`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from checks.models import Report
from checks.reports.bounds import MAX_REPORT

_PURGED_AT_ONCE = 500
_PAGES_AT_ONCE = 1000


def insert(*reports: Report) -> None:
    Report.objects.bulk_create(reports)


def take_back(*reports: Report) -> None:
    """Of whoever left while they were inserted, in the same transaction."""
    if reports:
        Report.objects.filter(pk__in=[report.pk for report in reports]).delete()


def set_progress(report: Report) -> None:
    Report.objects.filter(pk=report.pk, state=Report.State.RUNNING).update(
        steps_json=report.steps_json, facts_json=report.facts_json
    )


def finish(report: Report) -> None:
    """Store the outcome, unless the report was deleted meanwhile."""
    Report.objects.filter(pk=report.pk).update(
        state=report.state, steps_json=report.steps_json, facts_json=report.facts_json
    )


def find(report_id: str) -> Report | None:
    """The report; None alike for one that never was, one that was deleted, and one that expired."""
    return Report.objects.filter(pk=report_id, expires_at__gt=timezone.now()).first()


def latest(asked: str, within_s: float) -> Report | None:
    """The newest finished report of an identical check that began within so many seconds."""
    now = timezone.now()
    # A clock that was set back makes reports of earlier hours look like later ones.
    begun = {"created_at__gt": now - timedelta(seconds=within_s), "created_at__lte": now}
    # Who lets previews show a report of theirs does not let those of another client's.
    found = Report.objects.filter(asked=asked, previewed=False, state=Report.State.DONE, expires_at__gt=now, **begun)
    return found.order_by("-created_at").first()


def delete(report_id: str, token: str) -> bool | None:
    """Whether the token was right and the report is gone; None where there is no such report."""
    report = find(report_id)
    if report is None:
        return None
    if not report.may_be_deleted_with(token):
        return False
    report.delete()
    return True


def purge() -> int:
    """Delete what has expired, some at a time, since new reports wait meanwhile; how many reports that were."""
    expired = Report.objects.filter(expires_at__lte=timezone.now())
    deleted = 0
    while ids := list(expired.values_list("pk", flat=True)[:_PURGED_AT_ONCE]):
        deleted += Report.objects.filter(pk__in=ids).delete()[0]
    if connection.vendor == "sqlite":
        _give_back()
    return deleted


def _give_back() -> None:
    """Shorten SQLite's file by what is free in it, some at a time; one that was never told to give back stays."""
    with connection.cursor() as cursor:
        free = _number(cursor, "PRAGMA freelist_count")
        while free:
            # A page is given back by each row that is read.
            cursor.execute(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})").fetchall()
            before, free = free, _number(cursor, "PRAGMA freelist_count")
            if free >= before:
                break
        # Until then the file is as long as before.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _number(cursor: CursorWrapper, pragma: str) -> int:
    return int(cursor.execute(pragma).fetchone()[0])


def reach() -> None:
    """Raises where the database does not answer, or lacks a migration."""
    Report.objects.filter(pk="").first()


def rehearse() -> None:
    """Write a report and take it back; raises where none could be stored. To be called in a transaction.

    What SQLite takes back never comes to its disk, so the room there is tried with a file that has no name.
    """
    insert(Report.begin())
    transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        with TemporaryFile(dir=Path(connection.settings_dict["NAME"]).parent) as file:
            file.write(os.urandom(2 * MAX_REPORT))
            file.flush()
