"""The policy file: for each endpoint, which origins must be allowed for what, and which must be denied.

```toml
[defaults]
origins = ["https://app.example.com"]      # must be allowed
denied = ["https://evil.example", "null"]  # must not be able to read anything

[[endpoint]]
url = "https://api.example.com/items"
method = "PUT"
headers = ["Content-Type: application/json"]
credentials = true
expose = ["X-Total"]
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checks.cors.model import Headers, Request
from checks.inputs import choices, fields
from checks.inputs.dummy import stand_in
from checks.refusal import Refusal

FORMAT = (
    'Write one in TOML: [[endpoint]], then url = "https://api.example.com/items" and origins = '
    '["https://app.example.com"], each on a line of its own.'
)
_KNOWN = frozenset(("url", "method", "headers", "credentials", "origins", "denied", "expose"))
_HEADER = re.compile(r"""[ \t]*\[\[[ \t]*(["']?)endpoint\1[ \t]*\]\]""")


class PolicyFileError(ValueError):
    """A file that says nothing that can be checked: where in it, and what to change."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request and whether browsers must let the page read its answer; `expose` are response headers that script
    must be able to read, in lower case; `line` is that of the endpoint in the file, from 1, None where it is not known.
    """

    request: Request
    allowed: bool
    expose: tuple[str, ...] = ()
    line: int | None = field(default=None, compare=False)


def read(text: str, base_url: str = "") -> list[Wanted]:
    """Everything that the file wants; raises PolicyFileError. `base_url` goes before a URL that is only a path."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyFileError(f"The file is not TOML: {error}.") from error
    except (ValueError, RecursionError) as error:
        sentence = "The file is TOML that cannot be read: it nests too deeply, or has a number that is too long."
        raise PolicyFileError(sentence) from error
    unknown = set(told) - {"defaults", "endpoint"}
    endpoints = told.get("endpoint", [])
    if unknown:
        raise PolicyFileError(f"There is no table “{min(unknown)}”: write [defaults] and [[endpoint]].")
    if not isinstance(endpoints, list) or not endpoints:
        raise PolicyFileError("The file checks nothing. Write an [[endpoint]] with a url for each thing to check.")
    defaults = _table(told.get("defaults", {}), "defaults")
    wanted: list[Wanted] = []
    lines = _lines(text, len(endpoints))
    for number, endpoint in enumerate(endpoints, 1):
        place = f"endpoint {number}"
        table = {**defaults, **_table(endpoint, place)}
        try:
            wanted += [replace(item, line=lines[number - 1]) for item in _wanted(table, place, base_url)]
        except Refusal as error:
            raise PolicyFileError(f"{place}, {error.field}: {error.detail}") from error
    return wanted


def _lines(text: str, endpoints: int) -> list[int] | list[None]:
    """The line of each endpoint's header, where every endpoint has one of its own and no text looks like one."""
    found = [number for number, line in enumerate(text.split("\n"), 1) if _HEADER.match(line)]
    return found if len(found) == endpoints else [None] * endpoints


def _table(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise PolicyFileError(f"{place} is not a table of names and values.")
    unknown = set(value) - _KNOWN
    if unknown:
        raise PolicyFileError(f"{place}: there is no key “{min(unknown)}”. The keys are {', '.join(sorted(_KNOWN))}.")
    return value


def _wanted(table: Mapping[str, Any], place: str, base_url: str) -> Iterator[Wanted]:
    url = _text(table, "url", place)
    if url.startswith("/") and not url.startswith("//") and base_url:
        url = base_url.rstrip("/") + url
    url, method = fields.url(url), fields.method(_text(table, "method", place, "GET"))
    headers = _headers(table, place)
    credentials = table.get("credentials", False)
    if not isinstance(credentials, bool):
        raise PolicyFileError(f"{place}: credentials must be true or false.")
    expose = tuple(name.lower() for name in _texts(table, "expose", place))
    origins = [fields.origin(origin) for origin in _texts(table, "origins", place)]
    denied = [fields.origin(origin) for origin in _texts(table, "denied", place)]
    if not origins and not denied:
        raise PolicyFileError(f"{place} lists no origins to allow and none to deny.")
    both = set(origins) & set(denied)
    if both:
        raise PolicyFileError(f"{place}: {min(both)} is in both origins and denied. Remove it from one.")
    choices.possible("fetch", method, headers)
    asked = Request(url, "", method, headers, credentials="include" if credentials else "same-origin")
    for origin in origins:
        yield Wanted(replace(asked, origin=origin), True, expose)
    for origin in denied:
        yield Wanted(replace(asked, origin=origin), False)


def _headers(table: Mapping[str, Any], place: str) -> Headers:
    """Headers as `Name: value`, or by name alone, since a preflight carries no values."""
    lines = [line if ":" in line else f"{line}: {stand_in(line)}" for line in _texts(table, "headers", place)]
    return fields.header_lines("\n".join(lines))


def _text(table: Mapping[str, Any], key: str, place: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise PolicyFileError(f"{place}: {key} is missing, or is not a string.")
    return value


def _texts(table: Mapping[str, Any], key: str, place: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PolicyFileError(f"{place}: {key} must be a list of strings.")
    return value
