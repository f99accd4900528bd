"""Moving windows: how much was taken within the last so many seconds, counted in this process or in a Redis for many.

A clock that is set back must lock nobody out, so time only goes forward here. This process has its monotonic clock. A
Redis has that of its machine: moments that turn out to be ahead of it move back with it. (The strategies of `limits`
go by the clocks of whoever asks.)
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

from limits.aio.storage import RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.storage import storage_from_string

FORGET_EVERY_S = 60
_BEGAN = time.time() - time.monotonic()


class Taken(NamedTuple):
    """Whether it was granted, what is left, and in how many seconds there is more: as much as was asked for, where it
    was not granted."""

    granted: bool
    left: int
    reset_s: float


class Windows(Protocol):
    async def take(self, name: str, limit: int, window_s: int, cost: int) -> Taken:
        """Take `cost`, where the window's limit grants all of it; 0 only looks."""

    async def reach(self) -> None:
        """Raises where what counts does not answer."""


def forward_time() -> float:
    """The seconds since 1970, counted on from when this was loaded: no clock that is set changes them.

    The workers of one server have been forked from where it was.
    """
    return _BEGAN + time.monotonic()


@dataclass
class _Window:
    ends: float = 0
    moments: deque[float] = field(default_factory=deque)


class MemoryWindows:
    """Counts in this process. `clock` tells seconds, and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self._forget_at = clock() + FORGET_EVERY_S

    @property
    def names(self) -> set[str]:
        return set(self._windows)

    async def take(self, name: str, limit: int, window_s: int, cost: int) -> Taken:
        now = self._clock()
        self._forget(now)
        window = self._windows.get(name, _Window())
        moments = window.moments
        while moments and moments[0] < now - window_s:
            moments.popleft()
        missing = len(moments) + cost - limit
        if missing > 0:
            due = moments[missing - 1] if missing <= len(moments) else now
            return Taken(False, limit - len(moments), due + window_s - now)
        if cost:
            moments.extend([now] * cost)
            window.ends = now + window_s
            self._windows[name] = window
        due = moments[0] if moments else now
        return Taken(True, limit - len(moments), due + window_s - now)

    async def reach(self) -> None:
        return

    def _forget(self, now: float) -> None:
        if self._forget_at <= now:
            self._forget_at = now + FORGET_EVERY_S
            self._windows = {name: window for name, window in self._windows.items() if window.ends >= now}


# Each window is a list of milliseconds since 1970, the newest first.
_TAKE = b"""
local key, limit, window, cost = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function moment(index) return tonumber(redis.call('LINDEX', key, index) or now) end

local ahead = moment(0) - now
if ahead > 0 then
    local moments = redis.call('LRANGE', key, 0, -1)
    redis.call('DEL', key)
    for _, each in ipairs(moments) do redis.call('RPUSH', key, string.format('%.0f', each - ahead)) end
    redis.call('PEXPIRE', key, window)
end
while moment(-1) < now - window do redis.call('RPOP', key) end

local count = redis.call('LLEN', key)
local missing = count + cost - limit
if missing > 0 then
    return {0, limit - count, moment(-math.min(missing, count + 1)) + window - now}
end
for _ = 1, cost do redis.call('LPUSH', key, string.format('%.0f', now)) end
redis.call('PEXPIRE', key, window)
return {1, limit - count - cost, moment(-1) + window - now}
"""


class RedisWindows:
    """Counts in the Redis at a URL of `limits`, which may be a cluster, or behind sentinels."""

    def __init__(self, url: str) -> None:
        self._storage = cast(
            RedisStorage,
            storage_from_string(
                f"async+{url}",
                implementation="redispy",
                wrap_exceptions=True,
                socket_timeout=2,
                socket_connect_timeout=2,
            ),
        )
        self.connection = cast(RedispyBridge, self._storage.bridge).get_connection()
        self._take = self.connection.register_script(_TAKE)

    async def take(self, name: str, limit: int, window_s: int, cost: int) -> Taken:
        granted, left, reset_ms = await self._take([f"windows:{name}"], [limit, window_s * 1000, cost])
        return Taken(bool(granted), left, reset_ms / 1000)

    async def reach(self) -> None:
        if not await self._storage.check():
            raise ConnectionError("the store of rate limits is not responding")
