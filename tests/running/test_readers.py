"""A text that cannot be read costs its sender a sentence, and nobody else anything."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool

from checks.refusal import Refusal
from checks.running import readers
from checks.running.readers import Readers
from corschecker.asgi import application
from tests.corschecker.test_asgi import ask
from tests.tools import hostile_work
from tests.tools.processes import lives

ADVICE = "Paste only the one request."
TOO_LONG = f"This could not be read: it took longer than 3 seconds. {ADVICE}"
TOO_MUCH = f"This could not be read: it is too long, or too deeply nested. {ADVICE}"


@pytest.fixture
async def one() -> AsyncIterator[Readers]:
    """A single reader, so that whoever comes next needs the very one that went wrong."""
    found = Readers(1, deadline_s=3.0)
    yield found
    await found.close()


async def refusal_of(work: Callable[[], Any], reader: Readers) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await reader.run(ADVICE, work)
    return caught.value


async def test_what_is_read_is_given_back(one: Readers) -> None:
    assert await one.run(ADVICE, hostile_work.length, "x" * 4_000_000) == 4_000_000


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (hostile_work.forever, TOO_LONG),
        (hostile_work.backtrack_forever, TOO_LONG),
        (hostile_work.too_much_memory, TOO_MUCH),
        (hostile_work.crash, TOO_MUCH),
        (hostile_work.nest, TOO_MUCH),
        (hostile_work.fail, TOO_MUCH),
    ],
)
async def test_what_cannot_be_read_costs_a_sentence_and_the_next_is_read(
    one: Readers, work: Callable[[], Any], sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    refused = await refusal_of(work, one)
    assert (refused.code, refused.status, refused.detail) == ("unread", 422, sentence)
    assert await one.run(ADVICE, hostile_work.length, "next") == 4
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert hostile_work.SECRET not in caplog.text


async def test_where_it_went_wrong_is_told_to_the_operator(one: Readers, caplog: pytest.LogCaptureFixture) -> None:
    await refusal_of(hostile_work.fail, one)
    assert "ValueError at " in caplog.text
    assert "hostile_work.py" in caplog.text


@pytest.mark.parametrize("work", [hostile_work.exit_early, hostile_work.unpicklable])
async def test_what_gives_nothing_back_is_not_waited_for(one: Readers, work: Callable[[], Any]) -> None:
    assert (await refusal_of(work, one)).code in ("unread", "readers_busy")
    assert await one.run(ADVICE, hostile_work.length, "next") == 4


async def test_a_refusal_comes_through_as_it_is(one: Readers) -> None:
    refused = await refusal_of(hostile_work.refuse, one)
    assert (refused.code, refused.detail, refused.field) == ("invalid_url", "Write the whole.", "url")


async def test_health_is_told_while_a_text_is_read_for_ever(one: Readers) -> None:
    await one.run(ADVICE, hostile_work.length, "started")
    reading = asyncio.create_task(refusal_of(hostile_work.backtrack_forever, one))
    for _ in range(20):
        start, body = await ask(application, "/healthz")
        assert (start["status"], body) == (200, b'{"status": "ok"}')
    assert not reading.done()
    assert (await reading).detail == TOO_LONG


async def test_whoever_leaves_ends_the_reading(one: Readers, tmp_path: Path) -> None:
    before = await one.run(ADVICE, hostile_work.own_pid)
    begun = tmp_path / "begun"
    reading = asyncio.create_task(one.run(ADVICE, hostile_work.begin_for_ever, str(begun)))
    while not begun.exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.02)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    after = await one.run(ADVICE, hostile_work.own_pid)
    assert before != after
    assert not lives(before)


async def test_too_many_that_wait_are_told_when_to_come_back(one: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one._turns, "most_waiting", 2)
    await one.run(ADVICE, hostile_work.length, "started")
    one.deadline_s = 0.5
    tasks = [asyncio.create_task(one.run(ADVICE, hostile_work.forever)) for _ in range(4)]
    with pytest.raises(Refusal) as caught:
        await tasks[3]
    assert (caught.value.code, caught.value.status, caught.value.retry_after) == ("readers_busy", 503, 5)
    outcomes = await asyncio.gather(*tasks[:3], return_exceptions=True)
    assert [getattr(outcome, "code", None) for outcome in outcomes] == ["unread"] * 3


class SlowToStart(ProcessPool):
    """A pool that keeps for a while whoever starts it, and whoever asks while it starts."""

    started = False

    @property
    def active(self) -> bool:
        assert self.started or threading.current_thread() is not threading.main_thread(), "the event loop waits"
        time.sleep(0 if self.started else 0.2)
        self.started = bool(super().active)
        return self.started


async def test_the_event_loop_does_not_wait_for_readers_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "ProcessPool", SlowToStart)
    two = Readers(2, deadline_s=5)
    first = asyncio.create_task(two.run(ADVICE, hostile_work.length, "first"))
    await asyncio.sleep(0.1)
    assert await asyncio.gather(first, two.run(ADVICE, hostile_work.length, "2nd")) == [5, 3]
    await two.close()


class BreaksOnce(ProcessPool):
    """A pool whose only process died before it had told that it begins."""

    broken = False

    def schedule(self, *args: Any, **kwargs: Any) -> Any:
        if BreaksOnce.broken:
            return super().schedule(*args, **kwargs)
        BreaksOnce.broken = True
        self.stop()
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("All workers expired"))
        return future


async def test_a_reading_whose_pool_broke_begins_once_more(one: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "ProcessPool", BreaksOnce)
    assert await one.run(ADVICE, hostile_work.length, "next") == 4
    assert BreaksOnce.broken


async def test_readers_that_were_closed_start_again(one: Readers) -> None:
    before = await one.run(ADVICE, hostile_work.own_pid)
    await one.close()
    assert not lives(before)
    assert await one.run(ADVICE, hostile_work.own_pid) != before


async def test_readers_that_can_do_nothing_any_more_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "GRACE_S", 0.5)
    two = Readers(2, deadline_s=0.5)
    await two.run(ADVICE, hostile_work.length, "started")
    outcomes = [await refusal_of(hostile_work.die_with_the_lock, two) for _ in range(2)]
    assert {outcome.code for outcome in outcomes} == {"unread"}
    assert await two.run(ADVICE, hostile_work.length, "next") == 4
    await two.close()


ORPHAN = """
import asyncio
from checks.running import readers
from tests.tools import hostile_work
readers.GRACE_S = 0.5
async def main():
    one = readers.Readers(1, deadline_s=3)
    print(await one.run("", hostile_work.own_pid), flush=True)
    await one.run("", hostile_work.backtrack_forever)
asyncio.run(main())
"""


async def test_a_reading_ends_also_where_nobody_is_left_to_end_it() -> None:
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", ORPHAN, stdout=asyncio.subprocess.PIPE)
    assert program.stdout is not None
    reader = int(await program.stdout.readline())
    await asyncio.sleep(0.2)
    program.kill()
    await program.wait()
    for _ in range(100):
        if not lives(reader):
            break
        await asyncio.sleep(0.1)
    assert not lives(reader)


def test_a_reader_loads_neither_the_database_nor_the_web() -> None:
    modules = ", ".join(name for name in readers.default()._loaded if name != "__main__")
    heavy = {"django.db.models", "django.http", "django.forms", "gunicorn", "httpx", "corschecker.settings"}
    program = f"import sys, {modules}; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
