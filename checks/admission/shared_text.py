"""A text that a process shares with all that are forked from it."""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


class SharedText:
    """A text, empty at first; within `alone`, no other process reads or writes it."""

    def __init__(self) -> None:
        self._file = os.fdopen(_nameless_file(), "r+b", buffering=0)

    @contextmanager
    def alone(self) -> Iterator[None]:
        # The system gives the lock back where its process is killed.
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def read(self) -> str:
        # All processes have one position in the file, so each says where it reads and writes.
        number = self._file.fileno()
        return os.pread(number, os.fstat(number).st_size, 0).decode()

    def write(self, text: str) -> None:
        self._file.truncate(0)
        os.pwrite(self._file.fileno(), text.encode(), 0)


def _nameless_file() -> int:
    if sys.platform == "linux":
        # In memory, since a full disk must not keep the processes apart.
        return os.memfd_create("shared-text")
    number, name = tempfile.mkstemp()
    os.unlink(name)
    return number
