"""How a command ends: with a status that is written down, and a sentence where it is not what was asked for."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeAlias

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

Output: TypeAlias = "TextIO | OutputWrapper"

WRONG = 2
INTERRUPTED = 130


class Wrong(Exception):
    """A command that cannot be run, with a sentence that says what to change."""


def ended(program: str, run: Callable[[], int]) -> int:
    """The exit status of `run`, whatever it raises."""
    try:
        status = _status(run)
        if sys.stdout is not None:
            write(sys.stdout, "")
        return status
    except Wrong as error:
        told = str(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        # A fault of ours must not look like an answer of the server, which 1 would be.
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = (
            f"This is a fault of the program, not of the server: {type(error).__name__}"
            f" at {Path(place.filename).name}:{place.lineno}."
        )
    print(f"{program}: {told}", file=sys.stderr)
    return WRONG


def _status(run: Callable[[], int]) -> int:
    try:
        return run()
    except SystemExit as stop:
        # Argparse's own, and Django's: 2 for a wrong command.
        return stop.code if isinstance(stop.code, int) else WRONG if stop.code else 0


def standard_output() -> TextIO:
    """Raises Wrong where whoever started the program has closed it."""
    if sys.stdout is None:
        raise Wrong("The standard output is closed.")
    return sys.stdout


def write(out: Output, text: str) -> bool:
    """Writes the text, and says whether anybody still reads; raises Wrong where there is no room for it."""
    try:
        out.write(text)
        out.flush()
    except UnicodeEncodeError:
        encoding = out.encoding or "utf-8"
        return write(out, text.encode(encoding, "backslashreplace").decode(encoding))
    except BrokenPipeError:
        _abandon(out)
        return False
    except OSError as error:
        _abandon(out)
        raise Wrong(f"The output cannot be written: {error.strerror}.") from error
    return True


def _abandon(out: Output) -> None:
    """Lets what is still to be written go nowhere, also what Python itself writes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
