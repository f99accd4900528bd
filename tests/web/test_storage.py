"""What is stored, for how long, and how it goes."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from checks import store
from checks.models import Report
from checks.report_document import document_of, remedies

pytestmark = pytest.mark.django_db


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
