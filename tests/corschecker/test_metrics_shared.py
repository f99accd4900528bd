"""What the metrics of several workers tell stays right when one of them is killed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

from tests.tools.loopback import Target, http, until
from tests.tools.site import Site, workers_of

TOKEN = "metrics-token-0123456789"
ORIGIN = "https://app.example.com"


async def running(site: Site) -> float:
    """How many checks run, as the metrics tell."""
    _, page = await asyncio.to_thread(site.ask, "GET", "/metrics", Authorization=f"Bearer {TOKEN}")
    return float(re.findall(r"^checks_running (.*)$", page.decode(), re.MULTILINE)[0])


async def test_checks_of_a_worker_that_was_killed_run_no_more(tmp_path: Path, target: Target) -> None:
    target.answer, target.waits = (lambda head: http(200)), asyncio.Event()
    site = await asyncio.to_thread(Site, tmp_path, "--workers", "2", METRICS_TOKEN=TOKEN)

    def check() -> asyncio.Task[object]:
        body = {"url": target.url, "origin": ORIGIN, "probes": False, "fresh": True}
        return asyncio.create_task(asyncio.to_thread(site.check, **body))

    lost = [check() for _ in range(3)]
    await until(lambda: len(target.heads) == 3)
    assert await running(site) == 3
    for worker in workers_of(site):
        os.kill(worker, signal.SIGKILL)
    await asyncio.gather(*lost, return_exceptions=True)
    await asyncio.to_thread(site.wait)

    async def none_runs() -> bool:
        return await running(site) == 0

    await until(none_runs)
    kept = check()
    await until(lambda: len(target.heads) == 4)
    assert await running(site) == 1
    target.waits.set()
    await kept
    assert await running(site) == 0
    await asyncio.to_thread(site.stop)
