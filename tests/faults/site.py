"""The site as it is deployed, with real servers around it, all of which can be harmed: under gunicorn with two workers,
PostgreSQL and Redis, or with one worker and SQLite on a small disk of its own."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.clock import Clock
from tests.faults.disk import Disk, small_disk
from tests.ports import free_port
from tests.tools.processes import children
from tests.tools.servers import Server, postgresql_server, program, redis_server
from tests.tools.site import GUNICORN, ROOT

NEEDED = ("initdb", "postgres", "redis-server", "nft", "ip", "unshare", "mount", "cc")
DISK = "8m"
DEADLINE_S = 5


class Gunicorn:
    """The site's own processes, which read the time from a clock that can be set."""

    def __init__(self, environ: dict[str, str], folder: Path, workers: int) -> None:
        self.port = free_port()
        self._environ = environ
        self._log = folder / "gunicorn.log"
        self._workers = workers
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environ, check=True)
        self.start()

    @property
    def workers(self) -> list[int]:
        return children(self._process.pid)

    def start(self) -> None:
        command = [*GUNICORN, "--log-level", "warning"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}"], cwd=ROOT, env=self._environ, stderr=log
            )
        deadline = time.monotonic() + 60
        while not (self._answers() and len(self.workers) == self._workers):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the site did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
            except OSError:
                return False

    def kill_workers(self) -> None:
        for pid in self.workers:
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """Ask the master to end, and wait for it."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    def restart(self) -> None:
        self.end()
        self.start()

    def bound_descriptors(self) -> None:
        """Let no worker open one more."""
        self._limits = {}
        for pid in self.workers:
            self._limits[pid] = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            # The numbers count, of which those beyond the limit stay open.
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, self._limits[pid][1]))

    def unbound_descriptors(self) -> None:
        for pid, limits in self._limits.items():
            if pid in self.workers:
                resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)


class World:
    """The site and what it needs; `postgresql` or `disk`, one of which there is."""

    def __init__(self, folder: Path, redis: Server, postgresql: Server | None, disk: Disk | None, rate: str) -> None:
        self.redis = redis
        self._postgresql = postgresql
        self._disk = disk
        self._lock: sqlite3.Connection | None = None
        self.clock = Clock(folder)
        environ = {
            "PATH": os.environ["PATH"],
            "DEBUG": "true",
            "DATABASE_URL": postgresql.url if postgresql else f"sqlite:///{self._database}",
            "REDIS_URL": redis.url if postgresql else "",
            "CHECK_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8",
            "CHECK_EXTRA_PORTS": "*",
            "CHECK_DEADLINE_S": str(DEADLINE_S),
            "CHECK_RATE_LIMITS": rate,
            "CHECK_MAX_RUNNING": "40",
            **self.clock.environ,
        }
        self.gunicorn = Gunicorn(environ, folder, workers=2 if postgresql else 1)

    @property
    def postgresql(self) -> Server:
        if self._postgresql is None:
            raise RuntimeError("this site has no PostgreSQL")
        return self._postgresql

    @property
    def disk(self) -> Disk:
        if self._disk is None:
            raise RuntimeError("this site has no disk of its own")
        return self._disk

    @property
    def _database(self) -> Path:
        return self.disk.folder / "site.sqlite3"

    def lock_database(self) -> None:
        self._lock = sqlite3.connect(self._database, isolation_level=None, check_same_thread=False)
        self._lock.execute("BEGIN IMMEDIATE")

    def unlock_database(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def close(self) -> None:
        self.gunicorn.end()


@contextmanager
def world(*, alone: bool, rate: str) -> Iterator[World]:
    """The site on one machine alone, or with the servers that several machines share; a client may make checks at that
    rate."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        redis = stack.enter_context(redis_server())
        postgresql = None if alone else stack.enter_context(postgresql_server())
        disk = stack.enter_context(small_disk(folder / "disk", DISK)) if alone else None
        found = World(folder, redis, postgresql, disk, rate)
        stack.callback(found.close)
        yield found


def missing() -> list[str]:
    """The programs that are needed and not installed."""
    return [name for name in NEEDED if program(name) is None]
