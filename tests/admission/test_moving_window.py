"""What was taken is counted for as long as its window says, wherever the clocks jump."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import redis.asyncio
from hypothesis import given
from hypothesis import strategies as st

from checks.admission.limits import Limiter, Quota, storage
from checks.admission.moving_window import FORGET_EVERY_S, MemoryWindows, RedisWindows, Taken, forward_time
from checks.refusal import Refusal
from tests.admission.test_limits import SENTENCE, Clock, limits
from tests.reports.test_databases import needs
from tests.tools import servers

HOURS = 3600.0
# In windows so long, the time that a test itself takes is nothing.
MINUTE = 6000


class Here:
    """This process, and the time that passes for it."""

    def __init__(self) -> None:
        self._clock = Clock(1000)
        self.windows = MemoryWindows(self._clock)

    async def passes(self, seconds: float) -> None:
        self._clock.now += seconds


class Redis:
    """A real one, and the time that passes in it: its moments move away from its clock, which is the machine's."""

    def __init__(self, url: str) -> None:
        self.windows = RedisWindows(url)
        self.client = redis.asyncio.Redis.from_url(url)

    async def passes(self, seconds: float) -> None:
        for name in await self.client.keys("windows:*"):
            moments = [int(moment) - round(1000 * seconds) for moment in await self.client.lrange(name, 0, -1)]
            await self.client.delete(name)
            await self.client.rpush(name, *moments)
            await self.client.expire(name, MINUTE)


@pytest.fixture
async def counting_redis() -> AsyncIterator[Redis]:
    needs("redis-server")
    with servers.redis() as url:
        found = Redis(url)
        yield found
        await found.client.aclose()


@pytest.fixture
def counting_here() -> Here:
    return Here()


def whole(taken: Taken) -> tuple[bool, int, int]:
    return taken.granted, taken.left, round(60 * taken.reset_s / MINUTE)


async def moves(counted: Here | Redis) -> None:
    """A window moves with what was taken."""

    async def take(cost: int) -> tuple[bool, int, int]:
        return whole(await counted.windows.take("a", 5, 10 * MINUTE, cost))

    async def passes(seconds: float) -> None:
        await counted.passes(seconds * MINUTE / 60)

    assert await take(0) == (True, 5, 600)
    assert await take(2) == (True, 3, 600)
    await passes(100)
    assert await take(2) == (True, 1, 500)
    assert await take(2) == (False, 1, 500)
    assert await take(4) == (False, 1, 600)
    assert await take(1) == (True, 0, 500)
    assert await take(0) == (True, 0, 500)
    assert await take(6) == (False, 0, 600)
    await passes(501)
    assert await take(3) == (False, 2, 99)
    assert await take(2) == (True, 0, 99)
    await passes(700)
    assert await take(5) == (True, 0, 600)
    assert whole(await counted.windows.take("b", 1, 10 * MINUTE, 1)) == (True, 0, 600)


async def test_a_window_of_this_process_moves_with_what_was_taken(counting_here: Here) -> None:
    await moves(counting_here)


async def test_a_window_in_redis_moves_with_what_was_taken(counting_redis: Redis) -> None:
    await moves(counting_redis)


async def test_a_clock_of_redis_that_is_set_back_or_ahead_locks_nobody_out(counting_redis: Redis) -> None:
    take, passes = counting_redis.windows.take, counting_redis.passes
    for set_back in (0.5, 60, 5 * HOURS):
        assert (await take("a", 3, MINUTE, 1))[:2] == (True, 2)
        await passes(MINUTE / 3)
        assert (await take("a", 3, MINUTE, 2))[:2] == (True, 0)
        await passes(-set_back)
        # All that was taken counts still, and each for no longer than it would have.
        assert whole(await take("a", 3, MINUTE, 1)) == (False, 0, 40)
        await passes(MINUTE * 3 / 4)
        assert whole(await take("a", 3, MINUTE, 1)) == (True, 0, 15)
        await passes(5 * HOURS)


@given(jumps=st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(0, 5)), max_size=30))
async def test_within_a_window_no_more_is_granted_than_its_limit(jumps: list[tuple[float, int]]) -> None:
    """As the naive way of counting has it: all moments that there were."""
    clock, granted = Clock(1e9), list[tuple[float, int]]()
    windows = MemoryWindows(clock)
    for seconds, cost in jumps:
        clock.now += abs(seconds) % 100
        within = sum(taken for moment, taken in granted if moment >= clock.now - 60)
        taken = await windows.take("a", 7, 60, cost)
        assert (taken.granted, taken.left) == (within + cost <= 7, 7 - within - cost * (within + cost <= 7))
        if taken.granted:
            granted.append((clock.now, cost))
        else:
            at = clock.now + taken.reset_s + 0.001
            assert sum(taken for moment, taken in granted if moment >= at - 60) + cost <= 7


async def test_a_wall_clock_that_is_set_back_does_nothing_to_limits_of_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steady = Clock(50)
    limiter = Limiter(MemoryWindows(steady), "key", lambda: 20_000 * 86_400 + 3600 + steady.now)
    before = forward_time()
    for _ in range(2):
        assert isinstance(await limiter.take(limits("2/minute"), "client", "192.0.2.1", SENTENCE), Quota)
    # No clock that can be set is handed in anywhere, so the machine's own is.
    monkeypatch.setattr(time, "time", lambda: before - 30 * HOURS)
    with pytest.raises(Refusal) as caught:
        await limiter.take(limits("2/minute"), "client", "192.0.2.1", SENTENCE)
    assert caught.value.headers["Retry-After"] == "60"
    steady.now += 61
    assert isinstance(await limiter.take(limits("2/minute"), "client", "192.0.2.1", SENTENCE), Quota)
    assert forward_time() >= before
    by_itself = Limiter(storage(""), "key")
    assert isinstance(await by_itself.take(limits("2/minute"), "client", "192.0.2.1", SENTENCE), Quota)


async def test_what_nobody_counts_in_any_more_is_forgotten() -> None:
    clock = Clock(0)
    windows = MemoryWindows(clock)
    for number in range(100):
        await windows.take(f"client {number}", 5, 30, 1)
        clock.now += 1
    await windows.take("looked at", 5, 30, 0)
    clock.now += FORGET_EVERY_S
    await windows.take("client of a long window", 5, 3600, 1)
    assert windows.names == {"client of a long window"}


async def test_what_nobody_counts_in_any_more_is_forgotten_by_redis(counting_redis: Redis) -> None:
    await counting_redis.windows.take("a", 5, 1, 1)
    await counting_redis.windows.take("b", 5, 1, 0)
    (name,) = await counting_redis.client.keys("windows:*")
    assert 0 < await counting_redis.client.pttl(name) <= 1000
