"""A time of the day that can be set for some processes, while everybody else's stays as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.tools.servers import program


class Clock:
    """`environ` is what a process reads its time of the day from this clock with."""

    def __init__(self, folder: Path) -> None:
        library = folder / "clock.so"
        self._file = folder / "clock"
        self._file.write_bytes(bytes(8))
        command = [program("cc") or "", "-O2", "-shared", "-fPIC", str(Path(__file__).with_suffix(".c"))]
        subprocess.run([*command, "-o", str(library)], check=True)
        self.environ = {"LD_PRELOAD": str(library), "CLOCK_FILE": str(self._file)}

    def set(self, ahead_s: int) -> None:
        """Have it so many seconds later than it is."""
        # In place, since the processes have mapped the file.
        with self._file.open("r+b") as file:
            file.write(ahead_s.to_bytes(8, sys.byteorder, signed=True))
