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
    `preflight` None where it does not say whether it answers a preflight."""

    answer: Answer
    url: str = ""
    preflight: bool | None = None


_UNKNOWN = Request(url="", origin="")


@dataclass(frozen=True, slots=True)
class Understood:
    """A fragment as a check: `what` says what it is, in words that follow "Read as".

    The request's `url` and `origin` are empty where the fragment does not name them. `rules` are the ids of the rules
    that a console line means, the likeliest first. `others` are further requests in the same fragment, this one
    included, where there are several.
    """

    what: str
    request: Request = _UNKNOWN
    notes: tuple[Note, ...] = ()
    answers: tuple[PastedAnswer, ...] = ()
    rules: tuple[str, ...] = ()
    blocked: bool = False
    others: tuple[Understood, ...] = field(default=(), repr=False)

    def asking(self, **changes: Any) -> Understood:
        """The same with other values in fields of its request."""
        return replace(self, request=replace(self.request, **changes))
