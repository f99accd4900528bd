"""What the lines of a text are to an exchange: its summary, its request, its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from checks.cors.model import Failure

Kind = Literal["summary", "request", "response", "failure", "lost", "gap"]
STATUS_LINE = re.compile(
    r"HTTP(?:/(?P<version>\d(?:\.\d)?))?[ \t]+(?P<status>[1-9]\d\d)(?:[ \t]+(?P<reason>.*))?$", re.IGNORECASE
)
REQUEST_LINE = re.compile(r"(?P<method>[A-Za-z]{3,10})[ \t]+(?P<target>\S+)[ \t]+HTTP/(?P<version>\d(?:\.\d)?)$")

# As people write it: a method and where it goes.
SHORT_REQUEST_LINE = re.compile(r"(?P<method>[A-Z]{3,7})[ \t]+(?P<target>/\S*|https?://\S+)$")


@dataclass(slots=True)
class Section:
    """Lines that belong together: `end` is the place after the last of them.

    `raw` are the lines of a head as they came over the wire, where HTTP/1 sent them; `panel` says that DevTools, not
    the wire, gives the fields. `cut` says that the text leaves some of them out. A section that is `lost` is only what
    a panel says in place of headers, and a `gap` is a line that is nothing of these.
    """

    kind: Kind
    lines: list[int]
    end: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    status: int | None = None
    reason: str | None = None
    version: str = ""
    method: str = ""
    url: str = ""
    raw: list[str] | None = None
    panel: bool = False
    labelled: bool = False
    cut: bool = False
    source: str = ""
    failure: Failure | None = None

    def get(self, name: str) -> str:
        """The first value of a field, by its lower-case name."""
        return next((value for key, value in self.fields if key.lower() == name), "")
