"""An HTTPie command line (https://httpie.io/docs/cli)."""

from __future__ import annotations

import json
import re
from urllib.parse import quote_plus

from checks.inputs import about
from checks.inputs.commands import shell_words
from checks.inputs.from_wire import from_wire
from checks.inputs.understood import Understood
from checks.refusal import unreadable

_COMMENTS = re.compile(r"\A(?:[ \t]*+#(?![ \t]*+https?\s)[^\n]*+\n)*+[\s$>#%]*+", re.IGNORECASE)
_START = re.compile(r"(?P<scheme>https?)(?=\s)", re.IGNORECASE)
_ITEM = re.compile(r"(?P<name>[^:=@;]*)(?P<mark>:=@|=@|:=|==|:@|@|=|:|;)(?P<value>.*)", re.DOTALL)
_VALUED = frozenset(
    (
        *(
            "--auth",
            "-a",
            "--print",
            "-p",
            "--style",
            "-s",
            "--pretty",
            "--session",
            "--timeout",
            "--verify",
            "--output",
        ),
        *("-o", "--raw", "--auth-type", "-A", "--max-redirects", "--cert", "--boundary"),
    )
)


def parse(text: str) -> Understood | None:
    command = _COMMENTS.sub("", text, count=1)
    match = _START.match(command)
    if match is None:
        return None
    try:
        words = shell_words.first_command(command)[0][1:]
    except ValueError as error:
        raise unreadable("A quotation mark of this HTTPie command is not closed. Copy it whole.") from error
    options, plain = _split(words)
    method = plain.pop(0) if plain and re.fullmatch(r"[A-Za-z]+", plain[0]) and len(plain) > 1 else ""
    if not plain:
        raise unreadable("This HTTPie command names no URL. Copy it whole.")
    url = _url(plain.pop(0), match["scheme"].lower())
    headers, data, query, body = _items(plain)
    body = options.get("--raw", body)
    if query:
        url += ("&" if "?" in url else "?") + "&".join(query)
    if data and "--form" not in options and "-f" not in options:
        body = json.dumps(data)
        headers.append(("Content-Type", "application/json"))
    usual = "POST" if body is not None or data else "GET"
    return about.said(from_wire("an HTTPie command", url, method.upper() or usual, headers, body=body), text)


def _split(words: list[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    plain: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word.startswith("-") and not plain:
            name, equals, value = word.partition("=")
            options[name] = value if equals or name not in _VALUED else next(waiting, "")
        elif word.startswith("--"):
            name, _, value = word.partition("=")
            options[name] = value
        else:
            plain.append(word)
    return options, plain


def _url(text: str, scheme: str) -> str:
    if re.match(r"[a-z]+://", text, re.IGNORECASE):
        return text
    return f"{scheme}://localhost{text}" if re.match(r":\d|/|:/", text) else f"{scheme}://{text}"


def _items(words: list[str]) -> tuple[list[tuple[str, str]], dict[str, object], list[str], str | None]:
    headers: list[tuple[str, str]] = []
    data: dict[str, object] = {}
    query: list[str] = []
    body = None
    for word in words:
        hidden = re.sub(r"\\([:=@;])", lambda match: chr(0xE000 + ord(match[1])), word)
        match = _ITEM.match(hidden)
        if match is None:
            continue
        name, value = (
            re.sub("[\ue000-\ue07f]", lambda m: chr(ord(m[0]) - 0xE000), match[part]) for part in ("name", "value")
        )
        match match["mark"]:
            case ":":
                headers.append((name, value))
            case ";":
                headers.append((name, ""))
            case "==":
                query.append(f"{quote_plus(name)}={quote_plus(value)}")
            case "=" | ":=":
                data[name] = value
            case _:
                body = ""
    return headers, data, query, body
