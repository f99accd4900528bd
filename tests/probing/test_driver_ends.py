"""However a target answers or redirects, and wherever a check is broken off, it comes to an end within its limits."""

from __future__ import annotations

import asyncio
import random
import time
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from checks.cors.browsers import BROWSERS
from checks.cors.flow import fetch
from checks.cors.model import Failure, Request
from checks.probing.addresses import IPAddress
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard, dial_address
from checks.probing.head_scanner import Limits
from tests.probing.driving import AGENT, ALLOWED, ORIGIN, Steps, codes, get, prober, request
from tests.probing.targets import OK, serve, tasks_started


async def test_a_target_that_never_answers_ends_at_the_deadline() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        await asyncio.sleep(60)

    started = time.monotonic()
    async with serve(silent) as target:
        outcomes, exchanges, _ = await run(request(target.url()), prober(deadline_s=0.2))
    assert time.monotonic() - started < 5
    detail = "The server did not respond within the time that a check may take."
    assert [exchange.answer for exchange in exchanges] == [Failure("timeout", detail, "ERR_TIMED_OUT")]
    assert {outcome.rule for outcome in outcomes.values()} == {"request-failed"}


async def test_a_byte_at_a_time_ends_at_the_deadline() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nA: ")
        while True:
            writer.write(b"b")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serve(slow) as target:
        _, exchanges, _ = await run(request(target.url()), prober(deadline_s=0.3))
    assert codes(exchanges) == ["timeout"]
    assert 200 <= (exchanges[0].elapsed_ms or 0) < 5000


async def test_nothing_more_is_waited_for_after_the_deadline() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serve(silent) as target:
        steps = [get(target.url(f"/{number}")) for number in range(10)]
        flows = Steps(chromium=steps, firefox=steps, webkit=steps)
        started = time.monotonic()
        _, exchanges, _ = await run(request(target.url()), prober(deadline_s=0.5), fetch=flows)
    assert time.monotonic() - started < 4.5
    assert codes(exchanges) == ["timeout"] * 10


async def test_a_redirect_to_itself_costs_one_request() -> None:
    async with serve(b"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: /\r\n\r\n") as target:
        outcomes, _, _ = await run(request(target.url()), prober())
    assert len(target.requests) <= 2
    assert {outcome.outcome for outcome in outcomes.values()} == {"blocked"}


async def test_redirects_on_and_on_are_bounded() -> None:
    async def onward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target.requests.append(await reader.readuntil(b"\r\n\r\n"))
        location = str(len(target.requests)).encode()
        writer.write(b"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: /" + location + b"\r\n\r\n")

    async with serve(onward) as target:
        outcomes, _, _ = await run(request(target.url()), prober())
    assert 20 <= len(target.requests) <= 24
    assert {outcome.outcome for outcome in outcomes.values()} == {"blocked"}


async def test_a_check_sends_no_more_requests_than_its_limit() -> None:
    async with serve(OK) as target:
        flows = {name: [get(target.url(f"/{name}/{number}")) for number in range(20)] for name in BROWSERS}
        _, exchanges, _ = await run(request(target.url()), prober(), fetch=Steps(**flows))
    assert len(target.requests) == 24
    assert codes(exchanges).count("too_many_redirects") == 36


HOPS = [
    ("http://10.0.0.1/", "blocked_address"),
    ("http://169.254.169.254/latest/meta-data/", "blocked_address"),
    ("http://[::ffff:127.0.0.1]/", "blocked_address"),
    ("http://2852039166/", "blocked_address"),
    ("http://[fd00:ec2::254]/", "blocked_address"),
    ("http://inner.dev/", "blocked_address"),
    ("http://x.onion/", "blocked_host"),
    ("http://127.0.0.1:81/", "blocked_port"),
]


@pytest.mark.parametrize(("location", "code"), HOPS)
async def test_a_redirect_to_a_refused_address_ends_there(location: str, code: str) -> None:
    async def inner(host: str) -> list:  # type: ignore[type-arg]
        return [ip_address("192.168.0.1")]

    dialled = []

    async def dial(address, port, factory):  # type: ignore[no-untyped-def]
        dialled.append(str(address))
        return await dial_address(address, port, factory)

    moved = b"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: " + location.encode() + b"\r\n\r\n"
    async with serve(moved) as target:
        guard = Guard(ports={80, target.port}, allow=[ip_network("127.0.0.0/8")], resolve=inner, dial=dial)
        outcomes, exchanges, _ = await run(request(target.url()), Prober(guard, user_agent=AGENT))
    assert codes(exchanges) == ["answer", code]
    assert dialled == ["127.0.0.1"]
    assert {outcome.outcome for outcome in outcomes.values()} == {"blocked"}


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:70/_x", "data:,x"])
async def test_a_redirect_to_another_scheme_goes_nowhere(location: str) -> None:
    moved = b"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: " + location.encode() + b"\r\n\r\n"
    async with serve(moved) as target:
        outcomes, exchanges, _ = await run(request(target.url()), prober())
    assert len(exchanges) == len(target.requests) == 1
    assert {outcome.outcome for outcome in outcomes.values()} == {"blocked"}


async def test_a_check_that_is_broken_off_closes_its_connections() -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            await reader.read()
        finally:
            closed.set()

    async with serve(wait) as target:
        task = asyncio.create_task(run(request(target.url()), prober()))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(closed.wait(), 5)


@pytest.mark.parametrize(("probes", "differ"), [(False, True), (True, False)])
async def test_wherever_a_check_is_broken_off_no_task_outlives_it(probes: bool, differ: bool) -> None:
    async def resolve(host: str) -> list[IPAddress]:
        await asyncio.sleep(0)
        return [ip_address("127.0.0.1")]

    guard = Guard(ports=None, allow=[ip_network("127.0.0.0/8")], resolve=resolve)
    answer = ALLOWED.replace(b"\r\n\r\n", b"\r\nAccess-Control-Allow-Headers: x-a\r\n\r\n")
    async with serve(answer) as target:
        asked = Request(target.url(host="api.dev"), ORIGIN, headers=(("X-A", "1"),))
        flows = Steps(**{name: [get(asked.url, ("X-B", name))] * 2 for name in BROWSERS}) if differ else fetch
        steps, done, counted = 0, False, 0
        while not done:
            steps += 1
            left: list[asyncio.Task[Any]] = []

            async def check_alone(started: list[asyncio.Task[Any]], left: list[asyncio.Task[Any]]) -> None:
                try:
                    await run(asked, Prober(guard, user_agent=AGENT), probes=probes, fetch=flows)
                finally:
                    left += [task for task in started[1:] if not task.done()]

            with tasks_started() as started:
                check = asyncio.create_task(check_alone(started, left))
            for _ in range(steps):
                await asyncio.sleep(0)
            done = check.done()
            check.cancel()
            await asyncio.gather(check, return_exceptions=True)
            assert left == [], f"after {steps} steps"
            counted = max(counted, len(started))
    assert counted > 3


async def test_no_answer_however_mangled_breaks_a_check() -> None:
    chance = random.Random(6)
    good = b"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: /next?a=b\r\nContent-Length: 2\r\n\r\nok"
    spoilers = [
        b"\0",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b":",
        b" ",
        b"\xff",
        b"http://[",
        b"HTTP/1.1 103 X\r\n\r\n",
        b"9" * 30,
    ]

    def mangled() -> bytes:
        head = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(head))
            head[at : at + chance.randint(0, 4)] = chance.choice(spoilers)
        return bytes(head[: chance.randint(1, 2 * len(head))])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(mangled())

    many = prober(deadline_s=5)
    async with serve(answer) as target:
        for _ in range(10):
            checks = (run(request(target.url(f"/{number}")), many) for number in range(20))
            for outcomes, exchanges, _ in await asyncio.gather(*checks):
                assert list(outcomes) == list(BROWSERS)
                assert 1 <= len(exchanges) <= 24


def test_the_limits_are_those_that_are_promised() -> None:
    assert Limits() == Limits(head_bytes=65536, fields=256, interims=10, tls_s=5.0, first_byte_s=8.0)
    assert Prober(Guard(), user_agent=AGENT).deadline_s == 15.0
