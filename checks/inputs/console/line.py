"""A browser's console text: its messages, the requests that they are about, and the rules that they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checks.inputs.console import axios, edge_codes, messages, requests, rows, translated
from checks.inputs.console.messages import Message
from checks.inputs.console.source import Source, source
from checks.inputs.understood import Part, Understood

_MOST_CHARACTERS = 400_000


def parts(text: str) -> Iterable[Part]:
    """What consoles say in a text: one part for each request."""
    text = text[:_MOST_CHARACTERS]
    read = source(text)
    dumps = axios.read(text)
    found = [*messages.read(read), *rows.read(read)]
    found += _translated(read, found)
    found += edge_codes.read(list(messages.unused(read, found)))
    found += _cut(read, found)
    dumped = {number for dump in dumps for number in dump.lines}
    found = [message for message in found if not (message.nothing and dumped.issuperset(message.lines))]
    telling = [message for message in found if message.rules or message.says or message.framed]
    if not telling and not dumps:
        return []
    return requests.parts(read, found, dumps)


def parse(text: str) -> Understood | None:
    """The whole text, where it is a console's; None where it holds none of its messages."""
    if text.lstrip().startswith(("curl ", "fetch(", "HTTP/")):
        return None
    found = [part.found for part in parts(text)]
    if not found:
        return None
    return found[0] if len(found) == 1 else replace(found[0], others=tuple(found))


def _translated(read: Source, found: list[Message]) -> list[Message]:
    """Firefox's messages in other languages, by the English ones that they stand for."""
    made = []
    for lines, url, reason in translated.read(list(messages.unused(read, found))):
        text = (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
            f"‘{url or '<URL>'}’. (Reason: {reason})"
        )
        said = " ".join(" ".join(read.text.split("\n")[number] for number in lines).split())
        words = said.rpartition(url[-40:])[2].lstrip(" .'’”»(（，、") if url and url[-40:] in said else reason
        made += [replace(message, lines=lines, words=words) for message in messages.read(source(text))[:1]]
    return made


def _cut(read: Source, found: list[Message]) -> list[Message]:
    """Reasons without their frame whose line ends in an ellipsis."""
    made = []
    for number, line in messages.unused(read, found):
        shown = line.strip()
        if not shown.endswith(("…", "...")):
            continue
        rules = messages.cut_short(source(shown.rpartition(":")[2] if ": " in shown else shown).letters)
        if rules:
            made.append(Message((number,), rules=rules, words=shown, cut=True))
    return made
