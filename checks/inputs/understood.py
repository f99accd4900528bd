"""What was read from a pasted fragment: the fields of a check, recorded answers, and what is not certain of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from checks.cors.model import Answer, Request

NoteKind = Literal["guess", "secret", "left-out", "fact"]


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence for the reader; `field` names the field of the form that it is about.

    A `guess` is what the fragment does not say; a `secret` was replaced by a dummy; `left-out` is what the browser
    makes itself or this checker does not send; a `fact` was turned into something else on purpose.
    """

    kind: NoteKind
    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class PastedAnswer:
    """An answer that came with the fragment; `url` is empty where the fragment does not say what it answers, and
    `preflight` None where it does not say whether it answers a preflight. Of a preflight, `asked_for` are the header
    names that it asked for, None where they are not known."""

    answer: Answer
    url: str = ""
    preflight: bool | None = None
    asked_for: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that the fragment's words mean, or may mean.

    `why` is one sentence for the reader that says what in this text leads to it, with its facts, and what to do;
    `evidence` repeats the words of the text that say so; `certain` is false where other causes print the same words.
    """

    rule: str
    why: str = ""
    evidence: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the text that were not used, in one line, and a sentence that says why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """A server's configuration: its format's id and name, such as `nginx` and "an nginx configuration"."""

    format: str
    name: str


# How a note ends that a message of the console makes needless.
ASKS_FOR_THE_LINE = "The line in the console names the reason: paste that too."
_UNKNOWN = Request(url="", origin="")


@dataclass(frozen=True, slots=True)
class Understood:
    """A fragment as a check: `what` says what it is, in words that follow "Read as"; `kind` is its id, and
    `kinds` are those of its parts where it has several.

    The request's `url` and `origin` are empty where the fragment does not name them. `causes` are what it means, the
    likeliest first. `others` are further requests in the same fragment, this one included, where there are several.
    """

    what: str
    request: Request = _UNKNOWN
    notes: tuple[Note, ...] = ()
    answers: tuple[PastedAnswer, ...] = ()
    causes: tuple[Cause, ...] = ()
    blocked: bool = False
    others: tuple[Understood, ...] = field(default=(), repr=False)
    kind: str = ""
    left_out: tuple[LeftOut, ...] = ()
    configuration: Configuration | None = None
    is_preflight: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that the fragment means."""
        return tuple(cause.rule for cause in self.causes)

    def asking(self, **changes: Any) -> Understood:
        """The same with other values in fields of its request."""
        return replace(self, request=replace(self.request, **changes))


@dataclass(frozen=True, slots=True)
class Part:
    """What one format reads in a text that may hold several: the numbers of its lines, from 0, and what they say."""

    lines: tuple[int, ...]
    found: Understood
