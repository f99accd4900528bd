"""How often a client may check, how often a host may be checked, and how many checks run at once.

Counting is exact under parallel requests: in memory for one process, in Redis for several. When the store of counts is
down, checks are refused and pages stay up.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType

from limits import RateLimitItem
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from checks.refusal import Refusal

BUSY_RETRY_S = 5
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
    """Counts in a storage of the `limits` library; `key` makes the counters' names unreadable."""

    def __init__(self, storage: Storage, key: str) -> None:
        self._window = MovingWindowRateLimiter(storage)
        self._key = key

    async def take(
        self, limits: Sequence[RateLimitItem], scope: str, who: str, sentence: str, *, cost: int = 1
    ) -> Quota | None:
        """Take `cost` of each limit; None where there are none. Raises Refusal, with `sentence` as what it says."""
        name = self._name(scope, who)
        quotas = []
        try:
            for limit in sorted(limits, key=lambda item: item.get_expiry()):
                taken = await self._window.hit(limit, scope, name, cost=cost)
                quota = await self._quota(limit, scope, name)
                if not taken:
                    raise _too_many(quota, sentence)
                quotas.append(quota)
        except Refusal:
            raise
        except Exception as error:
            _logger.exception("The store of rate limits failed")
            sentence = "The counts of checks cannot be reached, so none are started. Try again in a minute."
            raise Refusal("limiter_unavailable", sentence, headers={"Retry-After": "60"}) from error
        return min(quotas, key=lambda quota: quota.remaining / quota.limit, default=None)

    async def reach(self) -> None:
        """Raises where the storage does not answer."""
        if not await self._window.storage.check():
            raise ConnectionError("the store of rate limits does not answer")

    async def _quota(self, limit: RateLimitItem, scope: str, name: str) -> Quota:
        stats = await self._window.get_window_stats(limit, scope, name)
        reset = max(0, math.ceil(stats.reset_time - time.time()))
        return Quota(limit.amount, max(0, stats.remaining), reset, limit.get_expiry())

    def _name(self, scope: str, who: str) -> str:
        day = datetime.now(UTC).date().isoformat()
        return hmac.digest(self._key.encode(), f"{day}|{scope}|{who}".encode(), hashlib.sha256).hex()[:32]


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


@dataclass
class Slots:
    """How many checks of one client run in this process at once; 0 means no bound."""

    per_client: int = 0
    _running: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def hold(self, client: str, quota: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
        """Count a check while it runs; raises Refusal, with the headers of the client's `quota`, where it has too
        many."""
        if self.per_client and self._running[client] >= self.per_client:
            sentence = "Your other checks still run. Wait for one to end, then try again."
            raise Refusal("rate_limited", sentence, headers={"Retry-After": str(BUSY_RETRY_S), **quota})
        self._running[client] += 1
        try:
            yield
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]


def client_key(address: str) -> str:
    """Who counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)


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
