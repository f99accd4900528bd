"""What a rule is: one value from which the verdict, the report, the rule page, the lab and the tests all come.

A rule names a problem in the Fetch Standard's words and holds why it matters (the docstring of its check), how to
mend it, the anchor of the standard, and two examples: a server that breaks it and one that is right.

* A *blocking* rule is consulted by the flow at a `Step`; the first of a browser's order that yields evidence ends
  the fetch, and its `console` says what that browser prints.
* An *advice* rule looks at a `Journey`, the finished conversation, and yields one `Finding` or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Literal

from checks.cors.model import Evidence, Finding, Headers

if TYPE_CHECKING:
    from checks.cors.journey import Journey
    from checks.cors.step import Step

Check = Callable[["Step"], Iterator[Evidence]]
Advise = Callable[["Journey"], Iterator[Finding]]
Console = Callable[["Step", Evidence], tuple[str, ...]]
Fault = Callable[["Step"], str | None]
Condition = Callable[["Journey"], object]

FETCH = "https://fetch.spec.whatwg.org/"
MDN = "https://developer.mozilla.org/en-US/docs/Web/HTTP/"


class Confidence(StrEnum):
    """How a finding is known: `measured` follows from exchanges alone; `inferred` is the likeliest reason for them."""

    MEASURED = "measured"
    INFERRED = "inferred"


class Severity(StrEnum):
    """How much a finding matters: `error` blocks in a browser, `warning` works now and will bite."""

    ERROR = "error"
    SECURITY = "security"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of an example's server. Header values may hold `{origin}` (the request's Origin), `{page}` (the
    page's origin), `{next}` (the URL of the next hop), `{asks}` (the request's Access-Control-Request-Headers) and
    `{accept}` (what answers its Sec-WebSocket-Key).
    `raw` is an answer that is no HTTP, byte for byte; `silent`: nothing is answered at all."""

    status: int = 200
    headers: Headers = ()
    raw: bytes | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A condition on a request to an example: patterns that its whole Origin ("" where there is none), its whole
    Access-Control-Request-Headers and its whole Sec-Fetch-Site must match, and whether it is a preflight."""

    origin: re.Pattern[str] | None = None
    asks: re.Pattern[str] | None = None
    site: re.Pattern[str] | None = None
    preflight: bool = False

    def holds(self, origin: str, asks: str, site: str, *, preflight: bool) -> bool:
        wanted = ((self.origin, origin), (self.asks, asks), (self.site, site))
        return preflight == self.preflight and all(
            pattern is None or pattern.fullmatch(text) for pattern, text in wanted
        )


@dataclass(frozen=True, slots=True)
class Hop:
    """One URL of an example: what it answers to a preflight and to the request itself, and on which origin it is.

    `cases` come first, in order. `elsewhere` answers what lies beside the URL; without it that is a 404 with the
    headers of the URL itself. `past_cache` answers a query that no cache has seen.
    """

    main: Reply = Reply()
    preflight: Reply = Reply(405)
    at: Literal["lab", "page"] = "lab"
    cases: tuple[tuple[When, Reply], ...] = ()
    elsewhere: Reply | None = None
    past_cache: Reply | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A request and the server that answers it, served live under `/lab/<rule>/<broken|right>`.

    `request` holds what differs from a plain GET by fetch, as fields of `Request`. `url` replaces the lab's address
    where the URL itself is the point; it may hold `{lab}`, `{lab_host}` and `{page}`.
    """

    hops: tuple[Hop, ...] = (Hop(),)
    request: Mapping[str, Any] = field(default_factory=dict)
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A problem that a browser, a server or a cache makes of a cross-origin request.

    `title` of what blocks begins with an article or the name of a header, so that it can end a sentence. `label` is the
    sentence beside the underlined evidence, with the names of its `args` in braces, and `{value}`.
    `when`: without it none of a family's advice applies; it is asked once for all of them.
    `fault` names the one rule of a family that a step breaks: it is asked once for all of them, and `check` then gives
    the evidence. `refuses`: the browser's API throws before anything is sent; `throws`: it does so at this step.
    `explains`: the rules of which this one is a cause, so that its broken example breaks one of them too.
    `for_sockets`: it has advice about WebSockets, of which others do not speak.
    """

    id: str
    severity: Severity
    title: str
    why: str
    label: str
    remedy: str
    spec: str
    mdn: str | None
    broken: Example
    right: Example
    check: Check | None = None
    fault: Fault | None = None
    advise: Advise | None = None
    when: Condition | None = None
    console: Console | None = None
    refuses: bool = False
    throws: Callable[[Step], bool] | None = None
    explains: tuple[str, ...] = ()
    confidence: Confidence = Confidence.MEASURED
    for_sockets: bool = False

    @property
    def blocks(self) -> bool:
        """Whether some browser ends a fetch by it."""
        return self.check is not None and self.severity is Severity.ERROR


RULES: dict[str, Rule] = {}


def no_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """For what browsers refuse or drop without a word in the console."""
    return ()


def blocking(
    rule_id: str, *, console: Console = no_lines, why: str | None = None, **fields: Any
) -> Callable[[Check], Check]:
    """Makes a blocking rule of a check: its docstring is the rule's `why` where none is given."""

    def register(check: Check) -> Check:
        _add(rule_id, why or check.__doc__, check=check, console=console, **{"severity": Severity.ERROR, **fields})
        return check

    return register


def advice(rule_id: str, severity: Severity, **fields: Any) -> Callable[[Advise], Advise]:
    """Makes an advice rule of a function over the finished conversation; `check` may be given too, for a rule that
    only the standard blocks by."""

    def register(advise: Advise) -> Advise:
        _add(rule_id, advise.__doc__, severity=severity, advise=advise, **fields)
        return advise

    return register


def _add(rule_id: str, why: str | None, *, spec: str, mdn: str | None = None, **fields: Any) -> None:
    if rule_id in RULES:
        raise ValueError(f"two rules are called {rule_id}")
    RULES[rule_id] = Rule(
        id=rule_id,
        why=cleandoc(why or ""),
        spec=spec if spec.startswith("https://") else f"{FETCH}#{spec}",
        mdn=MDN + mdn if mdn else None,
        **fields,
    )
