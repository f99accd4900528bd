"""Places for checks are never handed out twice, by one process or by many, and come back whatever becomes of whoever
held them."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from django.test import AsyncClient

from checks.admission.leases import Leases
from checks.admission.moving_window import RedisWindows
from checks.admission.slots import ALL, Kind, Place, Places, Slots
from checks.refusal import Refusal
from checks.reports import background
from checks.running import service
from tests.fixes.needs import require
from tests.ports import free_port
from tests.tools import servers
from tests.tools.loopback import Target, http, until

ROOT = Path(__file__).resolve().parents[2]
CLIENT: Place = ("client", "192.0.2.1")
TARGET: Place = ("target", "api.example.com")
HOLD = """
import asyncio, sys
from checks.admission.leases import Leases
from checks.admission.moving_window import RedisWindows
from checks.refusal import Refusal
from checks.admission.slots import ALL, Slots

async def main():
    slots = Slots(in_all=int(sys.argv[2]), new_holder=Leases(RedisWindows(sys.argv[1]), "key", lease_s=1, renew_s=0.2))
    tried = [slots.places().take(ALL) for _ in range(25)]
    told = await asyncio.gather(*tried, return_exceptions=True)
    assert {error.code for error in told if error is not None} <= {"target_busy"}
    print(told.count(None), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    require(servers.program("redis-server") is not None, "redis-server is not installed here")
    with servers.redis() as url:
        yield url


def leases(url: str, **times: float) -> Leases:
    return Leases(RedisWindows(url), "key", **times)


@pytest.fixture
async def connection(redis_url: str) -> AsyncIterator[Any]:
    async with redis.asyncio.Redis.from_url(redis_url) as found:
        await found.flushdb()
        yield found


@pytest.fixture(params=["here", "redis"])
def new_holder(request: pytest.FixtureRequest) -> Any:
    if request.param == "here":
        return None
    request.getfixturevalue("connection")
    return leases(request.getfixturevalue("redis_url"))


async def refusal_of(places: Places, *wanted: Place) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await places.take(*wanted)
    return caught.value


async def test_a_client_waits_for_its_own_checks_to_end(new_holder: Any) -> None:
    slots = Slots(per_client=2, new_holder=new_holder)
    held = [slots.places() for _ in range(3)]
    for places, who in zip(held, "aab", strict=True):
        await places.take(("client", who))
    refused = await refusal_of(slots.places(), ("client", "a"))
    assert (refused.code, refused.retry_after) == ("rate_limited", 5)
    await held[0].give_back()
    await slots.places().take(("client", "a"))


@pytest.mark.parametrize("kind", ["all", "target", "network"])
async def test_checks_beyond_a_limit_are_told_to_come_back(kind: Kind, new_holder: Any) -> None:
    slots = Slots(in_all=2, per_target=2, new_holder=new_holder)
    for _ in range(2):
        await slots.places().take((kind, "x"))
    refused = await refusal_of(slots.places(), (kind, "x"))
    assert (refused.code, refused.status, refused.retry_after) == ("target_busy", 503, 5)


async def test_who_finds_one_place_full_takes_none(new_holder: Any) -> None:
    slots = Slots(in_all=2, per_client=2, per_target=1, new_holder=new_holder)
    await slots.places().take(CLIENT, ALL, TARGET)
    assert "api.example.com" in (await refusal_of(slots.places(), CLIENT, ALL, TARGET)).detail
    await slots.places().take(CLIENT, ALL)


async def test_a_check_holds_a_place_once_however_often_it_needs_it(new_holder: Any) -> None:
    slots = Slots(in_all=2, new_holder=new_holder)
    one = slots.places()
    for _ in range(3):
        await one.take(ALL)
    await slots.places().take(ALL)
    await refusal_of(slots.places(), ALL)


async def test_places_without_a_bound_are_never_short(new_holder: Any) -> None:
    slots = Slots(new_holder=new_holder)
    for _ in range(100):
        await slots.places().take(TARGET)


def holding(url: str, most: int) -> subprocess.Popen[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", HOLD, url, str(most)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


def taken(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


async def test_processes_together_hold_as_many_places_as_there_are_until_they_are_killed(
    redis_url: str, connection: Any
) -> None:
    processes = [holding(redis_url, 4) for _ in range(3)]
    try:
        assert sum([await asyncio.to_thread(taken, process) for process in processes]) == 4
        here = Slots(in_all=4, new_holder=leases(redis_url))
        # Longer than a lease: who lives renews it.
        for _ in range(8):
            await asyncio.sleep(0.2)
            await refusal_of(here.places(), ALL)
    finally:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait()

    async def one_is_free() -> bool:
        with suppress(Refusal):
            await here.places().take(ALL)
            return True
        return False

    # Their leases end one after the other.
    for _ in range(4):
        await until(one_is_free)
    await refusal_of(here.places(), ALL)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_jumps_locks_nobody_out(hours: int, redis_url: str, connection: Any) -> None:
    slots = Slots(in_all=1, new_holder=leases(redis_url, renew_s=0.1))
    one = slots.places()
    await one.take(ALL)
    (name,) = await connection.keys()
    # As Redis finds the leases after its clock was set back, or put forward.
    for holder, ends in await connection.zrange(name, 0, -1, withscores=True):
        await connection.zadd(name, {holder: ends + hours * 3_600_000})
    another = slots.places()
    await another.take(ALL)

    async def both_are_known() -> bool:
        return await connection.zcard(name) == 2

    await until(both_are_known)
    await one.give_back()
    await refusal_of(slots.places(), ALL)
    await another.give_back()
    assert await connection.keys() == []


async def test_a_redis_that_has_forgotten_everything_knows_who_runs_again_soon(redis_url: str, connection: Any) -> None:
    slots = Slots(in_all=1, new_holder=leases(redis_url, renew_s=0.1))
    places = slots.places()
    await places.take(ALL)
    await connection.flushdb()
    await until(connection.keys)
    await refusal_of(slots.places(), ALL)
    await places.give_back()


async def test_whoever_leaves_while_places_are_taken_leaves_none_behind(redis_url: str, connection: Any) -> None:
    slots = Slots(in_all=1, per_client=1, new_holder=leases(redis_url))
    for steps in range(12):
        places = slots.places()
        asking = asyncio.create_task(places.take(ALL, CLIENT))
        for _ in range(steps):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await places.give_back()
        assert await connection.keys() == []


async def test_places_that_cannot_be_counted_are_refused_and_what_runs_goes_on() -> None:
    require(servers.program("redis-server") is not None, "redis-server is not installed here")
    with servers.redis() as url:
        slots = Slots(in_all=5, new_holder=leases(url, renew_s=0.1))
        running = slots.places()
        await running.take(ALL)
    refused = await refusal_of(slots.places(), ALL)
    assert (refused.code, refused.status, refused.retry_after) == ("limiter_unavailable", 503, 60)
    await running.give_back()
    await background.finish()


async def test_whoever_leaves_before_a_redis_that_is_away_is_given_up_leaves_no_fault_in_the_log() -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))
    url = f"redis://127.0.0.1:{free_port()}/0"
    taking = asyncio.create_task(Slots(in_all=1, new_holder=leases(url)).places().take(ALL))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    taking.cancel()
    with suppress(asyncio.CancelledError):
        await taking
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert others
    await asyncio.wait(others)
    del others
    gc.collect()
    assert told == []


async def test_a_redis_that_hangs_keeps_nobody_from_a_report(redis_url: str, connection: Any) -> None:
    places = Slots(in_all=1, new_holder=leases(redis_url)).places()
    await places.take(ALL)
    await connection.client_pause(6_000)
    try:
        async with asyncio.timeout(10):
            await places.give_back()
            refused = await refusal_of(Slots(in_all=1, new_holder=leases(redis_url)).places(), ALL)
            assert refused.code == "limiter_unavailable"
    finally:
        await connection.client_unpause()
    await background.finish()


async def test_the_names_of_places_tell_nobodys_address(redis_url: str, connection: Any) -> None:
    await Slots(per_client=1, per_target=1, new_holder=leases(redis_url)).places().take(CLIENT, TARGET)
    names = await connection.keys()
    assert len(names) == 2
    assert not any(b"192.0.2" in name or b"example" in name for name in names)


@pytest.mark.django_db(transaction=True)
async def test_a_check_asks_redis_few_times_for_its_places(
    redis_url: str, connection: Any, async_client: AsyncClient, target: Target, settings: Any
) -> None:
    target.answer = lambda head: http(200)
    settings.REDIS_URL = redis_url
    settings.CHECK_MAX_RUNNING = settings.CHECK_MAX_RUNNING_PER_CLIENT = settings.CHECK_MAX_RUNNING_PER_TARGET = 2
    service.default.cache_clear()
    body = json.dumps({"url": target.url, "origin": "https://app.example.com"})
    for _ in range(2):
        await connection.config_resetstat()
        made = await async_client.post("/api/v1/checks", body, content_type="application/json")
        assert made.status_code == 201
    # For those of client, target and all, and to give them back. A target that is public has its network's, too.
    assert (await connection.info("commandstats"))["cmdstat_evalsha"]["calls"] == 2
    service.default.cache_clear()
