"""A small disk of its own, in memory, that can be filled."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Disk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room; again where somebody has made some meanwhile."""
        handle = os.open(self._filler, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        try:
            for piece in (b"x" * 1024 * 1024, b"x" * 4096):
                self._write(handle, piece)
        finally:
            os.close(handle)

    def _write(self, handle: int, piece: bytes) -> None:
        try:
            while os.write(handle, piece):
                pass
        except OSError:
            return

    def empty(self) -> None:
        self._filler.unlink()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Disk]:
    """One that is mounted at a new folder; `size` is as mount has it."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
