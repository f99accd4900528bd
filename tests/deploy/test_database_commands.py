"""The commands that docs/operations.md gives for the database, pasted: its making, a backup and the restore."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from redis import Redis

from tests.deploy.documented import ROOT, environment, manage
from tests.fixes.needs import require
from tests.web.servers import postgresql, program, redis

PAGE = (ROOT / "docs/operations.md").read_text()
STORE = """
import django; django.setup()
from checks import store
from checks.models import Report
store.insert(Report.begin({"url": "https://api.example.com/"}))
"""


def block(beginning: str) -> str:
    """The block of the page that begins so."""
    (found,) = (part for part in PAGE.split("\n\n") if part.startswith(f"    {beginning}"))
    return textwrap.dedent(found)


def paste(commands: str, folder: Path, environ: dict[str, str]) -> None:
    """Run commands as root would who pastes them, on a machine whose folders and units are a test's."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name, script in {
        "systemctl": f'echo "$@" >> {folder}/systemctl',
        "corschecker-manage": f'cd {ROOT} && exec {sys.executable} manage.py "$@"',
        # As `runuser -u postgres -- psql …` and a Redis on its usual port.
        "runuser": 'shift 4; exec psql --dbname="$SUPERUSER" "$@"',
        "redis-cli": 'exec "$REDIS_CLI" -u "$REDIS" "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    commands = commands.replace("/etc/corschecker", str(folder)).replace("/var/backups/corschecker", str(folder))
    servers = Path(program("pg_dump") or "").parent
    path = f"{programs}:{servers}:{os.environ['PATH']}"
    subprocess.run(["bash", "-euc", commands], env={**environ, "PATH": path}, check=True, timeout=120)


def test_a_backup_is_restored_with_every_report_into_a_machine_that_is_new(tmp_path: Path) -> None:
    missing = [name for name in ("initdb", "postgres", "pg_dump", "pg_restore") if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")
    with postgresql() as database:
        environ = environment(tmp_path, database, "redis://127.0.0.1:1/0", PYTHONPATH=str(ROOT))
        environ["DJANGO_SETTINGS_MODULE"] = "corschecker.settings"
        manage(environ, "migrate")
        subprocess.run([sys.executable, "-c", STORE], cwd=ROOT, env=environ, check=True, timeout=60)
        paste(block("pg_dump --format=custom"), tmp_path, environ)
        (dump,) = tmp_path.glob("?.dump")
        dump.rename(tmp_path / "6.dump")
        restored = database.rpartition("/")[0] + "/restored"
        with psycopg.connect(database, autocommit=True) as connection:
            before = connection.execute("select * from checks_report").fetchall()
            connection.execute("create database restored")
        for _ in range(2):
            # Into an empty database, and over one that has its tables.
            paste(block("systemctl stop"), tmp_path, environment(tmp_path, restored, "redis://127.0.0.1:1/0"))
        with psycopg.connect(restored) as connection:
            assert connection.execute("select * from checks_report").fetchall() == before
    assert len(before) == 1
    assert (tmp_path / "systemctl").read_text().splitlines() == [
        "stop corschecker-web.socket",
        "start corschecker-web.socket corschecker-web@1 corschecker-web@2",
    ] * 2


def test_the_database_and_its_user_are_made_and_redis_keeps_nothing_on_the_disk(tmp_path: Path) -> None:
    missing = [name for name in ("initdb", "postgres", "psql", "redis-server", "redis-cli") if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")
    with postgresql() as superuser, redis() as counts:
        environ = {"SUPERUSER": superuser, "REDIS": counts, "REDIS_CLI": program("redis-cli") or ""}
        paste(
            block("password=$(python3 -c 'import secrets; print(secrets.token_hex(24))')\n    runuser"),
            tmp_path,
            environ,
        )
        written = (tmp_path / "database_url").read_text().strip()
        assert (tmp_path / "database_url").stat().st_mode & 0o777 == 0o640
        assert re.fullmatch(r"postgres://corschecker:[0-9a-f]{48}@127\.0\.0\.1:5432/corschecker", written)
        address = urlsplit(superuser)
        here = written.replace(":5432/", f":{address.port}/")
        with psycopg.connect(here) as connection:
            connection.execute("create table made (by integer)")
            assert connection.execute("show idle_in_transaction_session_timeout").fetchone() == ("30s",)
            assert connection.execute("show tcp_keepalives_idle").fetchone() == ("60",)
        with Redis.from_url(counts) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("save") == {"save": ""}
