"""From a request and its answers to a judgement: three browsers' outcomes, a verdict, and the findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from checks.cors.browsers import BROWSERS
from checks.cors.flow import fetch
from checks.cors.journey import Journey
from checks.cors.model import (
    Answer,
    Evidence,
    Exchange,
    Failure,
    Finding,
    HttpRequest,
    HttpResponse,
    Outcome,
    Request,
    Safety,
    Verdict,
)
from checks.cors.preflight_store import PreflightStore
from checks.cors.rules import RULES
from checks.cors.rules.base import Advise, Condition, Rule, Severity
from checks.cors.rules.causes import CAUSES, INCONCLUSIVE
from checks.cors.safety import assess

Answerer = Callable[[HttpRequest], Answer]
_NO_ANSWER = frozenset({"check-limit", "request-failed", "tls-invalid", "response-malformed"})
_SEVERITIES = ("error", "security", "warning", "info")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of a request: outcomes by browser, the distinct exchanges, and what the rules found in them.

    `sent_by` holds, by browser, the numbers of its exchanges in the order sent; `safety_reasons` are ids of rules, or
    one of the codes of `checks.cors.safety`.
    """

    request: Request
    outcomes: Mapping[str, Outcome]
    exchanges: tuple[Exchange, ...]
    sent_by: Mapping[str, tuple[int, ...]]
    findings: tuple[Finding, ...]
    verdict: Verdict
    safety: Safety
    safety_reasons: tuple[str, ...] = ()


def judge(request: Request, answerer: Callable[[], Answerer]) -> Judgement:
    """Runs the three browsers, each with an answerer of its own (`answerer()` makes it)."""
    outcomes = {name: drive(request, name, answerer()) for name in BROWSERS}
    return _assemble(request, outcomes, ())


def drive(request: Request, browser: str, answer: Answerer, store: PreflightStore | None = None) -> Outcome:
    """One browser's outcome, its requests answered by a function; `store` has the preflights of earlier requests."""
    fetching = fetch(request, BROWSERS[browser], store=store)
    try:
        http = next(fetching)
        while True:
            http = fetching.send(answer(http))
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome


def conclude(request: Request, outcomes: Mapping[str, Outcome], probes: Sequence[Exchange] = ()) -> Judgement:
    """The judgement of a live check: `probes` are the diagnostic exchanges beside the browsers' own.

    A browser that got no answer is `unreachable` here; in a recording it is `blocked`, as the browser itself puts it.
    """
    live = {name: _unreachable(outcome) for name, outcome in outcomes.items()}
    return _assemble(request, live, probes)


def _unreachable(outcome: Outcome) -> Outcome:
    unanswered = outcome.rule in _NO_ANSWER and not _broke_off(outcome)
    return replace(outcome, outcome="unreachable") if unanswered else outcome


def _assemble(request: Request, outcomes: Mapping[str, Outcome], probes: Sequence[Exchange]) -> Judgement:
    exchanges, sent_by = _number(outcomes)
    journey = Journey(request, outcomes, (*exchanges, *probes))
    findings = (*_blocks(outcomes, sent_by), *_advice(journey))
    verdict = _verdict(outcomes, findings)
    safety, safety_reasons = assess(journey, findings, verdict)
    return Judgement(
        request=request,
        outcomes=outcomes,
        exchanges=journey.exchanges,
        sent_by=sent_by,
        findings=tuple(sorted(findings, key=_rank)),
        verdict=verdict,
        safety=safety,
        safety_reasons=safety_reasons,
    )


def _rank(finding: Finding) -> tuple[int, bool]:
    """The gravest first; a cause right after the errors that it explains."""
    rule = RULES[finding.rule]
    if rule.severity is Severity.INFO and _is_cause(rule):
        return 0, True
    return _SEVERITIES.index(finding.severity or rule.severity), False


def _is_cause(rule: Rule) -> bool:
    return any(rule.id == cause for cause, _, _ in CAUSES) or (rule.for_sockets and bool(rule.explains))


def _number(outcomes: Mapping[str, Outcome]) -> tuple[list[Exchange], dict[str, tuple[int, ...]]]:
    numbers: dict[tuple[HttpRequest, Answer], int] = {}
    exchanges: list[Exchange] = []
    sent_by = {}
    for name, outcome in outcomes.items():
        own = []
        for exchange in outcome.exchanges:
            key = (exchange.request, exchange.answer)
            if key not in numbers:
                numbers[key] = len(exchanges)
                exchanges.append(exchange)
            own.append(numbers[key])
        sent_by[name] = tuple(own)
    return exchanges, sent_by


def _blocks(outcomes: Mapping[str, Outcome], sent_by: Mapping[str, tuple[int, ...]]) -> list[Finding]:
    """The rules that ended a browser's fetch, one finding for browsers that were ended by the same evidence."""
    findings: dict[str, Finding] = {}
    for name, outcome in outcomes.items():
        if outcome.rule is None:
            continue
        evidence = tuple(_renumber(item, sent_by[name]) for item in outcome.evidence)
        known = findings.get(outcome.rule)
        if known is None:
            # What is mostly advice is an error where a browser ends by it.
            severity = None if RULES[outcome.rule].severity is Severity.ERROR else Severity.ERROR
            findings[outcome.rule] = Finding(outcome.rule, evidence, (name,), severity=severity)
        else:
            more = tuple(item for item in evidence if item not in known.evidence)
            findings[outcome.rule] = replace(known, evidence=(*known.evidence, *more), browsers=(*known.browsers, name))
    return list(findings.values())


def _renumber(evidence: Evidence, numbers: tuple[int, ...]) -> Evidence:
    return evidence if evidence.exchange is None else replace(evidence, exchange=numbers[evidence.exchange])


@cache
def _advisers() -> tuple[tuple[Rule, Advise], ...]:
    return tuple((rule, rule.advise) for rule in RULES.values() if rule.advise is not None)


def _advice(journey: Journey) -> list[Finding]:
    findings: list[Finding] = []
    holds: dict[Condition, bool] = {}
    for rule, advise in _advisers():
        if journey.request.is_websocket and not rule.for_sockets:
            continue
        if rule.when is not None:
            if rule.when not in holds:
                holds[rule.when] = bool(rule.when(journey))
            if not holds[rule.when]:
                continue
        findings += advise(journey)
    return findings


def _verdict(outcomes: Mapping[str, Outcome], findings: Sequence[Finding]) -> Verdict:
    """The outcomes' verdict, unless something else than the API answered."""
    verdict = verdict_of(outcomes)
    walled = any(finding.rule in INCONCLUSIVE for finding in findings)
    return "inconclusive" if walled and verdict in ("blocked", "differs") else verdict


def verdict_of(outcomes: Mapping[str, Outcome]) -> Verdict:
    """One word for the three outcomes, as the contract defines it."""
    values = list(outcomes.values())
    kept_back = sum(_kept_back(outcome) for outcome in values)
    if any(outcome.outcome == "unknown" for outcome in values):
        return "inconclusive"
    if kept_back:
        return "preflight-only" if kept_back == len(values) else "differs"
    if all(outcome.rule in _NO_ANSWER and not _broke_off(outcome) for outcome in values):
        return "unreachable"
    readable = sum(outcome.outcome == "allowed" for outcome in values)
    if readable == len(values):
        return "allowed"
    return "differs" if readable else "blocked"


def _broke_off(outcome: Outcome) -> bool:
    """Whether an answer came, and only its body did not come whole."""
    return bool(outcome.exchanges) and isinstance(outcome.exchanges[-1].answer, HttpResponse)


def _kept_back(outcome: Outcome) -> bool:
    answer = outcome.exchanges[-1].answer if outcome.exchanges else None
    return isinstance(answer, Failure) and answer.code == "not_sent"
