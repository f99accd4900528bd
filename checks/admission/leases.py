"""Places that are counted in Redis, for all processes and machines.

A place is a lease that its holder renews while its check runs: whoever is killed holds it for `LEASE_S` and no longer.
The time is Redis' own (https://redis.io/docs/latest/commands/time/). Where that clock jumps, leases end too early, or
would end too late and are dropped; their holders have them again at the next renewal.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress

from checks.admission.limits import counted, unreadable
from checks.admission.moving_window import RedisWindows
from checks.admission.slots import Holder, Place
from checks.refusal import Refusal
from checks.reports import background

LEASE_S = 9.0
RENEW_S = 3.0
BRIEFLY_S = 1.0
# So many that a place is never refused to who renews it.
_ANY = 10**9

# KEYS are sorted sets of holders by the end of their leases in ms; ARGV the holder, the lease, and how many may hold
# each. A call that is repeated, because its answer was lost, changes nothing.
_TAKE = b"""
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = string.format('%.0f', now + ARGV[2])
for index, key in ipairs(KEYS) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now))
    redis.call('ZREMRANGEBYSCORE', key, '(' .. ends, '+inf')
    if not redis.call('ZSCORE', key, ARGV[1]) and redis.call('ZCARD', key) >= tonumber(ARGV[2 + index]) then
        return index
    end
end
for _, key in ipairs(KEYS) do
    redis.call('ZADD', key, ends, ARGV[1])
    redis.call('PEXPIRE', key, ARGV[2])
end
return 0
"""
_GIVE_BACK = b"for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end"


class Leases:
    """Makes holders of places that are counted in the Redis of `windows`; `key` makes the places' names unreadable."""

    def __init__(self, windows: RedisWindows, key: str, *, lease_s: float = LEASE_S, renew_s: float = RENEW_S) -> None:
        connection = windows.connection
        self._take = connection.register_script(_TAKE)
        self._give_back = connection.register_script(_GIVE_BACK)
        self._key = key
        self._lease_ms = round(lease_s * 1000)
        self.renew_s = renew_s

    def __call__(self) -> Holder:
        return _Holder(self)

    def name(self, place: Place) -> str:
        # What stands in braces keeps all of them on one node of a cluster, where a script may use them together.
        return f"corschecker:{{places}}:{unreadable(self._key, '|'.join(place))}"

    async def take(self, holder: str, names: Sequence[str], most: Sequence[int]) -> int:
        """The number of the first place that is not free, from 1; 0 where all are taken now. Raises Refusal."""
        with counted():
            return int(await self._take(keys=names, args=[holder, self._lease_ms, *most]))

    async def renew(self, holder: str, names: Sequence[str]) -> None:
        with suppress(Refusal):
            await self.take(holder, names, [_ANY] * len(names))

    async def give_back(self, holder: str, names: Sequence[str]) -> None:
        # What cannot be given back ends by itself.
        with suppress(Refusal), counted():
            await self._give_back(keys=names, args=[holder])


class _Holder:
    """What one holder has Redis do goes on in a task of its own and in turn, whoever leaves meanwhile: nothing is
    taken or renewed after it was given back."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._id = secrets.token_hex(8)
        self._names: list[str] = []
        self._turn = asyncio.Lock()
        self._renewal: asyncio.TimerHandle | None = None

    async def take(self, wanted: Mapping[Place, int]) -> Place | None:
        return await asyncio.shield(background.start_shared(self._take(wanted)))

    async def give_back(self) -> None:
        # A Redis that hangs must not keep anyone from a report.
        await asyncio.wait({background.start(self._give_back())}, timeout=BRIEFLY_S)

    async def _take(self, wanted: Mapping[Place, int]) -> Place | None:
        async with self._turn:
            names = [self._leases.name(place) for place in wanted]
            full = await self._leases.take(self._id, names, list(wanted.values()))
            if full:
                return list(wanted)[full - 1]
            self._names += names
            if self._renewal is None:
                self._renew_later()
            return None

    def _renew_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._renewal = loop.call_later(self._leases.renew_s, lambda: background.start(self._renew()))

    async def _renew(self) -> None:
        async with self._turn:
            if self._names:
                await self._leases.renew(self._id, self._names)
                self._renew_later()

    async def _give_back(self) -> None:
        async with self._turn:
            if self._renewal is not None:
                self._renewal.cancel()
            names, self._names = self._names, []
            if names:
                await self._leases.give_back(self._id, names)
