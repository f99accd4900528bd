"""The deny list of a server of several processes, whose file is broken and whose workers are killed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from tests.tools.loopback import Target, http
from tests.tools.site import Site, workers_of

pytestmark = pytest.mark.prove


def told(site: Site, words: str, times: int) -> bool:
    """Whether the log comes to say the words so often."""
    for _ in range(300):
        if site.errors.read_text().count(words) >= times:
            return True
        time.sleep(0.1)
    return False


def codes(site: Site, target: Target) -> set[str]:
    """What becomes of some checks, each by a connection of its own."""
    checks = [site.check(url=target.url, origin="http://app.example.com") for _ in range(12)]
    return {check.get("code", "checked") for check in checks}


def replace_workers(site: Site) -> None:
    before = workers_of(site)
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    for _ in range(300):
        now = workers_of(site)
        if len(now) == len(before) and not set(now) & set(before):
            break
        time.sleep(0.1)
    site.wait()


async def test_what_was_shut_out_stays_so_in_all_workers_whatever_becomes_of_the_file(
    tmp_path: Path, target: Target
) -> None:
    target.answer = lambda head: http(200)
    path = tmp_path / "deny"
    path.write_text("target bank.example\n")
    site = await asyncio.to_thread(Site, tmp_path, "--workers", "2", DENY_LIST_FILE=str(path))

    def go_through() -> None:
        assert told(site, "DENY_LIST_FILE is read, and in force: 1 entry.", 2)
        assert codes(site, target) == {"checked"}
        path.write_text("target bank.example\ntarget 127.0.0.0/8\n")
        assert told(site, "DENY_LIST_FILE is read, and in force: 2 entries.", 2)
        path.write_text("target bank.example\ntarget 127.0.0.0/8\ntargett x.example\n")
        still = f"DENY_LIST_FILE: {path}, line 3, “targett x.example”: "
        assert told(site, still, 2)
        assert codes(site, target) == {"blocked_host"}
        replace_workers(site)
        assert codes(site, target) == {"blocked_host"}
        assert told(site, "The last list that was read stays in force: 2 entries.", 4)
        path.unlink()
        replace_workers(site)
        assert codes(site, target) == {"blocked_host"}
        path.write_text("")
        assert told(site, "DENY_LIST_FILE is read, and in force: 0 entries.", 2)
        assert codes(site, target) == {"checked"}

    try:
        await asyncio.to_thread(go_through)
    finally:
        await asyncio.to_thread(site.stop)
