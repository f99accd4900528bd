"""One fault, done to a site that people visit meanwhile: what they saw, what was lost, and when it worked again."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.faults.site import World, world
from tests.faults.target import SLOW_S, Target, target
from tests.faults.visitors import AS_EVER, BROKEN, EVERY_S, EXPLAINED, SWIFT_S, Visit, Visitors, visitors

WORKS_WITHIN_S = 10.0
# A second of the check itself, 5 for the database or for the server that is checked, and what a busy machine adds.
ANSWERED_WITHIN_S = 8.0
BEFORE_S = 3.0
# So long everything has to be as ever before it counts as working again.
WELL_S = 4.0
GIVEN_UP_S = 25.0

Deed = Callable[[World, Target], object]


@dataclass(frozen=True, slots=True)
class Fault:
    """`title` is the row of the table; `begin` and `end` do the fault, between which are so many seconds.

    `alone` is the site on one machine with SQLite; `kills` says that a process ends with what it held, `holds` that
    whoever comes meanwhile is kept waiting until it is over. `rate` is how many checks a client may make.
    """

    title: str
    begin: Deed
    end: Deed
    lasts_s: float = 12.0
    alone: bool = False
    kills: bool = False
    holds: bool = False
    rate: str = "1000/10seconds"
    well_s: float = WELL_S


@dataclass(frozen=True, slots=True)
class Times:
    """When the fault was begun, was there, was ended and was gone, in seconds."""

    begun: float
    there: float
    ended: float
    gone: float

    def is_meanwhile(self, visit: Visit) -> bool:
        """Whether the visit began while the fault was there, or about when one that has no duration was done."""
        if self.ended - self.there < 1:
            return self.begun <= visit.began < self.gone + 1
        return self.there <= visit.began < self.ended


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    seen: str
    lost: str
    again: str
    # What is not as it must be, in sentences.
    broken: list[str] = field(default_factory=list)


async def measure(fault: Fault) -> Row:
    with world(alone=fault.alone, rate=fault.rate) as site:
        async with target() as checked, visitors(site.gunicorn.port, checked) as people:
            leave = asyncio.Event()
            coming = asyncio.create_task(people.come(leave))
            try:
                await asyncio.sleep(BEFORE_S)
                begun, there = await _timed(fault.begin, site, checked)
                await asyncio.sleep(fault.lasts_s)
                times = Times(begun, there, *await _timed(fault.end, site, checked))
                await _well_for(fault.well_s, people, times.gone)
            finally:
                leave.set()
                await coming
            # The last to come have a check that has only begun.
            left_s = times.gone + WORKS_WITHIN_S - time.monotonic()
            lost = await people.lost(within_s=max(left_s, 2 * SLOW_S))
    return row_of(fault, people.visits, lost, times)


async def _timed(deed: Deed, site: World, checked: Target) -> tuple[float, float]:
    """Do it; when it was begun and done."""
    begun = time.monotonic()
    await asyncio.to_thread(deed, site, checked)
    return begun, time.monotonic()


async def _well_for(seconds: float, people: Visitors, gone: float) -> None:
    """Wait until everything was as ever for so long, or for as long as anybody would look on."""
    while time.monotonic() - _last_unwell(people.visits, gone) < seconds:
        if time.monotonic() - gone > GIVEN_UP_S:
            return
        await asyncio.sleep(0.1)


def _last_unwell(visits: Iterable[Visit], gone: float) -> float:
    """When the last visit after the fault began that did not go well, else when the fault was gone."""
    return max((visit.began for visit in visits if visit.began >= gone and not visit.well), default=gone)


def row_of(fault: Fault, visits: list[Visit], lost: list[Visit], times: Times) -> Row:
    cut = [visit for visit in visits if visit.began < times.begun and visit.told == BROKEN]
    again_s = _last_unwell(visits, times.gone) - times.gone
    return Row(
        fault.title,
        _seen([visit for visit in visits if times.is_meanwhile(visit)]),
        _lost(fault, cut, lost),
        "at once" if again_s < 1 else f"{math.ceil(again_s)} s",
        list(_broken(fault, visits, cut, lost, times, again_s)),
    )


def _lost(fault: Fault, cut: list[Visit], lost: list[Visit]) -> str:
    if not (cut or lost):
        return "nothing"
    return "what a killed process held" if fault.kills else f"{len(cut)} requests, {len(lost)} reports"


def _broken(
    fault: Fault, visits: list[Visit], cut: list[Visit], lost: list[Visit], times: Times, again_s: float
) -> Iterable[str]:
    held = [visit for visit in lost if fault.kills and visit.began < times.there]
    if again_s > WORKS_WITHIN_S:
        yield f"It worked again only after {again_s:.1f} s."
    if len(lost) > len(held):
        yield f"{len(lost) - len(held)} reports that were promised are lost."
    if cut and not fault.kills:
        yield f"{len(cut)} requests that were made before had no answer."
    held_until = times.gone if fault.holds else 0
    waited_s, kind = max((visit.ended - max(visit.began, held_until), visit.kind) for visit in visits)
    if waited_s > ANSWERED_WITHIN_S:
        yield f"Somebody waited {waited_s:.1f} s for {kind}."
    for told, count in Counter(visit.told for visit in visits if visit.told not in EXPLAINED).items():
        yield f"{count} visits were told {told}."
    if unwell := [visit for visit in visits if visit.ended < times.begun and visit.told != AS_EVER]:
        yield f"{len(unwell)} visits did not go well before the fault, such as: {unwell[0]}."


def _seen(visits: list[Visit]) -> str:
    """In a sentence what each kind of visitors was told, those together who were told the same."""
    kinds: dict[str, list[str]] = {}
    for kind in EVERY_S:
        kinds.setdefault(_told([visit for visit in visits if visit.kind == kind]), []).append(kind)
    if list(kinds) == [AS_EVER]:
        return "nothing"
    return "; ".join(f"{_and(names)}: {told}" for told, names in kinds.items())


def _told(visits: list[Visit]) -> str:
    if all(visit.well for visit in visits):
        return AS_EVER
    words = " or ".join(told for told, _ in Counter(visit.told for visit in visits).most_common())
    longest = max(visit.seconds for visit in visits)
    return f"{words}, {'at once' if longest <= SWIFT_S else f'within {math.ceil(longest)} s'}"


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
