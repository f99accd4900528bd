"""Limits hold exactly, also when requests come all at once."""

from __future__ import annotations

import asyncio

import pytest
from limits import parse_many
from limits.limits import RateLimitItem

from checks.admission.limits import Limiter, Quota, client_key, storage
from checks.admission.moving_window import MemoryWindows, Taken
from checks.refusal import Refusal

SENTENCE = "Too many checks from your address"


def limits(text: str) -> list[RateLimitItem]:
    return list(parse_many(text.replace(",", ";")))


class BrokenWindows(MemoryWindows):
    async def take(self, name: str, limit: int, window_s: int, cost: int) -> Taken:
        raise ConnectionError("no route to the store")


async def refusal_of(limiter: Limiter, text: str, who: str = "192.0.2.1") -> Refusal:
    with pytest.raises(Refusal) as caught:
        await limiter.take(limits(text), "client", who, SENTENCE)
    return caught.value


async def test_fifty_at_once_on_a_limit_of_twenty_give_exactly_twenty() -> None:
    limiter = Limiter(storage(""), "key")
    tried = [limiter.take(limits("20/minute"), "client", "192.0.2.1", SENTENCE) for _ in range(50)]
    results = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(result, Quota) for result in results) == 20
    assert {result.code for result in results if isinstance(result, Refusal)} == {"rate_limited"}


async def test_a_refusal_says_the_limit_and_when_to_come_back() -> None:
    limiter = Limiter(storage(""), "key")
    await limiter.take(limits("1/minute"), "client", "192.0.2.1", SENTENCE)
    refused = await refusal_of(limiter, "1/minute")
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert refused.detail.startswith(f"{SENTENCE} (limit: 1 per minute). Try again in ")
    assert 58 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["RateLimit-Limit"] == "1"
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.headers["RateLimit-Policy"] == "1;w=60"


async def test_what_is_left_is_told_of_the_limit_that_ends_first() -> None:
    limiter = Limiter(storage(""), "key")
    quota = await limiter.take(limits("3/15seconds,100/hour"), "client", "192.0.2.1", SENTENCE)
    assert quota is not None
    assert (quota.limit, quota.remaining, quota.window) == (3, 2, 15)


async def test_one_client_does_not_use_up_what_another_has() -> None:
    limiter = Limiter(storage(""), "key")
    for who in ("192.0.2.1", "192.0.2.2"):
        quota = await limiter.take(limits("1/minute"), "client", who, SENTENCE)
        assert quota is not None
        assert quota.remaining == 0


async def test_no_limits_mean_none() -> None:
    assert await Limiter(storage(""), "key").take([], "client", "192.0.2.1", SENTENCE) is None


async def test_checks_are_refused_when_the_counts_cannot_be_reached() -> None:
    refused = await refusal_of(Limiter(BrokenWindows(), "key"), "1/minute")
    assert (refused.status, refused.code, refused.headers) == (503, "limiter_unavailable", {"Retry-After": "60"})


async def test_the_names_of_the_counters_tell_nobodys_address() -> None:
    counted = MemoryWindows()
    await Limiter(counted, "key").take(limits("5/minute"), "client", "192.0.2.77", SENTENCE)
    assert len(counted.names) == 1
    assert all("192.0.2" not in name for name in counted.names)


class Clock:
    """The seconds since 1970 by which the counters' names change."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


MIDNIGHT = 20_000 * 86_400.0


@pytest.mark.parametrize("limit", ["20/minute", "20/hour", "20/day", "20/2days"])
async def test_no_limit_starts_anew_at_midnight(limit: str) -> None:
    clock = Clock(MIDNIGHT - 1)
    limiter = Limiter(storage(""), "key", clock)
    for moment in (-1, 1):
        clock.now = MIDNIGHT + moment
        for _ in range(10):
            await limiter.take(limits(limit), "client", "192.0.2.1", SENTENCE)
    for moment in (1, 30, 59):
        clock.now = MIDNIGHT + moment
        assert (await refusal_of(limiter, limit)).code == "rate_limited"


async def test_a_daily_limit_holds_from_one_midnight_over_the_next() -> None:
    clock = Clock(MIDNIGHT + 3600)
    limiter = Limiter(storage(""), "key", clock)
    for _ in range(2):
        await limiter.take(limits("2/day"), "client", "192.0.2.1", SENTENCE)
    clock.now = MIDNIGHT + 86_400 + 1800
    assert (await refusal_of(limiter, "2/day")).code == "rate_limited"


async def test_a_day_later_the_counters_have_other_names() -> None:
    names = []
    for day in (0, 1, 2):
        counted = MemoryWindows()
        limiter = Limiter(counted, "key", Clock(MIDNIGHT + day * 86_400 + 7200))
        await limiter.take(limits("5/minute,5/hour"), "client", "192.0.2.77", SENTENCE)
        names.append(counted.names)
    assert [len(found) for found in names] == [2, 2, 2]
    assert len(set.union(*names)) == 6


async def test_the_clients_of_one_ipv6_network_have_sixteen_times_the_limit_of_one() -> None:
    limiter = Limiter(storage(""), "key")
    tried = [
        limiter.take(limits("2/minute"), "client", client_key(f"2001:db8:1:{subnet:x}::9"), SENTENCE)
        for subnet in range(40)
    ]
    results = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(result, Quota) for result in results) == 32
    refused = results[-1]
    assert isinstance(refused, Refusal)
    assert "2001:db8:1::/48" in refused.detail
    assert refused.headers["RateLimit-Limit"] == "32"
    assert await limiter.take(limits("2/minute"), "client", client_key("2001:db8:2::9"), SENTENCE) is not None


async def test_an_ipv6_client_of_its_own_has_the_limit_of_any_client() -> None:
    limiter = Limiter(storage(""), "key")
    for address in ("2001:db8:1::1", "2001:db8:1::2"):
        await limiter.take(limits("2/minute"), "client", client_key(address), SENTENCE)
    refused = await refusal_of(limiter, "2/minute", client_key("2001:db8:1::3"))
    assert refused.detail.startswith(SENTENCE)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_client_is_an_ipv4_address_or_the_network_of_an_ipv6_address(address: str, key: str) -> None:
    assert client_key(address) == key
