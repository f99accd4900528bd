"""What the usual functions and instances of JavaScript come to: URLs, queries, JSON, and the texts of literals."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote, urlencode

from checks.cors.urls import parse as parse_url
from checks.inputs.code.values import Hole, Instance, Object, Text, Value, is_known, joined, plain

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL)
_MAX_QUOTED = 20_000
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def wrapper(name: str, arguments: tuple[Value, ...]) -> Value:
    """What the usual functions make of their argument; None for any other."""
    first = arguments[0] if arguments else None
    if name == "JSON.stringify":
        # Each time that a text is made JSON once more, its quotation marks take twice as much.
        if not is_known(first) or (isinstance(first, str) and len(first) > _MAX_QUOTED):
            return Text((Hole("JSON"),))
        return json.dumps(first, separators=(",", ":"), ensure_ascii=False)
    if name == "encodeURIComponent":
        text = plain(first)
        return quote(text, safe="!~*'()") if text is not None else first
    if name in ("btoa", "window.btoa"):
        return base64.b64encode(first.encode()).decode() if isinstance(first, str) else Text((Hole("btoa()"),))
    if name == "document.createElement" and isinstance(first, str):
        return Instance(f"<{first.lower()}>", ())
    if name == "Object.assign":
        made = Object()
        for item in arguments:
            if isinstance(item, dict):
                made.update(item)
            elif isinstance(item, Hole):
                made.unknown += (item.name,)
        return made
    if name == "Object.fromEntries" and isinstance(first, list):
        return Object((pair[0], pair[1]) for pair in first if isinstance(pair, list) and len(pair) == 2)
    return None


def instance_text(value: Instance) -> Value:
    """The text of a URL or of parameters; a hole for any other instance."""
    if value.kind == "URLSearchParams":
        pairs = search_pairs(value)
        return Hole("the query") if pairs is None else urlencode(pairs)
    if value.kind != "URL":
        return Hole(f"{value.kind}()")
    path, base = value.argument(0), value.argument(1)
    base = instance_text(base) if isinstance(base, Instance) else base
    if base is None:
        made = path
    elif isinstance(path, str) and isinstance(base, str):
        made = _under(base, path)
    elif isinstance(path, str) and path.startswith(("http://", "https://")):
        made = path
    elif isinstance(path, Text | Hole) and isinstance(base, str):
        made = joined([_under(base, "/").rstrip("/"), path])
    else:
        made = base if isinstance(base, Hole) else joined([base, path])
    query: list[Value] = []
    for change in value.changes:
        if change.path[:1] == ("searchParams",) and len(change.arguments) == 2:
            query += ["&" if query else "?", joined([change.arguments[0], "=", change.arguments[1]])]
        elif change.path == ("search",) and change.arguments:
            given = change.arguments[0]
            query = ["?", instance_text(given) if isinstance(given, Instance) else given]
    return joined([made, *query]) if query else made


def search_pairs(value: Instance) -> list[tuple[str, str]] | None:
    """The pairs of a URLSearchParams or HttpParams; None where one is not known."""
    first = value.argument(0)
    if isinstance(first, dict) and isinstance(first.get("fromObject"), dict):
        first = first["fromObject"]
    pairs: list[tuple[Value, Value]] = []
    if isinstance(first, dict):
        pairs += first.items()
    elif isinstance(first, list):
        pairs += [(item[0], item[1]) for item in first if isinstance(item, list) and len(item) == 2]
    elif isinstance(first, str):
        pairs += [(name, text) for name, _, text in (part.partition("=") for part in first.lstrip("?").split("&"))]
    elif first is not None:
        return None
    pairs += [(change.arguments[0], change.arguments[1]) for change in value.changes if len(change.arguments) == 2]
    return [(str(plain(name)), plain(text) or "1") for name, text in pairs if plain(name) is not None]


def text_of(literal: str) -> str:
    """The value of what stands between a string's marks."""
    return _ESCAPE.sub(_character, literal) if "\\" in literal else literal


def _character(match: re.Match[str]) -> str:
    for digits in (match[1], match[2], match[3]):
        if digits:
            number = int(digits, 16)
            return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return "" if match[4] else _NAMED.get(match[5], match[5])


def number_of(literal: str) -> Value:
    try:
        return int(literal.replace("_", ""), 0)
    except ValueError:
        try:
            return float(literal)
        except ValueError:
            return Hole(literal)


def _under(base: str, path: str) -> str:
    """The URL of a path, as new URL() makes it; the path itself where there is none."""
    parsed = parse_url(path, base)
    return parsed.href if parsed is not None else path
