"""Who may run a check of what: nobody pays for what another is refused, and places are given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from checks.admission.slots import ALL, Slots
from checks.cors.model import Request
from checks.refusal import Refusal
from tests.admission.internet import (
    ALLOWED,
    CLIENT,
    NOT_PRIVATE,
    OPTED_OUT,
    PAGE,
    Internet,
    admission,
    check,
    denied,
    moved,
    outcome,
    text,
)
from tests.admission.test_limits import limits
from tests.probing.targets import tasks_started

OTHER_CLIENT = "192.0.2.2"
INNER = {"name": "http://inner.dev/", "literal": "http://10.0.0.1/", "localhost": "http://localhost/"}


@pytest.mark.parametrize(
    "url", [*INNER.values(), "http://x.onion/", "http://a.dev:22/", "no url", "http://nowhere.dev/"]
)
async def test_what_may_not_be_checked_costs_whoever_asked_and_nobody_else(
    url: str, internet: Internet, settings: Any
) -> None:
    settings.CHECK_RATE_LIMITS = limits("10/minute")
    settings.CHECK_TARGET_RATE_LIMITS = limits("1/minute")
    settings.CHECK_REQUEST_RATE_LIMITS = limits("24/minute")
    internet.addresses = {"inner.dev": "10.0.0.1", "nowhere.dev": ""}
    internet.answers = {"a.dev": ALLOWED}
    to = admission(internet)
    told = [await outcome(check(url, internet, to)) for _ in range(50)]
    assert set(told[:10]) <= {"invalid_url", "blocked_host", "blocked_port", "blocked_address", "dns_error"}
    assert set(told[10:]) == {"rate_limited"}
    assert internet.asked == []
    assert await outcome(check("http://a.dev/", internet, to, OTHER_CLIENT)) == "ran"


async def test_a_check_resolves_its_name_once_robots_txt_included(internet: Internet) -> None:
    internet.answers = {"a.dev": ALLOWED}
    await check("http://a.dev/items", internet, admission(internet), probes=True)
    assert internet.resolved == ["a.dev"]
    assert internet.asked[0] == "a.dev/robots.txt"
    assert internet.asked.count("a.dev/robots.txt") == 1
    assert len(internet.asked) > 5


async def test_forty_checks_of_one_target_at_once_ask_for_its_robots_txt_once(internet: Internet) -> None:
    internet.answers = {"a.dev": ALLOWED, "a.dev/robots.txt": text(NOT_PRIVATE)}
    to = admission(internet)
    told = await asyncio.gather(*(outcome(check(f"http://a.dev/{n}", internet, to)) for n in range(40)))
    assert told == ["ran"] * 40
    assert internet.asked.count("a.dev/robots.txt") == 1
    assert len(internet.asked) == 41


async def test_checks_beyond_the_places_of_a_target_do_not_ask_for_its_robots_txt(internet: Internet) -> None:
    internet.answers = {"a.dev": ALLOWED}
    to = admission(internet, slots=Slots(per_target=4))
    told = await asyncio.gather(*(outcome(check(f"http://a.dev/{n}", internet, to)) for n in range(40)))
    assert sorted(told) == ["ran"] * 4 + ["target_busy"] * 36
    assert len(internet.dialled) == 5
    assert len(internet.resolved) == 4


async def test_checks_beyond_the_places_of_the_process_are_refused(internet: Internet) -> None:
    internet.answers = {f"{name}.dev": ALLOWED for name in "abcde"}
    to = admission(internet, slots=Slots(in_all=2))
    told = await asyncio.gather(*(outcome(check(f"http://{name}.dev/", internet, to)) for name in "abcde"))
    assert sorted(told) == ["ran"] * 2 + ["target_busy"] * 3
    assert await outcome(check("http://e.dev/", internet, to)) == "ran"


async def test_names_that_lead_to_one_public_network_share_its_places(internet: Internet) -> None:
    internet.answers = {f"{name}.dev": ALLOWED for name in "abc"}
    internet.addresses = {"a.dev": "93.184.215.1", "b.dev": "93.184.215.2", "c.dev": "93.184.216.1"}
    to = admission(internet, slots=Slots(per_target=1))
    told = await asyncio.gather(*(outcome(check(f"http://{name}.dev/", internet, to)) for name in "abc"))
    assert sorted(told) == ["ran", "ran", "target_busy"]
    assert told[2] == "ran"
    assert await outcome(check("http://b.dev/", internet, to)) == "ran"


@pytest.mark.parametrize("rule", ["//[", "/[", "http://[", "/%", "/%zz", "/\0", "*" * 5000, "/$$$", ":", "#", "/é"])
async def test_no_robots_txt_breaks_a_check(rule: str, internet: Internet) -> None:
    internet.answers = {"a.dev": ALLOWED, "a.dev/robots.txt": text(f"User-agent: corschecker\nDisallow: {rule}\n")}
    told = await outcome(check("http://a.dev/items", internet, admission(internet)))
    assert told in ("ran", "blocked_host")


async def test_a_host_that_has_opted_out_is_asked_for_nothing_else(internet: Internet) -> None:
    internet.answers = {"a.dev": ALLOWED, "a.dev/robots.txt": text(OPTED_OUT)}
    with pytest.raises(Refusal) as caught:
        await check("http://a.dev/items", internet, admission(internet))
    assert (caught.value.code, caught.value.field) == ("blocked_host", "url")
    assert "robots.txt of a.dev" in caught.value.detail
    assert internet.asked == ["a.dev/robots.txt"]


@pytest.mark.parametrize("probes", [False, True])
async def test_all_checks_together_send_as_many_requests_as_they_may_and_no_more(
    probes: bool, internet: Internet, settings: Any
) -> None:
    settings.CHECK_REQUEST_RATE_LIMITS = limits("60/minute")
    for number in range(30):
        internet.answers[f"a.dev/{number}"] = moved(f"/{number + 1}")
    internet.answers["b.dev"] = ALLOWED
    to = admission(internet)
    urls = [f"http://{'ab'[number % 2]}.dev/0" for number in range(40)]
    told = [await outcome(check(url, internet, to, probes=probes)) for url in urls]
    assert len(internet.asked) <= 60
    assert len(internet.asked) > 40
    assert told[-1] == "rate_limited"


async def test_a_check_counts_as_four_requests_and_each_further_one_as_one(internet: Internet, settings: Any) -> None:
    settings.CHECK_REQUEST_RATE_LIMITS = limits("100/minute")
    for number in range(9):
        internet.answers[f"a.dev/{number}"] = moved(f"/{number + 1}")
    internet.answers["a.dev/9"] = internet.answers["b.dev"] = ALLOWED
    to = admission(internet)

    async def left() -> int:
        quota = await to.limiter.take(settings.CHECK_REQUEST_RATE_LIMITS, "requests", "all", "", cost=0)
        assert quota is not None
        return quota.remaining

    assert await outcome(check("http://b.dev/", internet, to)) == "ran"
    assert (len(internet.asked), await left()) == (2, 96)
    assert await outcome(check("http://a.dev/0", internet, to)) == "ran"
    assert (len(internet.asked), await left()) == (2 + 11, 96 - 11)


async def test_a_target_over_its_limit_costs_all_others_nothing(internet: Internet, settings: Any) -> None:
    settings.CHECK_TARGET_RATE_LIMITS = limits("1/minute")
    settings.CHECK_REQUEST_RATE_LIMITS = limits("24/minute")
    internet.answers = {"a.dev": ALLOWED, "b.dev": ALLOWED}
    to = admission(internet)
    told = [await outcome(check("http://a.dev/", internet, to)) for _ in range(20)]
    assert told == ["ran"] + ["rate_limited"] * 19
    assert await outcome(check("http://b.dev/", internet, to)) == "ran"


async def test_a_client_that_is_shut_out_is_refused_however_its_address_is_told(
    internet: Internet, tmp_path: Path
) -> None:
    to = admission(internet, deny=denied(tmp_path, "client 198.51.100.0/24"))
    for client in ("198.51.100.7", "::ffff:198.51.100.7"):
        assert await outcome(check("http://a.dev/", internet, to, client)) == "forbidden"
    assert internet.resolved == []


@asynccontextmanager
async def one_place_each() -> AsyncIterator[Slots]:
    """Places for one check, all free at the end."""
    slots = Slots(in_all=1, per_client=1, per_target=1)
    yield slots
    await slots.places().take(ALL, ("client", CLIENT), ("target", "a.dev"), ("target", "b.dev"))


@pytest.mark.parametrize("url", [*INNER.values(), "http://a.dev/", "http://b.dev/", "http://nowhere.dev/", "no url"])
async def test_a_check_gives_all_places_back_however_it_ends(url: str, internet: Internet, settings: Any) -> None:
    settings.CHECK_TARGET_RATE_LIMITS = limits("1/minute")
    internet.addresses = {"inner.dev": "10.0.0.1", "nowhere.dev": ""}
    internet.answers = {"a.dev": moved("http://b.dev/"), "b.dev/robots.txt": text(OPTED_OUT)}
    async with one_place_each() as slots:
        to = admission(internet, slots=slots)
        for _ in range(3):
            await outcome(check(url, internet, to))


async def test_wherever_a_check_is_broken_off_it_gives_its_places_back_and_leaves_no_task(internet: Internet) -> None:
    internet.answers = {"a.dev": moved("http://b.dev/"), "b.dev": ALLOWED, "a.dev/robots.txt": moved("http://c.dev/r")}
    steps, done = 0, False
    while not done:
        steps += 1
        async with one_place_each() as slots:
            to = admission(internet, slots=slots)
            with tasks_started() as started:
                task = asyncio.create_task(check("http://a.dev/", internet, to, probes=True))
            for _ in range(steps):
                await asyncio.sleep(0)
            done = task.done()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert [one for one in started if not one.done()] == [], f"after {steps} steps"
    assert steps > 10


async def test_who_confirms_too_often_is_told_what_was_counted(internet: Internet, settings: Any) -> None:
    settings.CHECK_CONFIRMED_RATE_LIMITS = limits("1/minute")
    to, put = admission(internet), Request("http://b.dev/", PAGE, "PUT")
    await to.let_in(put, CLIENT, confirmed=True)
    with pytest.raises(Refusal, match="requests that may change data"):
        await to.let_in(put, CLIENT, confirmed=True)
