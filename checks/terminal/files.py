"""The files that the terminal reads, and its standard input: bounded, and in UTF-8."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from io import StringIO, TextIOWrapper
from typing import BinaryIO

from checks.terminal.ending import Wrong

MAX_FILE = 64 * 1024 * 1024
# A recording is mostly bodies, which are not kept.
MAX_HAR = 256 * 1024 * 1024


def read_text(name: str, most: int = MAX_FILE) -> str:
    """The text of a file, or of the standard input for `-`. Raises Wrong."""
    return joined(lines(name), most)


def lines(name: str) -> Iterator[str]:
    """Its lines with their ends, read one by one. Raises Wrong."""
    try:
        with _opened(name) as source:
            text = TextIOWrapper(source, encoding="utf-8-sig", newline="")
            while line := text.readline(MAX_FILE + 1):
                yield line
    except UnicodeDecodeError as error:
        raise Wrong(f"{_called(name)} is not UTF-8. Save it in that encoding.") from error
    except (OSError, ValueError) as error:
        raise Wrong(f"{_called(name)} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def joined(parts: Iterable[str], most: int = MAX_FILE) -> str:
    """The lines as one text; raises Wrong where it is longer than is read here."""
    found = StringIO()
    length = 0
    for part in parts:
        length += found.write(part)
        if length > most:
            raise Wrong(f"This is more than {most // 1024**2} MB. Keep only the requests that matter.")
    return found.getvalue()


def is_file(name: str) -> bool:
    """Whether there is a file of this name; a text is none, however long."""
    return os.path.isfile(name)


def _opened(name: str) -> BinaryIO:
    if name != "-":
        return open(name, "rb")
    # It is None where whoever started the program has closed it.
    if sys.stdin is None:
        raise ValueError("it is closed")
    return sys.stdin.buffer


def _called(name: str) -> str:
    return "The standard input" if name == "-" else name
