"""The site of a day: two instances behind nginx as documented, PostgreSQL and the logs on one small disk, a Redis, and
what is done to them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import redis

from tests.deploy.documented import ROOT, Instance, Nginx, manage, names_of_settings
from tests.deploy.rolling import deployed_with
from tests.faults.day.account import Event
from tests.faults.day.logs import words_of
from tests.faults.disk import Disk, small_disk
from tests.faults.visitors import LATER, UNKEPT
from tests.tools.servers import Server, postgresql_server, redis_server

SIZE = "1g"
# Seconds between stop and start, and of a disk that is full.
DOWN_S, FULL_S = 5.0, 10.0
EXPIRED = 500
# Counted by Redis as any others are, and met by nobody: one machine makes all of it.
MANY = "1000000/minute"
LIMITS = {
    name: MANY if name.endswith("_RATE_LIMITS") else "1000"
    for name in sorted(names_of_settings())
    if re.fullmatch(r"CHECK_(\w*_?RATE_LIMITS|MAX_RUNNING\w*)(?<!_FILE)", name)
}
# Texts and wrong deletion tokens are counted, too, and some of the rude ask for a check.
WITHOUT_REDIS = dict.fromkeys(("checks", "deletions", "pastes and mistakes", "rude requests"), frozenset({LATER}))
WITHOUT_DATABASE = {
    "reports": frozenset({LATER}),
    "deletions": frozenset({LATER}),
    "checks": frozenset({LATER, UNKEPT}),
}


@dataclass
class Site:
    """`said` gathers what the servers and the disk say themselves where they fail: words of exceptions."""

    environ: dict[str, str]
    nginx: Nginx
    instances: list[Instance]
    postgresql: Server
    redis: Server
    disk: Disk
    said: set[str] = field(default_factory=set)

    def purge(self, event: Event) -> None:
        """Delete reports that have expired, as the timer does every night."""
        with psycopg.connect(self.postgresql.url, autocommit=True) as database:
            database.execute(
                "INSERT INTO checks_report SELECT (jsonb_populate_record(one, jsonb_build_object("
                "'id', 'expired-' || number, 'expires_at', now() - interval '1 day'))).* "
                "FROM (SELECT report AS one FROM checks_report report LIMIT 1) made, generate_series(1, %s) number",
                [EXPIRED],
            )
            manage(self.environ, "purge_reports")
            left = database.execute("SELECT count(*) FROM checks_report WHERE expires_at < now()").fetchone()
        if left != (0,):
            event.failed.append(f"{left} expired reports are left.")

    def deploy(self, event: Event) -> None:
        """Restart one instance after the other."""
        for instance in self.instances:
            instance.restart()

    def restart_redis(self, event: Event) -> None:
        self.redis.stop()
        self._listen(lambda: redis.Redis.from_url(self.redis.url).ping())
        time.sleep(DOWN_S)
        self.redis.start()

    def restart_postgresql(self, event: Event) -> None:
        self.postgresql.stop()
        self._listen(self._connect)
        time.sleep(DOWN_S)
        self.postgresql.start()
        self._wait_for_postgresql()

    def fill_disk(self, event: Event) -> None:
        """Leave no room on it, whoever makes some, and in the end none in the file that PostgreSQL writes ahead to, of
        which it ends; then it is started again."""
        began = time.monotonic()
        while (past_s := time.monotonic() - began) < FULL_S:
            self.disk.fill()
            self._listen(lambda: (self.disk.folder / "more").write_bytes(b"x" * 8192))
            self._listen(self._connect if past_s < FULL_S / 2 else self._write_ahead)
            time.sleep(0.2)
        self.disk.empty()
        (self.disk.folder / "more").unlink(missing_ok=True)
        if not self.postgresql.runs:
            self.postgresql.start()
        self._wait_for_postgresql()

    def _connect(self) -> None:
        with psycopg.connect(self.postgresql.url, connect_timeout=3) as database:
            database.execute("SELECT count(*) FROM checks_report WHERE id = ''")

    def _write_ahead(self) -> None:
        with psycopg.connect(self.postgresql.url, connect_timeout=3) as database:
            database.execute(
                "SELECT pg_logical_emit_message(false, '', repeat('x', 1000000)) FROM generate_series(1, 40)"
            )

    def _wait_for_postgresql(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self._connect()
                return
            except psycopg.OperationalError as error:
                self.said |= words_of(error)
                time.sleep(0.1)
        raise RuntimeError("PostgreSQL does not start")

    def _listen(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except (psycopg.Error, redis.RedisError, OSError) as error:
            self.said |= words_of(error)

    def reports(self) -> dict[str, str]:
        """The state of each report that is there, by its id."""
        with psycopg.connect(self.postgresql.url) as database:
            return dict(database.execute("SELECT id, state FROM checks_report").fetchall())

    @property
    def logs(self) -> list[Path]:
        """What the instances and nginx have written."""
        return [*(instance.log for instance in self.instances), *sorted(self.nginx.folder.glob("*.log"))]


def events(site: Site) -> list[tuple[Event, Callable[[Event], None]]]:
    """What is done in a day, in turn, with what it explains that people are told."""
    return [
        (Event("a purge", {}), site.purge),
        (Event("a deploy", {}), site.deploy),
        (Event("a Redis restart", WITHOUT_REDIS), site.restart_redis),
        (Event("a database restart", WITHOUT_DATABASE), site.restart_postgresql),
        (Event("a full disk", WITHOUT_DATABASE), site.fill_disk),
    ]


def _set_as_documented(url: str) -> None:
    page = (ROOT / "docs/operations.md").read_text()
    with psycopg.connect(url, autocommit=True) as database:
        for statement in re.findall(r"^    (ALTER SYSTEM .*;|SELECT pg_reload_conf\(\);)$", page, re.MULTILINE):
            database.execute(statement)


@contextmanager
def served() -> Iterator[Site]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        folder.chmod(0o755)
        disk = stack.enter_context(small_disk(folder / "disk", SIZE))
        counts = stack.enter_context(redis_server())
        # What it writes ahead has less room than the disk.
        database = stack.enter_context(postgresql_server(within=disk.folder, max_wal_size="160MB"))
        _set_as_documented(database.url)
        # As on a machine, where /run is not on the disk.
        (folder / "run").mkdir()
        (disk.folder / "run").symlink_to(folder / "run")
        environ, nginx, instances = stack.enter_context(deployed_with(database.url, counts.url, disk.folder, **LIMITS))
        yield Site(environ, nginx, instances, database, counts, disk)
