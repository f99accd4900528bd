"""Who may run a check of what: nobody pays for what another is refused, and no hop of a check goes past the door."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from limits import parse_many
from limits.limits import RateLimitItem

from checks.admission.deny_list import DenyList
from checks.admission.limits import Limiter, storage
from checks.admission.slots import ALL, Slots
from checks.admission.visit import Admission
from checks.cors.model import Exchange, Failure, Request
from checks.probing.addresses import IPAddress
from checks.probing.driver import Conversation, Prober, run
from checks.probing.guard import Guard
from checks.probing.robots import Robots
from checks.refusal import Refusal
from tests.probing.targets import serve, tasks_started

PAGE = "http://app.example.com"
CLIENT, OTHER_CLIENT = "192.0.2.1", "192.0.2.2"
OPTED_OUT = "User-agent: corschecker\nDisallow: /\n"
NOT_PRIVATE = "User-agent: corschecker\nDisallow: /private\n"


def limits(text: str) -> list[RateLimitItem]:
    return list(parse_many(text.replace(",", ";")))


class Internet:
    """Some hosts by name, all behind one server on loopback.

    `answers` maps a host and path, or a host with all its paths but /robots.txt, to the bytes of an answer; it is 404
    elsewhere. `addresses` are those of names that matter. It tells which names were resolved, which addresses dialled,
    and which requests came.
    """

    def __init__(self, answers: dict[str, bytes] | None = None) -> None:
        self.answers = answers or {}
        self.addresses: dict[str, str] = {}
        self.resolved: list[str] = []
        self.dialled: list[str] = []
        self.asked: list[str] = []
        self.port = 0
        self.guard = Guard(resolve=self.resolve, dial=self.dial)
        self.prober = Prober(self.guard, user_agent="corschecker")

    async def resolve(self, host: str) -> list[IPAddress]:
        self.resolved.append(host)
        await asyncio.sleep(0)
        number = sum(host.encode()) % 200 + 1
        address = self.addresses.get(host, f"93.184.{number}.1")
        return [ip_address(address)] if address else []

    async def dial(self, address: IPAddress, port: int, factory: Callable[[], Any]) -> Any:
        self.dialled.append(str(address))
        _, protocol = await asyncio.get_running_loop().create_connection(factory, "127.0.0.1", self.port)
        return protocol

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        host = head.partition("Host: ")[2].partition("\r\n")[0]
        place = host + head.split()[1]
        self.asked.append(place)
        default = NOT_FOUND if place.endswith("/robots.txt") else self.answers.get(host, NOT_FOUND)
        writer.write(self.answers.get(place, default))


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def text(body: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def moved(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: {location}\r\n\r\n".encode()


ALLOWED = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n"


def admission(internet: Internet, *, slots: Slots | None = None, deny: DenyList | None = None) -> Admission:
    robots = Robots(internet.guard, "corschecker")
    return Admission(Limiter(storage(""), "key"), slots or Slots(), deny or DenyList(), robots)


async def check(
    url: str, internet: Internet, to: Admission, client: str = CLIENT, *, probes: bool = False, confirmed: bool = False
) -> Conversation:
    request = Request(url, PAGE)
    async with await to.let_in(request, client, confirmed=confirmed) as visit:
        return await run(request, internet.prober, gate=visit, probes=probes)


async def outcome(work: Awaitable[Conversation]) -> str:
    """The code of what ended a check, or `ran`."""
    try:
        exchanges = (await work).exchanges
    except Refusal as refused:
        return refused.code
    return next((code for code in codes(exchanges) if code != "answer"), "ran")


def codes(exchanges: tuple[Exchange, ...]) -> list[str]:
    return [exchange.answer.code if isinstance(exchange.answer, Failure) else "answer" for exchange in exchanges]


@pytest.fixture
async def internet() -> Any:
    found = Internet()
    async with serve(found) as served:
        found.port = served.port
        yield found


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


def denied(tmp_path: Path, *lines: str) -> DenyList:
    path = tmp_path / "deny"
    path.write_text("\n".join(lines))
    return DenyList(str(path))


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
    assert "www.victim.net has been checked as often as one host may be." in failure.detail
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


async def test_a_redirect_to_another_site_counts_as_no_more_than_its_requests(
    internet: Internet, settings: Any
) -> None:
    settings.CHECK_REQUEST_RATE_LIMITS = limits("24/minute")
    internet.answers = {"a.dev": moved("http://b.dev/"), "b.dev": ALLOWED}
    to = admission(internet)
    told = [await outcome(check("http://a.dev/", internet, to)) for _ in range(7)]
    # Four each, since the robots.txt of both hosts make the first one's four.
    assert told == ["ran"] * 6 + ["rate_limited"]


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
