"""The headline of a report: verdict and safety in one sentence, with what decides, and the header lines that do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checks.wording.conversation import get
from checks.wording.diagnostic import Evidence, evidence, header_line
from checks.wording.visible import capital, visible
from checks.wording.words import (
    PURPOSES,
    WORKS_BUT_DANGEROUS,
    Word,
    differing,
    finding_title,
    first_failure,
    is_refused_here,
    safety,
    shown_findings,
    verdict,
    verdict_sentence,
)

Document = Mapping[str, Any]
Finding = Mapping[str, Any]

# Words that keep their capital letter within a sentence; names of headers have a hyphen or a colon in most cases.
_NAMES = frozenset({"Chromium", "Firefox", "Safari", "Authorization", "Location", "Vary", "Origin", "Cookie"})


def headline(document: Document) -> Word:
    """The verdict with its reason: `Blocked: the response has no Access-Control-Allow-Origin`."""
    word = with_safety(document)
    reason = _reason(document)
    return replace(word, text=f"{word.text}: {within(reason)}") if reason else word


def within(sentence: str) -> str:
    """A title as it reads within a sentence, without a full stop."""
    first = sentence.split(" ", 1)[0]
    keeps = not first[1:].islower() or not first.isalpha() or first in _NAMES
    text = sentence if keeps and len(first) > 1 else sentence[:1].lower() + sentence[1:]
    return text.removesuffix(".")


def titled_within(finding: Finding, document: Document) -> str:
    """What was found as it reads within a sentence; of what is inferred, that it is."""
    title = within(finding_title({**finding, "confidence": "measured"}, document))
    return title if finding["confidence"] == "measured" else f"probably {title}"


def lede(document: Document) -> str:
    """What the headline leaves open: the likeliest cause, which is inferred, and what a verdict means; else empty."""
    named = decisive(document)
    causes = [finding for finding in _explaining(document) if finding["confidence"] == "inferred"]
    likely = f"{finding_title(causes[0], document)}." if causes and causes[0] is not named else ""
    if document["verdict"] == "unreachable" and not is_refused_here(document):
        _, _, advice = first_failure(document).partition(". ")
        return " ".join(filter(None, ("No response at all, so this is not CORS.", advice, likely)))
    says_all = document["verdict"] == "differs" or (named and document["verdict"] == "blocked") or _is_opaque(document)
    return likely if says_all else " ".join(filter(None, (verdict_sentence(document), likely)))


def deciding(document: Document) -> Sequence[Evidence]:
    """The lines of responses that decide, at most two: the one that blocks, and the one that shows the cause or lets
    strangers in."""
    findings = [finding for finding in (_blocking(document), decisive(document)) if finding is not None]
    lines = {
        (laid.name, laid.before, laid.marked): replace(laid, where=_of(document["exchanges"][item["exchange"]]))
        for finding in findings
        for item, laid in zip(finding["evidence"][:1], evidence(finding, document), strict=False)
        if item.get("exchange") is not None and item.get("field") != "failure"
    }
    return list(lines.values()) or list(_allowing(document))


def with_safety(document: Document) -> Word:
    """The verdict's word, and of one that lets the page in whether it does so safely."""
    word, (guard, _) = verdict(document), safety(document)
    if document["verdict"] != "allowed" or word is WORKS_BUT_DANGEROUS:
        return word
    if _is_opaque(document):
        return replace(word, text="Loads, but script cannot read it")
    match document["safety"]:
        case "safe" if document.get("state", "done") == "done":
            return replace(word, text=f"{word.text}, and safe")
        case "caution":
            return replace(guard, text=f"{word.text}, with caution")
        case _:
            return word


def _is_opaque(document: Document) -> bool:
    return bool(document["verdict"] == "allowed" and document["request"]["mode"] == "no-cors")


def _reason(document: Document) -> str:
    match document["verdict"]:
        case "differs":
            return differing(document)
        case "unreachable" if not is_refused_here(document):
            # What to do about it follows in a sentence of its own.
            return first_failure(document).partition(". ")[0]
        case _:
            named = decisive(document)
            return titled_within(named, document) if named else ""


def decisive(document: Document) -> Finding | None:
    """The finding that the headline names: what lets strangers in where the page gets in too, else what blocks it, or
    the cause of that where it is measured. Where something else than the API responded, that."""
    match document["verdict"]:
        case "allowed":
            return next((_of_rule(document, reason["code"]) for reason in document.get("safety_reasons", [])), None)
        case "blocked":
            causes = [finding for finding in _explaining(document) if finding["confidence"] == "measured"]
            return causes[0] if causes else _blocking(document)
        case "inconclusive":
            return next(iter(_explaining(document)), None)
        case _:
            return None


def _blocking(document: Document) -> Finding | None:
    """What holds up the first browser that is held up."""
    rules = (browser.get("rule") for browser in document["browsers"].values())
    return next((found for rule in rules if rule and (found := _of_rule(document, rule))), None)


def _explaining(document: Document) -> Iterator[Finding]:
    rules = {browser.get("rule") for browser in document["browsers"].values()}
    return (finding for finding in shown_findings(document) if rules & set(finding.get("explains") or ()))


def _of_rule(document: Document, rule: str) -> Finding | None:
    return next((finding for finding in shown_findings(document) if finding["rule"] == rule), None)


def _of(exchange: Mapping[str, Any]) -> str:
    """Whose line it is, in short: the request stands right above."""
    response = exchange.get("response")
    status = f"status {response['status']}" if response else "no response"
    if exchange["purpose"] != "probe":
        return f"{capital(PURPOSES[exchange['purpose']])}: {status}"
    origin = get(exchange["request"]["headers"], "origin")
    return f"Test request {f'from {visible(origin)}' if origin else 'without Origin'}: {status}"


def _allowing(document: Document) -> Iterator[Evidence]:
    """The header that lets the page in, where it does."""
    if document["verdict"] not in ("allowed", "preflight-only"):
        return
    for number, exchange in reversed(list(enumerate(document["exchanges"]))):
        response = exchange.get("response")
        if exchange["purpose"] != "probe" and response:
            if (value := get(response["headers"], "access-control-allow-origin")) is not None:
                line = header_line(document, number, "Access-Control-Allow-Origin", value)
                yield replace(line, where=_of(exchange))
            return
