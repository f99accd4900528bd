"""Whoever cannot have a turn soon is asked to come back."""

from __future__ import annotations

import asyncio

import pytest

from checks.refusal import Refusal
from checks.running import turns
from checks.running.turns import Turns


async def test_those_who_wait_get_their_turn_in_order() -> None:
    found = Turns(at_once=1, waiting=2)
    order: list[int] = []

    async def take(number: int) -> None:
        async with found.turn():
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*map(take, range(3)))
    assert order == [0, 1, 2]


async def test_one_more_than_may_wait_is_told_when_to_come_back() -> None:
    found = Turns(at_once=1, waiting=0)
    async with found.turn():
        with pytest.raises(Refusal) as caught:
            async with found.turn():
                raise AssertionError("two at once")
    assert (caught.value.code, caught.value.status, caught.value.retry_after) == ("readers_busy", 503, 5)
    async with found.turn():
        pass


async def test_nobody_waits_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MAX_WAIT_S", 0.01)
    found = Turns(at_once=1, waiting=1)
    async with found.turn():
        with pytest.raises(Refusal, match="readers_busy"):
            async with found.turn():
                raise AssertionError("two at once")


async def test_whoever_leaves_while_waiting_takes_nobodys_turn() -> None:
    found = Turns(at_once=1, waiting=1)

    async def take() -> None:
        async with found.turn():
            pass

    async with found.turn():
        waits = asyncio.create_task(take())
        await asyncio.sleep(0)
        waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
    await take()


def test_turns_serve_one_event_loop_after_another() -> None:
    found = Turns(at_once=1, waiting=1)

    async def take_twice() -> None:
        async with found.turn():
            waits = asyncio.create_task(take())
            await asyncio.sleep(0)
        await waits

    async def take() -> None:
        async with found.turn():
            pass

    asyncio.run(take_twice())
    asyncio.run(take_twice())
