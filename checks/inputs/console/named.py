"""What lines of a console name: the rules that they mean, and the messages that stand in them, none of their words."""

from __future__ import annotations

from dataclasses import dataclass

from checks.inputs.console import line
from checks.inputs.console.catalogue import hits
from checks.inputs.console.source import source


@dataclass(frozen=True, slots=True)
class Named:
    """`what` says whose console printed the lines, in words that follow "Read as", empty where none did; `rules` are
    the likeliest first, and `messages` the texts of the wordings found, with their slots."""

    what: str = ""
    rules: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


def named(text: str) -> Named:
    """What a text names, of any console."""
    found = [part.found for part in line.parts(text)]
    if not found:
        return Named()
    rules = dict.fromkeys(rule for one in found for rule in one.rules)
    return Named(found[0].what, tuple(rules), tuple(dict.fromkeys(hit.wording.text for hit in hits(source(text)))))
