"""The live driver: what three browsers cost the wire, and what is held back from it."""

from __future__ import annotations

import asyncio

import pytest

from checks.cors.browsers import BROWSERS
from checks.cors.model import HttpRequest, RawResponse, Request
from checks.probing.driver import run, user_agent
from checks.refusal import Refusal
from tests.probing.driving import AGENT, ALLOWED, ORIGIN, Steps, codes, get, prober, request
from tests.probing.targets import OK, serve


async def test_three_browsers_that_send_the_same_bytes_cost_the_wire_one_request() -> None:
    steps: list[HttpRequest] = []
    async with serve(ALLOWED) as target:
        outcomes, exchanges, _ = await run(request(target.url()), prober(), on_step=steps.append)
    sent = [exchange.request for exchange in exchanges]
    assert len(target.requests) == 1
    assert steps == sent
    assert [exchange.answer for exchange in exchanges] == [RawResponse(ALLOWED)]
    assert {name: outcome.outcome for name, outcome in outcomes.items()} == dict.fromkeys(BROWSERS, "allowed")
    assert all(outcome.exchanges == exchanges for outcome in outcomes.values())
    assert all(0 <= (exchange.elapsed_ms or 0) < 5000 for exchange in exchanges)


async def test_preflight_and_request_cost_two_on_one_connection() -> None:
    async def twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            target.requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(ALLOWED)

    async with serve(twice) as target:
        custom = Request(target.url(), ORIGIN, method="DELETE")
        outcomes, exchanges, _ = await run(custom, prober(), confirm_side_effects=True)
    assert [head.split()[0] for head in target.requests] == [b"OPTIONS", b"DELETE"]
    assert [exchange.request.purpose for exchange in exchanges] == ["preflight", "main"]
    assert {outcome.outcome for outcome in outcomes.values()} == {"allowed"}


async def test_every_request_names_this_service_and_says_so_once() -> None:
    async with serve(ALLOWED) as target:
        url = target.url()
        own = get(url, ("Accept-Language", "fr"), ("user-agent", "mine"))
        await run(request(url), prober(), fetch=Steps(chromium=[get(url)], firefox=[own], webkit=[get(url)]))
    assert sorted(head.split(b"keep-alive\r\n")[1] for head in target.requests) == [
        b"Accept-Language: fr\r\nuser-agent: mine\r\nAccept-Encoding: identity\r\n\r\n",
        b"User-Agent: " + AGENT.encode() + b"\r\nAccept-Encoding: identity\r\nAccept-Language: en\r\n\r\n",
    ]


def test_the_user_agent_says_who_asks_and_where_it_is_explained() -> None:
    assert user_agent("https://checker.example").endswith(" (+https://checker.example/bot; user-triggered CORS check)")


async def test_different_requests_go_out_at_the_same_time_and_late_equal_ones_not_again() -> None:
    all_there = asyncio.Barrier(3)

    async def wait_for_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target.requests.append(await reader.readuntil(b"\r\n\r\n"))
        await all_there.wait()
        writer.write(OK)

    async with serve(wait_for_all) as target:
        one, two, three = (get(target.url(path)) for path in ("/1", "/2", "/3"))
        flows = Steps(chromium=[one, two], firefox=[two, one], webkit=[three, one, three])
        outcomes, exchanges, _ = await run(request(target.url()), prober(), fetch=flows)
    assert [(exchange.request, exchange.answer) for exchange in exchanges] == [
        (step, RawResponse(OK)) for step in (one, two, three)
    ]
    assert len(target.requests) == 3
    assert [len(outcome.exchanges) for outcome in outcomes.values()] == [2, 2, 3]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE", "get2"])
async def test_a_request_that_may_change_data_is_held_back_until_it_is_confirmed(method: str) -> None:
    steps: list[HttpRequest] = []
    async with serve(ALLOWED) as target:
        outcomes, exchanges, _ = await run(request(target.url(), method), prober(), on_step=steps.append)
        assert codes(exchanges)[-1] == "not_sent"
        assert exchanges[-1].elapsed_ms is None
        assert all(head.startswith(b"OPTIONS ") for head in target.requests)
        assert len(steps) == len(target.requests)
        assert {outcome.outcome for outcome in outcomes.values()} == {"allowed"}
        await run(request(target.url(), method), prober(), confirm_side_effects=True)
    assert target.requests[-1].startswith(method.encode() + b" ")


async def test_even_a_confirmed_request_is_not_repeated_at_another_origin() -> None:
    async with serve(ALLOWED) as other:
        moved = (
            b"HTTP/1.1 307 Moved\r\nAccess-Control-Allow-Origin: *\r\nLocation: " + other.url().encode() + b"\r\n\r\n"
        )
        async with serve(moved) as target:
            _, exchanges, _ = await run(request(target.url(), "POST"), prober(), confirm_side_effects=True)
    assert codes(exchanges) == ["answer", "not_sent"]
    assert (len(target.requests), other.connections) == (1, 0)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("localhost:8080/x", "invalid_url"),
        ("http://user:pass@127.0.0.1/", "invalid_url"),
        ("http://x.onion/", "blocked_host"),
        ("http://10.0.0.1/", "blocked_address"),
    ],
)
async def test_a_target_that_may_not_be_checked_is_refused_before_anything(url: str, code: str) -> None:
    steps: list[HttpRequest] = []
    with pytest.raises(Refusal) as refused:
        await run(request(url), prober(), on_step=steps.append)
    assert (refused.value.code, refused.value.field, steps) == (code, "url", [])


async def test_fifty_checks_at_once_give_what_one_alone_gives() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        origin = ORIGIN.encode() if int(path[1:]) % 2 else b"https://other.example"
        writer.write(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: " + origin + b"\r\n\r\n")

    many = prober()
    async with serve(echo) as target:
        results = await asyncio.gather(*(run(request(target.url(f"/{number}")), many) for number in range(50)))
    verdicts = [{outcome.outcome for outcome in outcomes.values()} for outcomes, _, _ in results]
    assert verdicts == [{"allowed"} if number % 2 else {"blocked"} for number in range(50)]
