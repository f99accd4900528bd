"""No hop of a check goes past the door, and each counts for whom it leads to."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from checks.admission.slots import Slots
from checks.cors.model import Failure
from checks.probing.driver import Conversation
from checks.refusal import Refusal
from tests.admission.internet import (
    ALLOWED,
    NOT_PRIVATE,
    OPTED_OUT,
    Internet,
    admission,
    check,
    codes,
    denied,
    moved,
    outcome,
    text,
)
from tests.admission.test_limits import limits


@pytest.mark.parametrize("line", ["target b.dev", "target dev", "target 93.184.77.0/24"])
async def test_no_redirect_leads_to_a_host_that_is_shut_out(line: str, internet: Internet, tmp_path: Path) -> None:
    internet.addresses = {"b.dev": "93.184.77.7", "a.net": "93.184.1.1"}
    internet.answers = {"a.net": moved("http://b.dev/"), "b.dev": ALLOWED}
    conversation = await check("http://a.net/", internet, admission(internet, deny=denied(tmp_path, line)))
    assert codes(conversation.exchanges) == ["answer", "blocked_host"]
    assert conversation.exchanges[1].elapsed_ms is None
    assert {outcome.rule for outcome in conversation.outcomes.values()} == {"check-limit"}
    assert "93.184.77.7" not in internet.dialled


async def test_no_redirect_leads_past_a_robots_txt(internet: Internet) -> None:
    internet.answers = {"a.dev": moved("http://b.dev/"), "b.dev": ALLOWED, "b.dev/robots.txt": text(OPTED_OUT)}
    conversation = await check("http://a.dev/", internet, admission(internet))
    assert codes(conversation.exchanges) == ["answer", "blocked_host"]
    assert internet.asked == ["a.dev/robots.txt", "a.dev/", "b.dev/robots.txt"]


async def test_a_redirect_on_the_same_host_is_judged_by_its_path(internet: Internet) -> None:
    internet.answers = {
        "a.dev/": moved("/private"),
        "a.dev/robots.txt": text(NOT_PRIVATE),
    }
    conversation = await check("http://a.dev/", internet, admission(internet))
    assert codes(conversation.exchanges) == ["answer", "blocked_host"]
    assert internet.asked == ["a.dev/robots.txt", "a.dev/"]


async def test_a_redirect_counts_for_the_target_that_it_leads_to(internet: Internet, settings: Any) -> None:
    settings.CHECK_TARGET_RATE_LIMITS = limits("3/minute")
    internet.answers = {f"{name}.dev": moved("http://www.victim.net/") for name in "abcdef"}
    internet.answers["www.victim.net"] = ALLOWED
    to = admission(internet)
    told = [await outcome(check(f"http://{name}.dev/", internet, to)) for name in "abcdef"]
    assert told == ["ran"] * 3 + ["rate_limited"] * 3
    assert internet.asked.count("www.victim.net/") == 3
    conversation = await check("http://f.dev/", internet, to)
    failure = conversation.exchanges[1].answer
    assert isinstance(failure, Failure)
    assert "Too many checks of www.victim.net" in failure.detail
    assert {outcome.rule for outcome in conversation.outcomes.values()} == {"check-limit"}
    assert await outcome(check("http://victim.net/", internet, to)) == "rate_limited"


async def test_a_redirect_within_a_site_counts_once(internet: Internet, settings: Any) -> None:
    settings.CHECK_TARGET_RATE_LIMITS = limits("1/minute")
    internet.answers = {"a.dev": moved("http://www.a.dev/"), "www.a.dev": ALLOWED}
    assert await outcome(check("http://a.dev/", internet, admission(internet))) == "ran"


async def test_a_redirect_to_a_busy_host_ends_there(internet: Internet) -> None:
    internet.answers = {"a.dev": moved("http://b.dev/"), "b.dev": ALLOWED}
    slots = Slots(per_target=1)
    places = slots.places()
    await places.take(("target", "b.dev"))
    to = admission(internet, slots=slots)
    assert await outcome(check("http://a.dev/", internet, to)) == "target_busy"
    await places.give_back()
    assert await outcome(check("http://a.dev/", internet, to)) == "ran"


async def test_a_robots_txt_that_was_moved_is_not_asked_for_at_a_host_that_is_shut_out(
    internet: Internet, tmp_path: Path
) -> None:
    internet.answers = {"a.dev": ALLOWED, "a.dev/robots.txt": moved("http://b.dev/r"), "b.dev/r": text(OPTED_OUT)}
    assert await outcome(check("http://a.dev/", internet, admission(internet))) == "blocked_host"
    assert internet.asked == ["a.dev/robots.txt", "b.dev/r"]
    shut_out = admission(internet, deny=denied(tmp_path, "target b.dev"))
    assert await outcome(check("http://a.dev/", internet, shut_out)) == "ran"
    assert internet.asked.count("b.dev/r") == 1


async def test_a_robots_txt_that_was_moved_counts_for_the_target_that_it_leads_to(
    internet: Internet, settings: Any
) -> None:
    settings.CHECK_TARGET_RATE_LIMITS = limits("2/minute")
    internet.answers = {f"{name}.dev/robots.txt": moved("http://victim.net/r") for name in "abcdef"}
    to = admission(internet)
    for name in "abcdef":
        await check(f"http://{name}.dev/", internet, to)
    assert internet.asked.count("victim.net/r") == 2


async def test_a_redirect_to_another_site_counts_as_no_more_than_its_requests(
    internet: Internet, settings: Any
) -> None:
    settings.CHECK_REQUEST_RATE_LIMITS = limits("24/minute")
    internet.answers = {"a.dev": moved("http://b.dev/"), "b.dev": ALLOWED}
    to = admission(internet)
    told = [await outcome(check("http://a.dev/", internet, to)) for _ in range(7)]
    # Four each, since the robots.txt of both hosts make the first one's four.
    assert told == ["ran"] * 6 + ["rate_limited"]


@pytest.mark.parametrize("seed", range(40))
async def test_wherever_redirects_lead_nothing_is_sent_past_the_door(
    seed: int, internet: Internet, tmp_path: Path, settings: Any
) -> None:
    settings.CHECK_TARGET_RATE_LIMITS = limits("4/minute")
    chance = random.Random(seed)
    hosts = [f"{letter}.dev" for letter in "abcdefgh"]
    shut_out, opted_out, inner = hosts[1], hosts[2:4], hosts[4]
    internet.addresses[inner] = "10.0.0.1"

    def somewhere() -> str:
        return f"http://{chance.choice(hosts)}/{chance.choice(['items', 'private', 'other'])}"

    for host in hosts:
        for path in ("items", "private", "other"):
            internet.answers[f"{host}/{path}"] = moved(somewhere())
    internet.answers |= dict.fromkeys((f"{host}/robots.txt" for host in opted_out), text(NOT_PRIVATE))
    to = admission(internet, deny=denied(tmp_path, f"target {shut_out}"))
    checks = (check(somewhere(), internet, to, probes=chance.random() < 0.5) for _ in range(12))
    for ended in await asyncio.gather(*checks, return_exceptions=True):
        assert isinstance(ended, Conversation | Refusal)
    assert len(internet.asked) > 12
    assert not [place for place in internet.asked if place.startswith((shut_out, inner))]
    assert "10.0.0.1" not in internet.dialled
    assert not {f"{host}/private" for host in opted_out} & set(internet.asked)
