"""The variables that a text sets for the commands in it: their values, as far as they are known, and where."""

from __future__ import annotations

import re
from itertools import chain

from checks.inputs.commands import windows

_SET = re.compile(
    r"^[ \t]*+(?:[$#%>][ \t]++)?(?:(?:export|declare|local|readonly|set|ENV|ARG)[ \t]++(?:-\w+[ \t]++)?|\$(?:env:)?)?"
    r"[\"']?(?P<name>[A-Za-z_]\w{0,60})[ \t]?=[ \t]?"
    r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&\"'`()]*)(?=[\s;&\"]|$)",
    re.MULTILINE | re.IGNORECASE,
)
# fish and csh set a variable without an equals sign.
_SET_BY_WORD = re.compile(
    r"^[ \t]*+(?:[$#%>][ \t]++)?(?:set[ \t]++(?:-{1,2}[A-Za-z-]+[ \t]++)++|setenv[ \t]++)"
    r"(?P<name>[A-Za-z_]\w{0,60})[ \t]++(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&\"'`()=]+)[ \t;]*$",
    re.MULTILINE,
)
_COMPUTED = re.compile(
    r"^[ \t]*+(?:(?:export|local)[ \t]++)?(?P<name>[A-Za-z_]\w{0,60})=[\"']?(?:\$\(|`)", re.MULTILINE
)


def of(text: str) -> tuple[dict[str, str], dict[str, int]]:
    """The values of the variables that a text sets, and the place of each; what a command computes has no value."""
    known: dict[str, str] = {}
    places: dict[str, int] = {}
    for match in chain(_SET.finditer(text), _SET_BY_WORD.finditer(text)):
        value = match["value"]
        content = value[1:-1] if value[:1] in ("'", '"') else value
        known[match["name"]] = content if value[:1] == "'" else windows.expanded(content)
        places[match["name"]] = match.start()
    for match in _COMPUTED.finditer(text):
        known.pop(match["name"], None)
        places[match["name"]] = match.start("name")
    return known, places
