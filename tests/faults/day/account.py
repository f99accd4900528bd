"""What people were told in a day, and which of it is explained by what was done to the site at that moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.faults.visitors import AS_EVER, BROKEN

# So long after what was done is over its traces may be seen, as the table of docs/operations.md has it.
AGAIN_S = 10.0
# More of one kind are not shown.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody was told: when they asked and when they had it, in seconds; a status is 0 where there is none."""

    kind: str
    began: float
    ended: float
    status: int
    told: str
    # The id of a report that is promised.
    report: str | None = None


@dataclass(slots=True)
class Event:
    """What is done to the site from `begun` to `gone`, in seconds; `explains` is what may be told then, by kind."""

    name: str
    explains: Mapping[str, frozenset[str]]
    begun: float = 0
    gone: float = 0
    # What did not go as it must, in sentences.
    failed: list[str] = field(default_factory=list)

    def is_met_by(self, answer: Answer, again_s: float = 0) -> bool:
        return self.begun <= answer.ended and answer.began <= self.gone + again_s

    def accounts_for(self, answer: Answer) -> bool:
        return answer.told in self.explains.get(answer.kind, ()) and self.is_met_by(answer, AGAIN_S)


@dataclass(frozen=True, slots=True)
class Account:
    """A day's answers, the reports that were promised and are not there, and what logs hold that they must not."""

    answers: list[Answer]
    events: list[Event]
    lost: list[str]
    leaked: Mapping[str, int]
    # How often the proxy's log has each status.
    logged: Mapping[int, int]

    @property
    def unexplained(self) -> list[Answer]:
        return [
            answer
            for answer in self.answers
            if answer.told != AS_EVER and not any(event.accounts_for(answer) for event in self.events)
        ]

    @property
    def broken(self) -> Iterable[str]:
        """What is not as it must be, in sentences."""
        for event in self.events:
            yield from (f"{event.name}: {sentence}" for sentence in event.failed)
            if event.explains and not any(event.accounts_for(answer) for answer in self.answers):
                yield f"{event.name}: nobody has noticed it."
        failures = max(sum(answer.status == 500 for answer in self.answers), self.logged.get(500, 0))
        if failures:
            yield f"{failures} responses have status 500."
        found = self.unexplained
        for (kind, told), count in Counter((answer.kind, answer.told) for answer in found).items():
            when = self._when(next(answer for answer in found if (answer.kind, answer.told) == (kind, told)))
            yield f"{count} of {kind} were told {told}, which nothing explains, the first {when}."
        if self.lost:
            yield f"{len(self.lost)} reports that were promised are lost, such as {', '.join(self.lost[:SHOWN])}."
        for words, count in self.leaked.items():
            yield f"A log has {words}, {count} times."

    def _when(self, answer: Answer) -> str:
        before = [event for event in self.events if event.begun <= answer.ended]
        return f"{answer.ended - before[-1].begun:.1f} s after {before[-1].name} began" if before else "before anything"

    def count(self, *kinds: str) -> int:
        return sum(answer.kind in kinds for answer in self.answers)

    def lines(self) -> Iterable[str]:
        """A table: what people were told by kind and status, at any time and while each thing was done."""
        names = [event.name for event in self.events]
        yield f"| asked for | told | in all | {' | '.join(names)} | longest |"
        yield f"| --- | --- | ---: |{' ---: |' * len(names)} ---: |"
        rows: dict[tuple[str, str], list[Answer]] = {}
        for answer in self.answers:
            rows.setdefault((answer.kind, _told(answer)), []).append(answer)
        for (kind, told), answers in sorted(rows.items()):
            met = [sum(event.is_met_by(answer) for answer in answers) for event in self.events]
            longest = max(answer.ended - answer.began for answer in answers)
            yield f"| {kind} | {told} | {len(answers)} | {' | '.join(map(str, met))} | {longest:.1f} s |"


def _told(answer: Answer) -> str:
    """The status, and what it does not say by itself."""
    if not answer.status:
        return "left" if answer.told == AS_EVER else BROKEN
    return str(answer.status) if answer.told == AS_EVER else f"{answer.status}: {answer.told}"
