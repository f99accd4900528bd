"""What a run has found, as text: one module a format, which must not know how the run was made.

Each module has one function, `render(found: Found) -> str`, and is loaded only when its format is asked for. To add a
format, write `<name>.py` here, give it a line in FORMATS, and test it in `tests/terminal/formats/test_<name>.py`. Both
modes of `corschecker check` then take it by `--format <name>` and by `--<name>`, and `--help` lists it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from checks.terminal.results import Result

DEFAULT = "text"
# Each format's module, and what it prints.
FORMATS: Mapping[str, str] = {
    "text": "reports for people",
    "json": "the documents, as JSON",
    "junit": "JUnit's XML, for CI services",
    "markdown": "Markdown, for an issue or a job's summary",
    "github": "annotations of GitHub's workflows",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a run has found, and how it was asked to be told.

    `results` are in the order of the requests; each has what a policy file wants of it, or none has. `file` is what
    the requests were read from, None where they were typed. `stack` is the server whose configuration is wanted.
    """

    results: Sequence[Result]
    file: str | None = None
    stack: str | None = None
    colour: bool = False


class Format(Protocol):
    """What a module of this package is."""

    def render(self, found: Found) -> str:
        """The whole output, ending in a line break."""


def render(name: str, found: Found) -> str:
    """What was found, in one of FORMATS."""
    return cast(Format, import_module(f"{__name__}.{name}")).render(found)
