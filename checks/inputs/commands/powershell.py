"""PowerShell's Invoke-WebRequest and Invoke-RestMethod, as browsers copy them and as people type them."""

from __future__ import annotations

import re

from checks.inputs.commands import shell_words
from checks.inputs.from_wire import from_wire
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_START = re.compile(r"\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
_COMMANDS = frozenset({"invoke-webrequest", "invoke-restmethod", "iwr", "irm"})
_SWITCHES = frozenset({"-usebasicparsing", "-skipcertificatecheck", "-usedefaultcredentials", "-passthru"})


def parse(text: str) -> Understood | None:
    if not _START.search(text) or re.match(r"\s*(?:curl|fetch)\b", text):
        return None
    try:
        tokens = shell_words.powershell(text)
    except ValueError as error:
        sentence = "A quotation mark of this PowerShell command is not closed. Copy the command again, whole."
        raise unreadable(sentence) from error
    start = next((number for number, token in enumerate(tokens) if token.lower() in _COMMANDS), None)
    if start is None:
        return None
    values, headers = _arguments(tokens[start + 1 :])
    url = values.get("-uri", "")
    if not url:
        raise unreadable("This PowerShell command names no URL: its -Uri is missing. Copy the command whole.")
    notes = []
    if "-contenttype" in values:
        headers.append(("Content-Type", values["-contenttype"]))
    body = values.get("-body")
    if body is not None and body.startswith(("$", "(")):
        notes.append(Note("left-out", "The body is made when the command runs; no verdict needs it.", "body"))
        body = ""
    if any(token.lower() == "system.net.cookie" for token in tokens[:start]):
        headers.append(("Cookie", "dummy=1"))
    return from_wire("a PowerShell command", url, values.get("-method", "GET").upper(), headers, body=body, notes=notes)


def _arguments(tokens: list[str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Parameters by lower-case name, and the entries of the table of headers."""
    values: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in ("\n", ";", "|"):
            break
        if token.lower() == "-headers" and following == "@{":
            end = next((number for number in range(place, len(tokens)) if tokens[number] == "}"), len(tokens))
            headers = _table(tokens[place + 2 : end])
            place = end + 1
        elif token.startswith("-") and token.lower() not in _SWITCHES:
            values[token.lower()] = following
            place += 2
        else:
            if not token.startswith("-"):
                values.setdefault("-uri", token)
            place += 1
    return values, headers


def _table(tokens: list[str]) -> list[tuple[str, str]]:
    """`"name"="value"` entries, between line ends or semicolons."""
    return [
        (tokens[place - 1], tokens[place + 1])
        for place, word in enumerate(tokens)
        if word == "=" and 0 < place < len(tokens) - 1
    ]
