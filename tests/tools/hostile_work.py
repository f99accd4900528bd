"""Work that goes wrong in each way that a hostile text could make it: what a reader's process is asked to run."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from multiprocessing import parent_process
from pathlib import Path
from types import FrameType
from typing import Any, cast

from checks.refusal import Refusal
from checks.running.readers import P, Readers, T

SECRET = "s3cret-words-of-the-text"


def length(text: str) -> int:
    return len(text)


def forever() -> None:
    """In Python, where a signal could still be handled."""
    while True:
        pass


def begin_for_ever(path: str) -> None:
    """Says with a file that it has begun."""
    Path(path).touch()
    forever()


def backtrack_forever() -> None:
    """In C, where nothing of Python runs until it is over."""
    re.match(r"(a*)*b", "a" * 60)


def too_much_memory() -> int:
    return len(bytearray(1024 * 1024 * 1024))


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def die_with_the_lock() -> None:
    """As one that the kernel ends for want of memory while it sends its result: no other can send or be ended."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and "channel" not in frame.f_locals:
        frame = frame.f_back
    assert frame is not None
    frame.f_locals["channel"].mutex.acquire()
    os.kill(os.getpid(), signal.SIGKILL)


def exit_early() -> None:
    os._exit(0)


def nest() -> None:
    nest()


def fail() -> None:
    raise ValueError(SECRET)


def refuse() -> None:
    raise Refusal("invalid_url", "Write the whole.", "url")


def unpicklable() -> object:
    return lambda: None


def own_pid() -> int:
    assert parent_process() is not None
    return os.getpid()


class Swapped(Readers):
    """Readers that run something else than what they are given."""

    def __init__(self, work: Callable[[], Any], deadline_s: float = 0.5) -> None:
        super().__init__(1, deadline_s)
        self.work = work

    async def run(self, advice: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await super().run(advice, cast("Callable[[], T]", self.work))
