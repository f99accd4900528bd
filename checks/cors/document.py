"""A judgement as JSON: the facts that are stored, and the contract's document with the words that rules hold.

`facts` has a schema number and no prose, so that wording may improve while old reports stay readable. `document`
renders facts of any schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from checks.cors import later, preflight_cache, safety, wire
from checks.cors.corrected import corrected
from checks.cors.journey import failure_of, response_of
from checks.cors.judge import Judgement
from checks.cors.model import Evidence, Exchange, Finding, Headers, HttpResponse, Outcome, RawResponse, Request
from checks.cors.plan import Reason, plan
from checks.cors.probes import asks
from checks.cors.rules import RULES
from checks.cors.stacks_seen import stacks_seen

SCHEMA = 1
# What the contract tells of every request.
_ALWAYS = frozenset(("url", "origin", "method", "headers", "credentials", "mode", "redirect", "initiator"))
Json = dict[str, Any]


def facts(judgement: Judgement) -> Json:
    """What is stored of a judgement: request, exchanges, outcomes, rule ids with their evidence."""
    preflight = plan(judgement.request)
    return {
        "schema": SCHEMA,
        "request": request_json(judgement.request),
        "preflight": {
            "needed": preflight.needed,
            "reasons": [_reason(reason) for reason in preflight.reasons],
            **preflight_cache.facts(judgement.outcomes, judgement.request),
        },
        "verdict": judgement.verdict,
        "safety": judgement.safety,
        "safety_reasons": list(judgement.safety_reasons),
        "browsers": {name: _outcome(outcome, judgement.sent_by[name]) for name, outcome in judgement.outcomes.items()},
        "exchanges": [exchange_json(exchange) for exchange in judgement.exchanges],
        "findings": [_finding(finding) for finding in judgement.findings],
    }


def document(facts: Json, site: str) -> Json:
    """The contract's document of stored facts; `site` is where the rule pages are, without a slash at the end."""
    return {
        **facts,
        "preflight": preflight_cache.document(facts["preflight"]),
        "safety_reasons": [safety.reason_document(code) for code in facts.get("safety_reasons", [])],
        "exchanges": [_asked(exchange) for exchange in facts["exchanges"]],
        "findings": [
            finding_document(finding, site) | explains(finding, facts["findings"]) for finding in facts["findings"]
        ],
        "stacks": [asdict(seen) for seen in stacks_seen(facts["exchanges"])],
        "corrected": corrected(facts),
        **({"then": later.document(facts["then"])} if facts.get("then") else {}),
    }


def _asked(exchange: Json) -> Json:
    """A diagnostic exchange with the question that it asked."""
    return {**exchange, "asks": asks(exchange["probe"])} if exchange.get("probe") else exchange


def explains(finding: Json, findings: Iterable[Json]) -> Json:
    """Of a cause, the findings that it explains."""
    explained = RULES[finding["rule"]].explains
    present = [other["rule"] for other in findings if other["rule"] in explained]
    return {"explains": present} if explained else {}


def finding_document(finding: Json, site: str) -> Json:
    rule = RULES[finding["rule"]]
    return {
        **finding,
        "severity": finding.get("severity") or str(rule.severity),
        "confidence": finding.get("confidence") or str(rule.confidence),
        "title": rule.title,
        "detail": detail_of(finding),
        "spec": rule.spec,
        "docs": f"{site}/rules/{rule.id}/",
    }


def detail_of(finding: Json) -> str:
    """The rule's sentence about the first piece of evidence."""
    rule = RULES[finding["rule"]]
    evidence = finding["evidence"][0] if finding["evidence"] else {}
    return label_of(rule.label, evidence)


def label_of(label: str, evidence: Json) -> str:
    words = _Words({**_SILENT, **evidence.get("args", {})})
    words["value"] = evidence.get("value") or ""
    return label.format_map(words)


# What a finding may add to its sentence, and one of an earlier version does not.
_SILENT = {"by": "", "more": ""}


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def request_json(request: Request) -> Json:
    """The request as understood, with what the page left at its default left out beyond the contract's fields."""
    shown = {
        field.name: value
        for field in fields(request)
        if (value := getattr(request, field.name)) not in ("", None, field.default) or field.name in _ALWAYS
    }
    return shown | {"method": wire.method_of(request), "headers": _pairs(request.headers)}


def _reason(reason: Reason) -> Json:
    shown: Json = {"code": reason.code}
    if reason.name is not None:
        shown["name"] = reason.name
    if reason.value is not None:
        shown["value"] = reason.value
    if len(reason.browsers) < 3:
        shown["browsers"] = list(reason.browsers)
    return shown


def _outcome(outcome: Outcome, numbers: tuple[int, ...]) -> Json:
    return {
        "outcome": outcome.outcome,
        "rule": outcome.rule,
        "console": list(outcome.console),
        "exposed_headers": list(outcome.exposed_headers),
        "exchanges": list(numbers),
    }


def exchange_json(exchange: Exchange) -> Json:
    """An exchange as JSON; `raw` holds the head's bytes as Latin-1 text where they are known, and `phrase`
    the name of ours for what the body of an error is known to say."""
    request, answer = exchange.request, exchange.answer
    response = response_of(answer)
    shown: Json = {
        "purpose": "probe" if exchange.probe else request.purpose,
        "probe": exchange.probe,
        "request": {"method": request.method, "url": request.url, "headers": _pairs(request.headers)},
        "response": None if response is None else _response(response),
        "failure": None,
    }
    failure = failure_of(answer)
    if failure is not None:
        shown["failure"] = {"code": failure.code, "detail": failure.detail, "net_error": failure.net_error}
    if isinstance(answer, RawResponse):
        shown["raw"] = answer.head.decode("latin-1")
    if response is not None and response.phrase:
        shown["phrase"] = response.phrase
    return {**shown, "elapsed_ms": exchange.elapsed_ms}


def _response(response: HttpResponse) -> Json:
    shown: Json = {"status": response.status, "headers": _pairs(response.headers)}
    if response.http_version != "1.1":
        shown["http_version"] = response.http_version
    if response.incomplete:
        shown["incomplete"] = True
    return shown


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        **({"severity": finding.severity} if finding.severity else {}),
        **({"confidence": finding.confidence} if finding.confidence else {}),
        "browsers": list(finding.browsers),
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _evidence(evidence: Evidence) -> Json:
    shown: Json = {}
    if evidence.exchange is not None:
        shown["exchange"] = evidence.exchange
    if evidence.header is not None:
        shown["header"] = evidence.header
    if evidence.field is not None:
        shown["field"] = evidence.field
    shown["value"] = evidence.value
    if evidence.span is not None:
        shown["span"] = list(evidence.span)
    if evidence.args:
        shown["args"] = dict(evidence.args)
    return shown


def _pairs(headers: Headers) -> list[list[str]]:
    return [[name, value] for name, value in headers]
