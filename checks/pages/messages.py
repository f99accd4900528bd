"""`/rules/console/`: every message of a console that is known, by browser, each with the rules that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from checks.cors.rules import RULES
from checks.cors.rules.base import Rule
from checks.inputs.console.catalogue import wordings
from checks.inputs.console.wording import Wording
from checks.pages.finding import Sought, found_page, sought
from checks.running.aside import aside

HEADINGS: Mapping[str, str] = {
    "chromium": "Chromium: Chrome, Edge, Opera",
    "firefox": "Firefox",
    "webkit": "Safari",
    "panel": "Words of network panels",
    "": "Several browsers, libraries and tools",
    "edge": "Edge before Chromium, and Internet Explorer",
}
# What stands for a value of the request, by the slot's name.
_VALUES: Mapping[str, str] = {
    "_": "…",
    "asked": "kind and URL",
    "at": "origin",
    "hop": "URL",
    "mime": "MIME type",
    "next": "next URL",
    "page": "page",
    "space": "address space",
    "url": "URL",
}
_LONGEST_ID = 60
# Of more rules than the first, the rest is folded.
_MOST, _FIRST = 4, 3


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a browser prints it: its words, each piece with the value that stands behind it, and its rules, the
    `first` and `more`; of one that means none, what is to be told of it."""

    id: str
    heading: str
    template: str
    pieces: tuple[tuple[str, str], ...]
    first: tuple[Rule, ...]
    more: tuple[Rule, ...]
    told: str
    searched: str


@require_safe
async def index(request: HttpRequest) -> HttpResponse:
    found = await sought(request)
    return await aside(_page, request, found)


def _page(request: HttpRequest, found: Sought) -> HttpResponse:
    listed = [message for message in messages() if _fits(message, found)]
    grouped = [
        {"heading": heading, "id": slugify(heading), "messages": members}
        for heading in HEADINGS.values()
        if (members := [message for message in listed if message.heading == heading])
    ]
    context: dict[str, Any] = {"here": "rules", "kind": "message", "total": len(messages()), "hits": len(listed)}
    template = "rules/messages.html"
    return found_page(request, found, template, "rules/_messages.html", context | {"groups": grouped})


def _fits(message: Message, found: Sought) -> bool:
    return message.template in found.line.messages if found.line else found.fits(message.searched)


@cache
def messages() -> tuple[Message, ...]:
    """Every message that means something by itself; its id is made of its words."""
    taken: dict[str, int] = {}
    return tuple(_message(wording, taken) for wording in wordings() if not wording.frame and _means(wording))


@cache
def rules_of_messages() -> frozenset[str]:
    """The rules that some message means."""
    return frozenset(rule.id for message in messages() for rule in (*message.first, *message.more))


def _means(wording: Wording) -> bool:
    return bool(wording.rules or wording.says)


def _message(wording: Wording, taken: dict[str, int]) -> Message:
    parsed = [(literal, name) for literal, name, *_ in Formatter().parse(wording.text)]
    pieces = tuple((literal, _VALUES.get(name, name) if name else "") for literal, name in parsed)
    heading = HEADINGS["panel" if wording.exact or wording.alone else wording.browser]
    wanted = slugify(f"{wording.browser} {' '.join(literal for literal, _ in pieces)}")[:_LONGEST_ID].strip("-")
    taken[wanted] = taken.get(wanted, 0) + 1
    rules = tuple(RULES[rule] for rule in wording.rules)
    shown = _FIRST if len(rules) > _MOST else _MOST
    words = (wording.text, *wording.rules, *(rule.title for rule in rules), wording.says, heading)
    return Message(
        id=wanted if taken[wanted] == 1 else f"{wanted}-{taken[wanted]}",
        heading=heading,
        template=wording.text,
        pieces=pieces,
        first=rules[:shown],
        more=rules[shown:],
        told="" if rules else wording.says,
        searched=" ".join(words).lower(),
    )
