"""The site on a disk that fills up: a real one, of a few megabytes, in a mount namespace of its own."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixes.needs import require
from tests.ports import free_port
from tests.tools.loopback import Target
from tests.tools.site import GUNICORN, ROOT, Site

pytestmark = pytest.mark.prove

PAGE = "http://app.example.com"


class SmallDisk(Site):
    """The site with its database on a disk that a test can fill."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.disk = folder / "disk"
        self.disk.mkdir()
        self.database = self.disk / "site.sqlite3"
        self.environ = {
            "PATH": os.environ["PATH"],
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "CHECK_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8",
            "CHECK_EXTRA_PORTS": "*",
        }
        mount = f"mount -t tmpfs -o size=6m tmpfs {self.disk}"
        serve = " ".join((*GUNICORN, "--bind", f"127.0.0.1:{self.port}", "--log-level", "warning"))
        command = ["unshare", "-rm", "sh", "-c", f"{mount} && {GUNICORN[0]} manage.py migrate -v0 && exec {serve}"]
        self.errors = folder / "errors"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stderr=errors)
        self.wait()

    def fill(self) -> None:
        handle = os.open(self._filler, os.O_CREAT | os.O_WRONLY)
        try:
            while os.write(handle, b"x" * 4096):
                pass
        except OSError:
            os.close(handle)

    def empty(self) -> None:
        self._filler.unlink()

    def comes_to_be(self, status: int) -> bool:
        """Whether the site says that it is ready, or not, once it has forgotten what it found before."""
        for _ in range(200):
            if self.ask("GET", "/readyz")[0].status == status:
                return True
            time.sleep(0.1)
        return False

    @property
    def _filler(self) -> Path:
        return Path(f"/proc/{self.process.pid}/root{self.disk}/filler")


def _can_mount() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run(["unshare", "-rm", "true"], check=False).returncode == 0


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SmallDisk]:
    require(_can_mount(), "no mount namespace can be made here")
    found = await asyncio.to_thread(SmallDisk, tmp_path)
    yield found
    await asyncio.to_thread(found.stop)


async def test_on_a_full_disk_pages_stay_reports_are_handed_over_and_the_site_is_not_ready(
    site: SmallDisk, target: Target
) -> None:
    def visit() -> None:
        first = site.check(url=target.url, origin=PAGE)
        assert first["kept"]
        assert site.comes_to_be(200)
        site.fill()
        assert site.comes_to_be(503)
        lost = site.check(url=target.url, origin="http://other.example.com")
        assert (lost["kept"], lost["id"], lost["verdict"]) == (False, None, "blocked")
        assert lost["exchanges"]
        for path in (f"/r/{first['id']}/", "/", "/healthz"):
            assert site.ask("GET", path)[0].status == 200
        site.empty()
        assert site.comes_to_be(200)
        kept = site.check(url=target.url, origin="http://other.example.com")
        assert json.loads(site.ask("GET", f"/api/v1/checks/{kept['id']}")[1])["verdict"] == "blocked"

    await asyncio.to_thread(visit)


async def test_a_disk_that_is_full_before_the_first_visit_keeps_nobody_from_reading(
    site: SmallDisk, target: Target
) -> None:
    def visit() -> None:
        site.fill()
        assert site.ask("GET", "/r/never-was/")[0].status == 404
        assert not site.check(url=target.url, origin=PAGE)["kept"]

    await asyncio.to_thread(visit)
