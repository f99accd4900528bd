"""Runs cases in a real browser and says what it did with each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from . import chromium, firefox
from .cases import Case, Observed
from .lines import Lines
from .server import ScriptedServer

TIMEOUT_S = 12


class Driver(Protocol):
    """A started browser: `tabs` cases run at once, each opened by its page; their lines go to the `Lines` given."""

    version: str
    tabs: int

    async def __aenter__(self) -> Driver: ...
    async def __aexit__(self, *_: object) -> None: ...
    async def open(self, tab: int, url: str) -> None: ...
    async def settle(self) -> None: ...


PROGRAMS: dict[str, tuple[Callable[[], str | None], Callable[[str, Lines], Driver]]] = {
    "chromium": (chromium.find, chromium.Chromium),
    "firefox": (firefox.find, firefox.Firefox),
}


async def run(
    cases: Sequence[Case], browser: str, server: ScriptedServer, program: str | None = None
) -> tuple[str, dict[str, Observed]]:
    """The browser's version, and what it did with each case, by the case's id."""
    find, start = PROGRAMS[browser]
    program = program or find()
    if program is None:
        raise FileNotFoundError(f"{browser} is not installed")
    server.load(cases)
    lines = Lines()
    async with start(program, lines) as started:

        async def run_one(case: Case, tab: int) -> None:
            lines.current[tab] = case.key
            await started.open(tab, server.page_url(case))
            await asyncio.wait([server.results[case.key]], timeout=TIMEOUT_S)
            await started.settle()

        async def work(waiting: list[Case], tab: int) -> None:
            while waiting:
                await run_one(waiting.pop(), tab)

        for case in cases:
            if case.alone:
                lines.alone = case.key
                await run_one(case, 0)
        lines.alone = ""
        waiting = [case for case in reversed(cases) if not case.alone]
        async with asyncio.TaskGroup() as group:
            for tab in range(started.tabs):
                group.create_task(work(waiting, tab))
        await started.settle()
        return started.version, {case.id: observe(case, server, lines) for case in cases}


def observe(case: Case, server: ScriptedServer, lines: Lines) -> Observed:
    result = server.results[case.key]
    seen: dict[str, Any] = result.result() if result.done() else {"outcome": "timeout"}
    return Observed(
        outcome=seen["outcome"],
        exposed_headers=sorted(set(seen.get("exposed_headers", ()))),
        status=seen.get("status"),
        requests=[received.summary() for received, _ in server.received[case.key]],
        console=lines.of(case.key),
    )
