"""The commands that docs/operations.md gives for the database, pasted: its making, a backup and the restore."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from redis import Redis

from tests.deploy.documented import ROOT, environment, manage
from tests.fixes.needs import require
from tests.tools.servers import postgresql, program, redis

pytestmark = pytest.mark.prove

PAGE = (ROOT / "docs/operations.md").read_text()
STORE = """
import django; django.setup()
from checks.reports import store
from checks.models import Report
store.insert(Report.begin({"url": "https://api.example.com/"}))
"""


def block(beginning: str) -> str:
    """The block of the page that begins so."""
    (found,) = (part for part in PAGE.split("\n\n") if part.startswith(f"    {beginning}"))
    return textwrap.dedent(found)


def paste(commands: str, folder: Path, environ: dict[str, str]) -> None:
    """Run commands as root would who pastes them, on a machine whose folders, units and servers are a test's."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name, script in {
        "systemctl": f'echo "$@" >> {folder}/systemctl',
        "corschecker-manage": f'cd {ROOT} && exec {sys.executable} manage.py "$@"',
        # Postgres's own user, and a Redis on its usual port.
        "runuser": 'test "$1 $2 $3" = "-u postgres --"; shift 3; exec "$@"',
        "redis-cli": f'exec {program("redis-cli")} -u "$REDIS_URL" "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\nset -e\n{script}\n")
        (programs / name).chmod(0o755)
    commands = commands.replace("/etc/corschecker", str(folder)).replace("/var/backups/corschecker", str(folder))
    servers = Path(program("pg_dump") or "").parent
    path = f"{programs}:{servers}:{os.environ['PATH']}"
    subprocess.run(["bash", "-euc", commands], env={**environ, "PATH": path}, check=True, timeout=120)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a machine on which step 3 was pasted: PostgreSQL and Redis are as it leaves them."""
    missing = [name for name in ("initdb", "postgres", "pg_dump", "redis-server", "redis-cli") if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")
    with postgresql() as superuser, redis() as counts:
        at = urlsplit(superuser)
        own = {"PGHOST": at.hostname, "PGPORT": str(at.port), "PGUSER": at.username, "PGDATABASE": "postgres"}
        making = block("password=$(python3 -c 'import secrets; print(secrets.token_hex(24))')\n    runuser")
        paste(making, tmp_path, {**own, "REDIS_URL": counts})
        written = (tmp_path / "database_url").read_text().strip()
        assert re.fullmatch(r"postgres://corschecker:[0-9a-f]{48}@127\.0\.0\.1:5432/corschecker", written)
        assert (tmp_path / "database_url").stat().st_mode & 0o777 == 0o640
        here = written.replace(":5432/", f":{at.port}/")
        settings = "corschecker.settings"
        yield environment(tmp_path, here, counts, PYTHONPATH=str(ROOT), DJANGO_SETTINGS_MODULE=settings, **own)


def test_postgresql_forgets_who_is_gone_and_logs_no_report_and_redis_keeps_nothing_on_the_disk(
    machine: dict[str, str],
) -> None:
    with psycopg.connect(Path(machine["DATABASE_URL_FILE"]).read_text()) as connection:
        assert connection.execute("show idle_in_transaction_session_timeout").fetchone() == ("30s",)
        assert connection.execute("show tcp_keepalives_idle").fetchone() == ("60",)
        assert connection.execute("show log_min_error_statement").fetchone() == ("panic",)
    with Redis.from_url(machine["REDIS_URL"]) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("save") == {"save": ""}


def test_a_backup_is_restored_with_every_report_also_where_the_database_is_new(
    machine: dict[str, str], tmp_path: Path
) -> None:
    url = Path(machine["DATABASE_URL_FILE"]).read_text()
    manage(machine, "migrate")
    subprocess.run([sys.executable, "-c", STORE], cwd=ROOT, env=machine, check=True, timeout=60)
    with psycopg.connect(url) as connection:
        before = connection.execute("select * from checks_report").fetchall()
    paste(block("runuser -u postgres -- pg_dump"), tmp_path, machine)
    (dump,) = tmp_path.glob("?.dump")
    dump.rename(tmp_path / "6.dump")
    anew = "drop database corschecker with (force)", "create database corschecker owner corschecker"
    for statements in ((), anew):
        for statement in statements:
            paste(f'runuser -u postgres -- psql -c "{statement}"', tmp_path, machine)
        paste(block("systemctl stop"), tmp_path, machine)
        with psycopg.connect(url) as connection:
            assert connection.execute("select * from checks_report").fetchall() == before
    assert len(before) == 1
    assert (tmp_path / "systemctl").read_text().splitlines() == [
        "stop corschecker-web.socket",
        "start corschecker-web.socket corschecker-web@1 corschecker-web@2",
    ] * 2
