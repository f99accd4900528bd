"""Names with their values: on one line, or with the value on the line after the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.inputs.heads import labels, names
from checks.inputs.heads.lines import Line
from checks.inputs.heads.section import REQUEST_LINE, STATUS_LINE

_FIELD = re.compile(r"(?P<name>:?[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(?P<value>.*)$")
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<name>:?[\w.-]+)(?P=quote)[ \t]*:[ \t]*(?P<value>.*?),?$""")
_TABBED = re.compile(r"(?P<name>:?[\w.-]+):?(?:\t[ \t]*|[ \t]{4,})(?P<value>\S.*)$")
# An entry of an object in code, and the line above its first.
_CODE = re.compile(r".*,$|[\w-]+[ \t]*:[ \t]*(?:'.*'|`.*`)$")
_ABOVE_CODE = re.compile(r".*[{(=\[]$")
# Fields whose values are names of fields.
_OF_NAMES = frozenset(
    (
        "vary",
        "connection",
        "trailer",
        "upgrade",
        "access-control-allow-headers",
        "access-control-expose-headers",
        "access-control-request-headers",
        "access-control-request-method",
        "accept-ch",
    )
)
_ALONE = re.compile(r"(?P<name>:?[A-Za-z][\w.-]*)[ \t]*(?P<colon>:?)$")
# A console line, or a line of code, that happens to have a colon.
_OTHERS_LINE = re.compile(
    r"\S+\.(?:js|ts|jsx|tsx|mjs|html|vue|php):\d|.*(?:blocked by CORS policy|Cross-Origin Request Blocked"
    r"|due to access control checks|Access to \w+ at ')|.*{$|(?:default|case|return|https?)\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A field, and the place after its last line."""

    name: str
    value: str
    end: int


def inline(text: str) -> tuple[str, str] | None:
    """The field on one line."""
    match = _FIELD.match(text)
    if match is None or not names.is_name(match["name"]):
        return None
    if match["value"].startswith("//") and not names.is_known(match["name"]):
        return None
    return match["name"], match["value"].strip()


def quoted(text: str) -> tuple[str, str] | None:
    """The field on one line, as JSON has it."""
    match = _QUOTED.match(text)
    return (match["name"], _unquoted(match["value"])) if match is not None else None


def pair(lines: Sequence[Line], at: int) -> Pair | None:
    """The field that begins at this place."""
    text = lines[at].text
    found = inline(text)
    if found is not None and found[1]:
        return None if _OTHERS_LINE.match(text) else Pair(*found, at + 1)
    tabbed = _TABBED.match(text)
    if tabbed is not None and names.is_likely(tabbed["name"]):
        return Pair(tabbed["name"], tabbed["value"], at + 1)
    alone = _ALONE.match(text)
    if alone is None or not (alone["colon"] or names.is_likely(alone["name"])):
        return None
    value = _value_below(lines, at, alone["colon"])
    if value is None:
        return Pair(alone["name"], "", at + 1) if alone["colon"] else None
    return Pair(alone["name"], value, at + 2 if value else at + 1)


def _value_below(lines: Sequence[Line], at: int, colon: str) -> str | None:
    """The line after a name, where it is its value; empty where that is the next name already."""
    below = lines[at + 1] if at + 1 < len(lines) else Line(-1, "")
    if below.is_blank or starts_a_section(below.text):
        return None
    if _is_next_name(below.text) or (colon and below.indent > lines[at].indent):
        return None
    if colon or not names.is_known(below.text):
        return below.text
    if below.text.lower() != "keep-alive" and lines[at].text.lower() not in _OF_NAMES:
        return ""
    after = lines[at + 2].text if at + 2 < len(lines) else ""
    return below.text if not after or _is_alone(after) or starts_a_section(after) else ""


def is_code(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is more likely an entry of an object in code than a header field."""
    return _CODE.match(lines[at].text) is not None or (at > 0 and _ABOVE_CODE.match(lines[at - 1].text) is not None)


def _is_next_name(text: str) -> bool:
    found = inline(text)
    return found is not None and (names.is_likely(found[0]) or text.startswith(f"{found[0]}: "))


def _is_alone(text: str) -> bool:
    alone = _ALONE.match(text)
    return alone is not None and names.is_likely(alone["name"])


def starts_a_section(text: str) -> bool:
    """Whether a line cannot belong to the fields before it."""
    return bool(
        STATUS_LINE.match(text)
        or REQUEST_LINE.match(text)
        or (labels.side_of(text) and not names.is_known(text))
        or labels.is_summary(text)
        or labels.is_body(text)
        or labels.is_tools(text)
    )


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
