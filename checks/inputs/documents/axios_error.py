"""An error of axios as JSON or as a console prints it: the request that failed, from its `config`."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from checks.cors.urls import parse as parse_url
from checks.inputs.from_wire import from_wire
from checks.inputs.understood import Note, Part, Understood

_BEGIN = re.compile(r"^[^\n{]{0,200}\{[ \t]*\r?$", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*['\"]?config['\"]?[ \t]*:", re.MULTILINE)
_VALUE = re.compile(
    r"^[ \t]*+['\"]?(?P<name>url|baseURL|method|withCredentials)['\"]?:[ \t]*+['\"]?(?P<value>[^'\",\n]*+)",
    re.MULTILINE,
)
_HEADERS = re.compile(
    r"^[ \t]*+['\"]?headers['\"]?:[ \t]*+\w*+[ \t]*+(?:\[[^\]\n]*+\][ \t]*+)?\{([^{}]*+)\}", re.MULTILINE
)
_HEADER = re.compile(r"(?<![\w-])['\"]?([\w-]++)['\"]?:[ \t]*+(?:'([^'\n]*+)'|\"([^\"\n]*+)\")")
_STATUS = re.compile(r"Request failed with status code (\d{3})")
# As DevTools lists an object that was opened: a line for each member, without brackets.
_OPENED = re.compile(r"^[ \t▶▼▸▾]*+config:[ \t]*+(?:Object)?[ \t]*$", re.MULTILINE)
_MEMBER = re.compile(r"[ \t▶▼▸▾]*+(?:[\w$-]++|\[\[\w++\]\])(?:[ \t]\([^)\n]*\))?:")
_OPENED_HEADERS = re.compile(
    r"^[ \t▶▼▸▾]*+headers:[ \t]*+\w*+[ \t]*+\n((?:[ \t]*+[\w-]++:[ \t]*+['\"][^\n]*+\n)*+)", re.MULTILINE
)
_NETWORK_ERROR = (
    "axios says “Network Error” for every failure whose reason the browser hides. The browser's console has it: "
    "paste its line about this URL too."
)
_MOST = 20


def parts(text: str) -> Iterable[Part]:
    """Each such error in a text that may hold anything else."""
    if "config" not in text or ("axios" not in text.lower() and "Network Error" not in text):
        return
    done, tries = 0, 0
    for match in _BEGIN.finditer(text):
        if match.start() < done or tries == _MOST:
            continue
        tries += 1
        start = text.index("{", match.start())
        value, end = _object(text, start)
        found = None if value is None else understood(value)
        if found is None:
            continue
        done = end
        first = text.count("\n", 0, match.start())
        lines = tuple(range(first, first + text.count("\n", match.start(), end) + 1))
        yield Part(lines, found)
    if not done:
        yield from _opened(text)


def _opened(text: str) -> Iterable[Part]:
    """Errors that DevTools shows opened, with the line above them that names them."""
    lines = text.split("\n")
    for match in itertools.islice(_OPENED.finditer(text), _MOST):
        number = text.count("\n", 0, match.start())
        first, last = number, number
        while last + 1 < len(lines) and _MEMBER.match(lines[last + 1]):
            last += 1
        while first > 0 and _MEMBER.match(lines[first - 1]) and "AxiosError" not in lines[first - 1]:
            first -= 1
        if first > 0 and "Error" in lines[first - 1]:
            first -= 1
        if not any("Error" in line for line in lines[first : last + 1]):
            continue
        block = re.sub(r"(?m)^[ \t▶▼▸▾]+", "", "\n".join(lines[number : last + 1]))
        value = _printed(block)
        headers = _OPENED_HEADERS.search(block)
        if value is None:
            continue
        if headers is not None:
            value["config"]["headers"] = {name: one or two for name, one, two in _HEADER.findall(headers[1])}
        if re.search(r"(?m)^data: ['\"{]", block):
            value["config"]["data"] = ""
        value["stack"] = ""
        found = understood(value)
        if found is not None:
            yield Part(tuple(range(first, last + 1)), found)


def _object(text: str, start: int) -> tuple[dict[str, Any] | None, int]:
    """The JSON object at a place, or what a console prints in its manner, and the place behind it."""
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        end = _end(text, start)
        return _printed(text[start:end]), end
    return value if isinstance(value, dict) else None, end


def _end(text: str, start: int) -> int:
    """The place behind the bracket that closes the one at a place, as its lines tell."""
    depth = 0
    for match in re.compile(r"[{}]|'[^'\n]*'|\"[^\"\n]*\"").finditer(text, start):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            return match.end()
    return len(text)


def _printed(text: str) -> dict[str, Any] | None:
    """What stands in a console's print of the error: its keys have no quotation marks, and their texts single ones."""
    config = _KEY.search(text)
    if config is None:
        return None
    inner = text[config.end() :]
    values: dict[str, Any] = {}
    for match in _VALUE.finditer(inner):
        values.setdefault(match["name"], match["value"].strip())
    values["withCredentials"] = values.get("withCredentials") == "true"
    headers = _HEADERS.search(inner)
    if headers:
        values["headers"] = {name: first or second for name, first, second in _HEADER.findall(headers[1])}
    message = _STATUS.search(text)
    said = message[0] if message else "Network Error"
    return {"message": said, "name": "AxiosError", "config": values, "stack": text[:4000]}


def understood(value: dict[str, Any]) -> Understood | None:
    """The request of an error of axios, or None where the object is none."""
    config = value.get("config")
    if not isinstance(config, dict) or not isinstance(config.get("url"), str):
        return None
    if value.get("name") != "AxiosError" and not ({"adapter", "transitional", "headers", "method"} & config.keys()):
        return None
    url = _url(config)
    headers = [(name, content) for name, content in _pairs(config.get("headers")) if name.lower() != "user-agent"]
    notes = [Note("fact", _what_it_says(value), None)]
    origin = _origin_in(value.get("stack"))
    if origin:
        headers.append(("Origin", origin))
        notes.append(Note("guess", "The page's origin comes from the script in the error's stack.", "origin"))
    if url and "://" not in url:
        url = _on_page(url, origin, notes)
    data = config.get("data")
    found = from_wire(
        "an axios error",
        url,
        str(config.get("method") or "get").upper(),
        headers,
        body=data if isinstance(data, str) else None if data is None else json.dumps(data),
        credentials="include" if config.get("withCredentials") is True else "same-origin",
        notes=notes,
    )
    return replace(found.asking(initiator="xmlhttprequest"), kind="axios-error")


def _what_it_says(value: dict[str, Any]) -> str:
    response = value.get("response")
    status = value.get("status") or (response.get("status") if isinstance(response, dict) else None)
    said = re.search(r"status code (\d{3})", str(value.get("message")))
    if said or isinstance(status, int):
        shown = said[1] if said else status
        return (
            f"axios got the status {shown}, so the browser let the page read the response: this failure comes "
            "from the server, not from CORS."
        )
    return _NETWORK_ERROR


def _url(config: dict[str, Any]) -> str:
    url, base = config["url"], config.get("baseURL")
    if isinstance(base, str) and base and not re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", url, re.IGNORECASE):
        url = f"{base.rstrip('/')}/{url.lstrip('/')}" if url else base
    params = config.get("params")
    if isinstance(params, dict) and params:
        query = urlencode([(name, each) for name, each in params.items() if isinstance(each, str | int | float)])
        url += ("&" if "?" in url else "?") + query if query else ""
    return str(url)


def _on_page(url: str, origin: str, notes: list[Note]) -> str:
    """A path's URL on the page's own host, where that is known."""
    path = re.split(r"[?#]", url, maxsplit=1)[0][:120]
    if origin:
        sentence = f"axios was given the path {path}, which is on the page's own host."
        notes.append(Note("guess", sentence, "url"))
        return f"{origin}/{url.lstrip('/')}"
    sentence = f"axios was given the path {path}. Write the whole URL with its host."
    notes.append(Note("guess", sentence, "url"))
    return ""


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [
        (str(name), str(content))
        for name, content in (headers.items() if isinstance(headers, dict) else ())
        if isinstance(content, str | int) and not isinstance(content, bool)
    ]


def _origin_in(stack: Any) -> str:
    match = re.search(r"https?://[\w.-]+(?::\d+)?(?=/)", stack) if isinstance(stack, str) else None
    parsed = parse_url(match[0]) if match else None
    return parsed.origin if parsed is not None else ""
