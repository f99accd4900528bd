"""Several processes of the site on several machines hold to the same bounds, and one that is killed holds none."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixes.needs import require
from tests.tools.loopback import Target, http, until
from tests.tools.servers import program, redis
from tests.tools.site import Site, workers_of

pytestmark = pytest.mark.prove

ORIGIN = "https://app.example.com"


@pytest.fixture
async def sites(tmp_path: Path) -> AsyncIterator[list[Site]]:
    require(program("redis-server") is not None, "redis-server is not installed here")
    environ = {
        "TRUSTED_PROXIES": "127.0.0.0/8",
        "CHECK_MAX_RUNNING": "8",
        "CHECK_MAX_RUNNING_PER_TARGET": "4",
        "CHECK_MAX_RUNNING_PER_CLIENT": "2",
    }
    with redis() as url:
        started = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            started.append(await asyncio.to_thread(lambda at: Site(at, **environ, REDIS_URL=url), tmp_path / name))
        yield started
        for site in started:
            await asyncio.to_thread(site.stop)


def check(site: Site, target: Target, client: str) -> asyncio.Task[str]:
    """Starts a check; `ran`, or the code of what refused it."""

    def ask() -> str:
        body = json.dumps({"url": target.url, "origin": ORIGIN, "probes": False, "fresh": True})
        response, content = site.ask(
            "POST", "/api/v1/checks", body, Content_Type="application/json", X_Forwarded_For=client
        )
        return "ran" if response.status == 201 else json.loads(content)["code"]

    return asyncio.create_task(asyncio.to_thread(ask))


async def test_bounds_on_what_runs_at_once_hold_for_all_processes(sites: list[Site], target: Target) -> None:
    target.answer, target.waits = (lambda head: http(200)), asyncio.Event()
    one_client = [check(sites[number % 2], target, "192.0.2.1") for number in range(12)]
    await until(lambda: sum(asked.done() for asked in one_client) == 10)
    many = [check(sites[number % 2], target, f"198.51.100.{number}") for number in range(12)]
    await until(lambda: sum(asked.done() for asked in many) == 10)
    assert len(target.heads) == 4
    target.waits.set()
    assert Counter(await asyncio.gather(*one_client)) == {"ran": 2, "rate_limited": 10}
    assert Counter(await asyncio.gather(*many)) == {"ran": 2, "target_busy": 10}
    assert await check(sites[0], target, "192.0.2.1") == "ran"


async def test_a_worker_that_is_killed_holds_no_place_for_long(sites: list[Site], target: Target) -> None:
    target.answer, target.waits = (lambda head: http(200)), asyncio.Event()
    running = [check(sites[0], target, "192.0.2.1") for _ in range(2)]
    await until(lambda: len(target.heads) == 2)
    assert await check(sites[1], target, "192.0.2.1") == "rate_limited"
    for worker in workers_of(sites[0]):
        os.kill(worker, signal.SIGKILL)
    await asyncio.gather(*running, return_exceptions=True)
    target.waits.set()

    async def comes_in() -> bool:
        return await check(sites[1], target, "192.0.2.1") == "ran"

    await until(comes_in)
