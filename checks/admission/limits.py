"""How often a client may check, and how often a host may be checked.

Counting is exact under parallel requests: in memory for one process, in Redis for several. When the store of counts is
down, checks are refused and pages stay up.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network

from limits import RateLimitItem

from checks.admission.moving_window import MemoryWindows, RedisWindows, Windows, forward_time
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
    """Counts in moving windows; `key` makes the counters' names unreadable.

    `clock` tells the seconds since 1970 by which the names change, and never goes back.
    """

    def __init__(self, windows: Windows, key: str, clock: Callable[[], float] = forward_time) -> None:
        self._windows = windows
        self._key = key
        self._clock = clock

    async def take(
        self, limits: Sequence[RateLimitItem], scope: str, who: str, too_many: str, *, cost: int = 1
    ) -> Quota | None:
        """Take `cost` of each limit; None where there are none. Raises Refusal, which begins with `too_many`.

        Where `who` is the `client_key` of an IPv6 client, its /48 counts along.
        """
        if not limits:
            return None
        with counted():
            quotas = await self._take(limits, scope, who, too_many, cost)
            if (network := _network_of(who)) is not None:
                too_many = f"Too many requests from {network}"
                quotas += await self._take(_of_a_network(limits), scope, network, too_many, cost)
        return min(quotas, key=lambda quota: quota.remaining / quota.limit)

    async def _take(
        self, limits: Sequence[RateLimitItem], scope: str, who: str, too_many: str, cost: int
    ) -> list[Quota]:
        quotas = []
        for limit in sorted(limits, key=lambda item: item.get_expiry()):
            name, *along = self._names(limit, scope, who)
            amount, window_s = limit.amount, limit.get_expiry()
            taken = await self._windows.take(name, amount, window_s, cost)
            quota = Quota(amount, max(0, taken.left), math.ceil(taken.reset_s), window_s)
            if not taken.granted:
                raise _too_many(quota, too_many)
            for other in along:
                await self._windows.take(other, amount, window_s, cost)
            quotas.append(quota)
        return quotas

    async def reach(self) -> None:
        """Raises where what counts does not answer."""
        await self._windows.reach()

    def _names(self, limit: RateLimitItem, scope: str, who: str) -> list[str]:
        """The name of the counter that decides, and of one that counts along."""
        # Names change every day, so that nobody can be followed by them. While a window reaches back into the day
        # before, that day's counter still decides and the new one counts along: it knows the whole window when its
        # own turn comes, and no limit starts anew at midnight. What nobody counts in any more expires by itself.
        window = limit.get_expiry()
        day, gone = divmod(self._clock(), max(window, DAY_S))
        days = (day - 1, day) if gone < window else (day,)
        return [limit.key_for(scope, unreadable(self._key, f"{day:.0f}|{scope}|{who}")) for day in days]


@contextmanager
def counted() -> Iterator[None]:
    """Raises Refusal where the store of counts fails."""
    try:
        yield
    except Refusal:
        raise
    except Exception as error:
        _logger.exception("The store of counts failed")
        sentence = "The rate limiter cannot be reached, so no checks are started. Try again in a minute."
        raise Refusal("limiter_unavailable", sentence, headers={"Retry-After": "60"}) from error


def unreadable(key: str, name: str) -> str:
    """A name of a counter, from which nobody without the key learns what is counted."""
    return hmac.digest(key.encode(), name.encode(), hashlib.sha256).hex()[:32]


def _network_of(who: str) -> str | None:
    """The /48 of a client that is the /64 of an IPv6 address: of those, one subscriber is handed 65,536."""
    return str(IPv6Network(who).supernet(new_prefix=48)) if who.endswith("/64") else None


def _of_a_network(limits: Sequence[RateLimitItem]) -> list[RateLimitItem]:
    return [type(limit)(NETWORK_FACTOR * limit.amount, limit.multiples, limit.namespace) for limit in limits]


def _too_many(quota: Quota, too_many: str) -> Refusal:
    wait = max(1, quota.reset)
    return Refusal(
        "rate_limited",
        f"{too_many} (limit: {quota.limit} {_per(quota.window)}). Try again in {_duration(wait)}.",
        headers={"Retry-After": str(wait), **quota.headers},
    )


def _per(seconds: int) -> str:
    duration = _duration(seconds)
    return f"per {duration.removeprefix('1 ')}" if duration.startswith("1 ") else f"in {duration}"


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


def storage(redis_url: str) -> Windows:
    """In memory, or in Redis where there is a URL."""
    return RedisWindows(redis_url) if redis_url else MemoryWindows()
