"""The conversation between page, browser and server as a sequence diagram: coordinates here, SVG in the template.

One diagram stands for all browsers that had the same conversation with the same end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.wording.conversation import Step, failing_exchange, steps
from checks.wording.visible import shorten, visible
from checks.wording.words import BROWSERS, host_of, listing

WIDTH = 480
LANES: Mapping[str, int] = {"page": 46, "browser": 160, "server": 444}
TOP, ROW = 22, 50
# Characters of the labels' type that fit between the two lanes.
ROOM: Mapping[frozenset[str], int] = {frozenset({"page", "browser"}): 15, frozenset({"browser", "server"}): 40}


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step with its coordinates; `head` holds the points of the arrow's head, `cross` the path that strikes it."""

    step: Step
    label: str
    note: str
    y: int
    x1: int
    x2: int
    text_x: int
    head: str
    cross: str

    @property
    def label_y(self) -> int:
        return self.y - 8

    @property
    def note_y(self) -> int:
        return self.y + 14


@dataclass(frozen=True, slots=True)
class Diagram:
    """A finished picture; `lanes` are (x, heading, what stands under it)."""

    browsers: str
    lanes: tuple[tuple[int, str, str], ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def diagrams(document: Mapping[str, Any]) -> list[Diagram]:
    """One diagram for each distinct conversation, in the order of the browsers."""
    groups: dict[tuple[Any, ...], list[str]] = {}
    for name, browser in document["browsers"].items():
        key = (tuple(browser["exchanges"]), browser["outcome"], failing_exchange(document, name))
        groups.setdefault(key, []).append(name)
    return [_diagram(document, names) for names in groups.values()]


def _diagram(document: Mapping[str, Any], names: Sequence[str]) -> Diagram:
    taken = list(steps(document, names[0]))
    arrows = tuple(_arrow(step, TOP + ROW * (index + 1)) for index, step in enumerate(taken))
    browsers = listing(BROWSERS[name] for name in names)
    origin = document["request"]["origin"]
    lanes = (
        (LANES["page"], "Page", shorten(visible(origin.partition("://")[2] or origin), 17)),
        (LANES["browser"], "Browser", browsers if len(names) == 1 else "all three" if len(names) == 3 else ""),
        (LANES["server"], "Server", ""),
    )
    hosts = _hosts(document, names[0])
    server = shorten(hosts[0], 40) if len(hosts) == 1 else f"{len(hosts)} hosts"
    return Diagram(browsers, (*lanes[:2], (*lanes[2][:2], server)), arrows, WIDTH, TOP + ROW * (len(taken) + 1) - 22)


def _hosts(document: Mapping[str, Any], browser: str) -> list[str]:
    asked = [document["exchanges"][index]["request"]["url"] for index in document["browsers"][browser]["exchanges"]]
    return list(dict.fromkeys(host_of(url) for url in asked or [document["request"]["url"]]))


def _arrow(step: Step, y: int) -> Arrow:
    x1, x2 = LANES[step.start], LANES[step.end]
    way = 1 if x2 > x1 else -1
    tip = x2 - way * 2
    room = ROOM[frozenset({step.start, step.end})]
    at = tip - way * 20
    return Arrow(
        step=step,
        label=shorten(step.label, room),
        note=_fit(step.note, room),
        y=y,
        x1=x1 + way * 2,
        x2=tip,
        text_x=(x1 + x2) // 2,
        head=f"{tip},{y} {tip - way * 8},{y - 4} {tip - way * 8},{y + 4}",
        cross=f"M{at - 4} {y - 4}l8 8m0 -8l-8 8" if step.failed else "",
    )


def _fit(note: str, room: int) -> str:
    """The note; a header's long prefix goes before the value does."""
    if len(note) > room and note.startswith("Access-Control-"):
        note = "…-" + note.removeprefix("Access-Control-")
    return shorten(note, room)
