"""Diagnostic requests on the wire: when they go out, over how many connections, and until when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from checks.cors.judge import conclude
from checks.cors.model import Failure, HttpRequest, Request
from checks.probing.diagnostics import random_label
from checks.probing.driver import Conversation, Prober, run
from tests.probing.targets import local_guard, serve

PAGE = "https://app.example.com"


class Listing:
    """A target that lists the page alone, and counts who is connected; it keeps quiet to all others where asked to."""

    def __init__(self, *, silent: bool = False) -> None:
        self.silent = silent
        self.open = self.most = 0
        self.methods: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            async for head in _heads(reader):
                self.methods.append(head.partition(" ")[0])
                listed = f"Origin: {PAGE}\r\n" in head
                if self.silent and not listed:
                    await asyncio.sleep(60)
                cors = f"Access-Control-Allow-Origin: {PAGE}\r\n" if listed else ""
                writer.write(f"HTTP/1.1 200 OK\r\n{cors}Vary: Origin\r\nContent-Length: 0\r\n\r\n".encode())
                await asyncio.sleep(0.01)
        finally:
            self.open -= 1


async def _heads(reader: asyncio.StreamReader) -> AsyncIterator[str]:
    while True:
        yield (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")


async def check(target: Listing, *, probes: bool, deadline_s: float = 10.0) -> tuple[Conversation, list[HttpRequest]]:
    steps: list[HttpRequest] = []
    async with serve(target) as served:
        prober = Prober(local_guard(), user_agent="test", deadline_s=deadline_s)
        return await run(Request(served.url(), PAGE), prober, probes=probes, on_step=steps.append), steps


async def test_without_them_a_check_is_the_browsers_requests_alone() -> None:
    conversation, steps = await check(Listing(), probes=False)
    assert (conversation.probes, len(steps)) == ((), 1)


async def test_with_them_every_request_is_told_and_named_over_six_connections_at_most() -> None:
    target = Listing()
    conversation, steps = await check(target, probes=True)
    assert len(steps) == len(target.methods) == 1 + len(conversation.probes) <= 24
    assert set(target.methods) == {"GET"}
    assert 1 < target.most <= 6
    assert all(exchange.probe and exchange.request.purpose == "probe" for exchange in conversation.probes)
    assert all(exchange.elapsed_ms is not None for exchange in conversation.probes)


async def test_a_target_that_is_silent_to_strangers_ends_with_the_check_s_deadline() -> None:
    conversation, _ = await check(Listing(silent=True), probes=True, deadline_s=0.5)
    unanswered = [exchange.answer for exchange in conversation.probes if isinstance(exchange.answer, Failure)]
    # Safari keeps an https page from a plain server on loopback.
    assert [outcome.outcome for outcome in conversation.outcomes.values()] == ["allowed", "allowed", "blocked"]
    assert {failure.code for failure in unanswered} == {"timeout"}


async def test_a_target_that_is_silent_to_strangers_does_not_hold_up_the_verdict_for_long() -> None:
    started = asyncio.get_running_loop().time()
    async with serve(Listing(silent=True)) as served:
        prober = Prober(local_guard(), user_agent="test", deadline_s=30.0, probes_s=0.3)
        conversation = await run(Request(served.url(), PAGE), prober, probes=True)
    assert asyncio.get_running_loop().time() - started < 5
    # Safari keeps an https page from a plain server on loopback.
    assert [outcome.outcome for outcome in conversation.outcomes.values()] == ["allowed", "allowed", "blocked"]
    assert any(isinstance(exchange.answer, Failure) for exchange in conversation.probes)
    judgement = conclude(Request(served.url(), PAGE), conversation.outcomes, conversation.probes)
    assert judgement.safety == "unknown"


async def test_a_target_that_soon_takes_the_questions_for_too_many_is_not_called_safe() -> None:
    class Limited(Listing):
        async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            async for head in _heads(reader):
                self.methods.append(head)
                status = 200 if len(self.methods) <= 8 else 429
                cors = f"Access-Control-Allow-Origin: {PAGE}\r\n" if f"Origin: {PAGE}\r\n" in head else ""
                writer.write(f"HTTP/1.1 {status} X\r\n{cors}Vary: Origin\r\nContent-Length: 0\r\n\r\n".encode())

    async with serve(Limited()) as served:
        request = Request(served.url(), PAGE)
        conversation = await run(request, Prober(local_guard(), user_agent="test"), probes=True)
    judgement = conclude(request, conversation.outcomes, conversation.probes)
    assert (judgement.safety, judgement.safety_reasons) == ("unknown", ("partly",))


def test_labels_are_host_names_and_never_the_same() -> None:
    labels = {random_label() for _ in range(100)}
    assert len(labels) == 100
    assert all(label.isascii() and label.isalpha() and label.islower() and len(label) <= 63 for label in labels)


# Requests of a check at once, the main one among them.
AT_ONCE = 6


class Moving(Listing):
    """A target whose main request takes long, and leads elsewhere where asked to."""

    def __init__(self, *, moves: bool) -> None:
        super().__init__()
        self.moves = moves
        self.meanwhile: list[str] = []
        self.in_flight = False
        self.enough = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async for head in _heads(reader):
            method, path, _ = head.split("\r\n")[0].split(" ")
            grants = f"Access-Control-Allow-Origin: {PAGE}\r\nAccess-Control-Allow-Headers: x-one\r\n"
            is_main = "X-One: 1" in head and path == "/"
            if self.in_flight:
                self.meanwhile.append(method)
                if len(self.meanwhile) == AT_ONCE - 1:
                    self.enough.set()
            if is_main:
                self.in_flight = True
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.enough.wait(), 3)
                self.in_flight = False
            moved = f"Location: /moved\r\n{grants}" if is_main and self.moves else grants
            status = 307 if is_main and self.moves else 200
            writer.write(f"HTTP/1.1 {status} X\r\n{moved}Content-Length: 0\r\n\r\n".encode())


async def preflighted(target: Moving) -> Conversation:
    async with serve(target) as served:
        request = Request(served.url(), PAGE, headers=(("X-One", "1"),))
        return await run(request, Prober(local_guard(), user_agent="test"), probes=True)


async def test_probes_go_out_beside_the_main_request_that_follows_a_preflight() -> None:
    target = Moving(moves=False)
    conversation = await preflighted(target)
    assert sorted(target.meanwhile) == ["GET", "GET", "GET", "GET", "OPTIONS"]
    assert len({probe.probe for probe in conversation.probes}) == len(conversation.probes)


async def test_probes_are_asked_anew_where_the_main_request_leads_elsewhere() -> None:
    conversation = await preflighted(Moving(moves=True))
    paths = [probe.request.url.rpartition("/")[2] for probe in conversation.probes if probe.probe == "random-origin"]
    assert paths == ["", "moved"]
    assert len(conversation.exchanges) + len(conversation.probes) <= 24
