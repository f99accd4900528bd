"""What is stored, for how long, and how it goes."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from checks.models import Report
from checks.reports import store
from checks.reports.document import document_of, remedies

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operations.md"


@pytest.mark.django_db(transaction=True)
def test_reports_are_kept_for_thirty_days_and_then_purged() -> None:
    kept, gone = Report.begin(), Report.begin()
    assert timedelta(days=29, hours=23) < kept.expires_at - timezone.now() < timedelta(days=30, seconds=1)
    gone.expires_at = timezone.now() - timedelta(seconds=1)
    for report in (kept, gone):
        store.insert(report)
    output = StringIO()
    call_command("purge_reports", stdout=output)
    assert output.getvalue() == "Deleted 1 expired report.\n"
    assert list(Report.objects.values_list("pk", flat=True)) == [kept.pk]


@pytest.mark.django_db(transaction=True)
def test_what_is_purged_gives_back_its_room_on_the_disk() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL sees to that itself")
    file = Path(connection.settings_dict["NAME"])
    gone = [Report(facts_json="x" * 100_000, expires_at=timezone.now()) for _ in range(50)]
    kept = Report.begin({"url": "a"})
    store.insert(*gone, kept)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert file.stat().st_size > 5_000_000
    assert store.purge() == 50
    assert file.stat().st_size < 500_000
    assert Report.objects.get() == kept


def test_a_file_of_an_earlier_version_gives_back_room_once_it_was_told_to(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"

    def manage(*command: str) -> None:
        environ = {"PATH": os.environ["PATH"], "DEBUG": "true", "DATABASE_URL": f"sqlite:///{file}"}
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environ, check=True, capture_output=True)

    manage("migrate", "checks", "0002")
    with closing(sqlite3.connect(file)) as old:
        fields = "id, created_at, expires_at, delete_token_hash, state, schema, request_json, steps_json, facts_json"
        row = ("a", "2020-01-01", "2020-02-01", "", "done", 1, "{}", "[]", "x" * 5_000_000)
        old.execute(f"INSERT INTO checks_report ({fields}) VALUES ({', '.join('?' * len(row))})", row)
        old.commit()
    manage("migrate")
    (told,) = re.findall(r'sqlite3 corschecker.sqlite3 "(PRAGMA auto_vacuum.*?)"', PAGE.read_text())
    with closing(sqlite3.connect(file)) as old:
        assert old.execute("PRAGMA auto_vacuum").fetchone() == (0,)
        old.executescript(told)
    assert file.stat().st_size > 5_000_000
    manage("purge_reports")
    assert file.stat().st_size < 500_000


def test_the_deletion_token_is_not_in_the_database() -> None:
    report = Report.begin()
    store.insert(report)
    row = Report.objects.filter(pk=report.pk).values().get()
    assert report.delete_token
    assert all(report.delete_token not in str(value) for value in row.values())
    assert Report.objects.get(pk=report.pk).delete_token is None


def test_ids_and_tokens_have_128_random_bits() -> None:
    reports = [Report.begin() for _ in range(100)]
    assert len({report.pk for report in reports} | {report.delete_token for report in reports}) == 200
    assert all(len(report.pk) >= 22 for report in reports)


def test_odd_characters_come_back_as_they_went_in() -> None:
    odd = {"url": "NUL \0, half a pair \ud800, \u202e and \U0001f600"}
    report = Report.begin(odd)
    store.insert(report)
    assert Report.objects.get(pk=report.pk).request == odd


def test_an_interrupted_check_has_no_verdict_to_show() -> None:
    report = Report.begin({"url": "a"})
    report.state = Report.State.INTERRUPTED
    document = document_of(report, "https://cors.example.org")
    assert (document["state"], document["request"], document["steps"]) == ("interrupted", {"url": "a"}, [])


@pytest.mark.parametrize("policy", [None, {"origins": ["[redacted]"]}, {"unknown": 1}, {"origins": []}])
def test_what_must_not_enter_a_configuration_gives_no_fix(policy: dict[str, object] | None) -> None:
    assert remedies(policy) == {"policy": None, "fixes": []}


def test_a_version_that_knows_nothing_of_identical_checks_still_stores_reports() -> None:
    report = Report.begin()
    known = [field for field in Report._meta.concrete_fields if field.name != "asked"]
    names = ", ".join(field.column for field in known)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Report._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(known))})",
            [field.get_db_prep_save(getattr(report, field.attname), connection) for field in known],
        )
    assert Report.objects.get(pk=report.pk).asked == ""
