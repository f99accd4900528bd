"""How often a client may check, and how often a host may be checked.

Counting is exact under parallel requests: in memory for one process, in Redis for several. When the store of counts is
down, checks are refused and pages stay up.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network

from limits import RateLimitItem
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from checks.probing.addresses import plain_address
from checks.refusal import Refusal

BUSY_RETRY_S = 5
DAY_S = 86400
# How many times the amount of one IPv6 client all clients of its /48 have together.
NETWORK_FACTOR = 16
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of the limit that is nearest to its end: `reset` in seconds from now, `window` in seconds."""

    limit: int
    remaining: int
    reset: int
    window: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={self.window}",
        }


class Limiter:
    """Counts in a storage of the `limits` library; `key` makes the counters' names unreadable.

    `clock` tells the seconds since 1970 by which the names change; the storage measures its windows by itself.
    """

    def __init__(self, storage: Storage, key: str, clock: Callable[[], float] = time.time) -> None:
        self._window = MovingWindowRateLimiter(storage)
        self._key = key
        self._clock = clock

    async def take(
        self, limits: Sequence[RateLimitItem], scope: str, who: str, sentence: str, *, cost: int = 1
    ) -> Quota | None:
        """Take `cost` of each limit; None where there are none. Raises Refusal, with `sentence` as what it says.

        Where `who` is the `client_key` of an IPv6 client, its /48 counts along.
        """
        if not limits:
            return None
        with counted():
            quotas = await self._take(limits, scope, who, sentence, cost)
            if (network := _network_of(who)) is not None:
                sentence = f"All clients in {network} together have asked as often as one network may."
                quotas += await self._take(_of_a_network(limits), scope, network, sentence, cost)
        return min(quotas, key=lambda quota: quota.remaining / quota.limit)

    async def _take(
        self, limits: Sequence[RateLimitItem], scope: str, who: str, sentence: str, cost: int
    ) -> list[Quota]:
        quotas = []
        for limit in sorted(limits, key=lambda item: item.get_expiry()):
            name, *along = self._names(limit, scope, who)
            taken = await self._window.hit(limit, scope, name, cost=cost)
            quota = await self._quota(limit, scope, name)
            if not taken:
                raise _too_many(quota, sentence)
            for other in along:
                await self._window.hit(limit, scope, other, cost=cost)
            quotas.append(quota)
        return quotas

    async def reach(self) -> None:
        """Raises where the storage does not answer."""
        if not await self._window.storage.check():
            raise ConnectionError("the store of rate limits does not answer")

    async def _quota(self, limit: RateLimitItem, scope: str, name: str) -> Quota:
        stats = await self._window.get_window_stats(limit, scope, name)
        reset = max(0, math.ceil(stats.reset_time - time.time()))
        return Quota(limit.amount, max(0, stats.remaining), reset, limit.get_expiry())

    def _names(self, limit: RateLimitItem, scope: str, who: str) -> list[str]:
        """The name of the counter that decides, and of one that counts along."""
        # Names change every day, so that nobody can be followed by them. While a window reaches back into the day
        # before, that day's counter still decides and the new one counts along: it knows the whole window when its
        # own turn comes, and no limit starts anew at midnight. What nobody counts in any more expires by itself.
        window = limit.get_expiry()
        day, gone = divmod(self._clock(), max(window, DAY_S))
        days = (day - 1, day) if gone < window else (day,)
        return [unreadable(self._key, f"{day:.0f}|{scope}|{who}") for day in days]


@contextmanager
def counted() -> Iterator[None]:
    """Raises Refusal where the store of counts fails."""
    try:
        yield
    except Refusal:
        raise
    except Exception as error:
        _logger.exception("The store of counts failed")
        sentence = "The counts of checks cannot be reached, so none are started. Try again in a minute."
        raise Refusal("limiter_unavailable", sentence, headers={"Retry-After": "60"}) from error


def unreadable(key: str, name: str) -> str:
    """A name of a counter, from which nobody without the key learns what is counted."""
    return hmac.digest(key.encode(), name.encode(), hashlib.sha256).hex()[:32]


def _network_of(who: str) -> str | None:
    """The /48 of a client that is the /64 of an IPv6 address: of those, one subscriber is handed 65,536."""
    return str(IPv6Network(who).supernet(new_prefix=48)) if who.endswith("/64") else None


def _of_a_network(limits: Sequence[RateLimitItem]) -> list[RateLimitItem]:
    return [type(limit)(NETWORK_FACTOR * limit.amount, limit.multiples, limit.namespace) for limit in limits]


def _too_many(quota: Quota, sentence: str) -> Refusal:
    wait = max(1, quota.reset)
    return Refusal(
        "rate_limited",
        f"{sentence} The limit is {quota.limit} in {_duration(quota.window)}. Try again in {_duration(wait)}.",
        headers={"Retry-After": str(wait), **quota.headers},
    )


def _duration(seconds: int) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            count = math.ceil(seconds / unit)
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def client_key(address: str) -> str:
    """Who counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = plain_address(address)
    if isinstance(parsed, IPv6Address):
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed or address)


def storage(redis_url: str) -> Storage:
    """In memory, or in Redis where there is a URL."""
    if not redis_url:
        return storage_from_string("async+memory://")  # type: ignore[return-value]
    return storage_from_string(  # type: ignore[return-value]
        f"async+{redis_url}",
        implementation="redispy",
        wrap_exceptions=True,
        socket_timeout=2,
        socket_connect_timeout=2,
    )
