"""Reports in a real PostgreSQL, limits in a real Redis, each shared by several processes."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from limits import parse_many

from checks.admission.limits import Limiter, Quota, storage
from checks.refusal import Refusal
from tests.fixes.needs import require
from tests.tools.servers import postgresql, program, redis

pytestmark = pytest.mark.prove

ROOT = Path(__file__).resolve().parents[2]
TAKE = """
import asyncio, sys
from limits import parse_many
from checks.admission.limits import Limiter, Quota, storage
async def main():
    limiter = Limiter(storage(sys.argv[1]), "key")
    tried = [limiter.take(parse_many("20/minute"), "client", "192.0.2.1", "Enough.") for _ in range(25)]
    print(sum(isinstance(taken, Quota) for taken in await asyncio.gather(*tried, return_exceptions=True)))
asyncio.run(main())
"""
STORE = """
import django; django.setup()
from checks.reports import store
from checks.models import Report
report = Report.begin({"url": "NUL \\0 and half a pair \\ud800"})
store.insert(report)
print(report.pk, report.delete_token)
"""
DELETE = """
import sys, django; django.setup()
from checks.reports import store
print(store.find(sys.argv[1]).request["url"] == "NUL \\0 and half a pair \\ud800")
print(store.delete(*sys.argv[1:]), store.find(sys.argv[1]))
"""

FAULTS = """
import asyncio, django, os, psycopg; django.setup()
from checks.reports import store
from checks.reports.database import in_database, into_database
from checks.models import Report
from checks.refusal import Refusal
from checks.reports.writing import Writer

async def told(asked):
    try:
        return await asked
    except Refusal as refusal:
        return refusal.code

async def ask(writer, report):
    return await asyncio.gather(
        told(in_database(store.find, report.pk)), told(into_database(store.rehearse)), writer.insert(Report.begin())
    )

async def main():
    writer, report = Writer(), Report.begin()
    print(await writer.insert(report), await ask(writer, report) == [report, None, True])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("begin")
        other.execute("lock table checks_report in access exclusive mode")
        print("locked", *await ask(writer, report))
        other.execute("rollback")
        print("free", await ask(writer, report) == [report, None, True])
        other.execute("alter database postgres set default_transaction_read_only = on")
        other.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()")
        found, rehearsed, stored = await ask(writer, report)
        print("read only", found == report, rehearsed, stored, await in_database(Report.objects.count))
        other.execute("set default_transaction_read_only = off")
        other.execute("alter role checks nologin")
        other.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()")
        print("away", *await ask(writer, report))

asyncio.run(main())
"""


def needs(*names: str) -> None:
    missing = [name for name in names if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")


def start(code: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        **variables,
    }
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environ, stdout=subprocess.PIPE, text=True)


def migrate(url: str) -> None:
    environ = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "DEBUG": "true"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environ, check=True, timeout=60)


def output(process: subprocess.Popen[str]) -> str:
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return text.strip()


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    needs("redis-server")
    with redis() as url:
        yield url


def test_two_processes_together_take_exactly_what_a_limit_allows(redis_url: str) -> None:
    processes = [start(TAKE, redis_url) for _ in range(2)]
    assert sum(int(output(process)) for process in processes) == 20


async def test_when_the_store_of_counts_goes_away_checks_are_refused() -> None:
    needs("redis-server")
    with redis() as url:
        limiter = Limiter(storage(url), "key")
        assert isinstance(await limiter.take(parse_many("20/minute"), "client", "192.0.2.1", "Enough."), Quota)
    started = time.monotonic()
    with pytest.raises(Refusal) as caught:
        await asyncio.wait_for(limiter.take(parse_many("20/minute"), "client", "192.0.2.1", "Enough."), 10)
    assert (caught.value.code, time.monotonic() - started < 5) == ("limiter_unavailable", True)


def test_a_report_stored_by_one_process_is_read_and_deleted_by_another() -> None:
    needs("initdb", "postgres")
    with postgresql() as url:
        migrate(url)
        report, token = output(start(STORE, DATABASE_URL=url)).split()
        assert output(start(DELETE, report, token, DATABASE_URL=url)) == "True\nTrue None"


def test_postgresql_keeps_an_index_for_each_question_that_is_asked_and_no_other() -> None:
    needs("initdb", "postgres")
    with postgresql() as url:
        migrate(url)
        with psycopg.connect(url) as connection:
            found = connection.execute("select indexdef from pg_indexes where tablename = 'checks_report'").fetchall()
    assert sorted(re.sub(r"^.* USING ", "", definition) for (definition,) in found) == [
        "btree (asked)",
        "btree (expires_at)",
        "btree (id)",
    ]


def test_a_postgresql_that_is_locked_read_only_or_away_is_told_at_once_and_writes_nothing_later() -> None:
    needs("initdb", "postgres")
    with postgresql() as url:
        migrate(url)
        assert output(start(FAULTS, DATABASE_URL=url)).splitlines() == [
            "True True",
            "locked storage_unavailable storage_unavailable False",
            "free True",
            "read only True storage_unavailable False 3",
            "away storage_unavailable storage_unavailable False",
        ]
