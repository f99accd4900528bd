"""A document laid out for the report's template: nothing is judged here, only put into words and order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from checks.cors.rules import RULES
from checks.cors.rules.base import Rule
from checks.exports import offered
from checks.pages.corrected import corrected
from checks.pages.forms import query
from checks.secrets.redaction import MARK
from checks.wording import later, words
from checks.wording.changes import has_response, headers_fix_it, waits_for_the_server
from checks.wording.diagnostic import Evidence, evidence
from checks.wording.diagram import diagrams
from checks.wording.exchange import ExchangeView, exchange_view
from checks.wording.headline import deciding, decisive, headline, lede
from checks.wording.markdown import markdown
from checks.wording.plan import reason_sentence
from checks.wording.redirects import chains
from checks.wording.stacks import by_family, choice
from checks.wording.visible import paragraphs, visible


@dataclass(frozen=True, slots=True)
class BrowserView:
    name: str
    word: words.Word
    console: Sequence[str]
    exposed: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    rule: str
    severity: str
    word: words.Word
    title: str
    why: Sequence[str]
    reached: str
    remedy: str
    concerns: str
    evidence: tuple[Evidence, ...]
    is_cause: bool
    folded: bool = False

    @property
    def shown(self) -> Sequence[str]:
        """What stands open of why it is so: of what is folded nothing, else the first paragraph."""
        return self.why[: 0 if self.folded else 1]

    @property
    def more(self) -> Sequence[str]:
        """The paragraphs that unfold."""
        return self.why[len(self.shown) :]


def report_context(document: Mapping[str, Any]) -> dict[str, Any]:
    """What `report.html` shows; without id, links and dates the document of an evaluation."""
    request = document["request"]
    safety, safety_sentence = words.safety(document)
    findings = [_finding(finding, document) for finding in _by_severity(words.shown_findings(document))]
    why = _reasons(findings, decisive(document))
    preflight, exchanges, offer = document["preflight"], _exchanges(document), corrected(document)
    return {
        "title": words.title(document),
        "headline": headline(document),
        "lede": lede(document),
        "deciding": deciding(document),
        "safety": safety,
        "safety_sentence": safety_sentence,
        "request": request,
        "source": document.get("source", ""),
        "state": document.get("state", "done"),
        "punycode": "" if request["url"].isascii() else f"({words.host_of(request['url'])})",
        "initiator": words.INITIATORS[request["initiator"]],
        "browsers": [_browser(name, browser, document) for name, browser in document["browsers"].items()],
        "why": why,
        "change": _change(document, why) if offer is None else "",
        "corrected": offer,
        "readers": [finding for finding in findings if finding.severity == "security"],
        "also": [
            replace(finding, folded=True)
            for finding in findings
            if finding.severity in ("warning", "info") and not finding.is_cause
        ],
        **fixes_context(document),
        "waits_for_the_server": waits_for_the_server(document),
        "to_change": headers_fix_it(document),
        "configurable": has_response(document),
        "held_back": document["verdict"] == "preflight-only",
        "parting": _parting(document),
        "webkit_only": _is_webkit_only(document),
        "chains": chains(document),
        "diagrams": diagrams(document),
        "preflight_reasons": [reason_sentence(reason) for reason in preflight["reasons"]],
        "preflight_needed": preflight["needed"],
        "reuse": words.reuse(preflight),
        "kept": any(known["seconds"] for known in preflight.get("cache", {}).values()),
        "then": list(later.sentences(document)),
        "exchanges": [exchange for exchange in exchanges if not exchange.is_probe],
        "probes": [exchange for exchange in exchanges if exchange.is_probe],
        "again": {**query(request), **({"probes": "on"} if _probed(document) else {})}.items(),
        "secrets_gone": any(MARK in value for value in query(request).values()),
        "edit_url": "/?" + urlencode(query(request)),
        "markdown": markdown(document),
        "exports": offered(document),
        "created": moment(document.get("created_at")),
        "expires": moment(document.get("expires_at")),
    }


def fixes_context(document: Mapping[str, Any]) -> dict[str, Any]:
    """The choice of servers and the configuration that is shown first."""
    return {
        "choice": choice(document),
        "stack_count": len(document.get("fixes", [])),
        "families": by_family(document.get("fixes", [])),
    }


def _parting(document: Mapping[str, Any]) -> list[tuple[str, Rule]]:
    """Where browsers differ: which of them go by which rule."""
    if document["verdict"] != "differs":
        return []
    groups: dict[str, list[str]] = {}
    for name, browser in document["browsers"].items():
        if browser.get("rule") in RULES:
            groups.setdefault(browser["rule"], []).append(words.BROWSERS[name])
    return [(words.listing(names), RULES[rule]) for rule, names in groups.items()]


def _is_webkit_only(document: Mapping[str, Any]) -> bool:
    """Whether Safari's part is known from WebKit's GTK port only, whose network and fonts are not Safari's."""
    rules = {browser.get("rule") for browser in document["browsers"].values()}
    return document["request"]["initiator"] == "font" or "response-malformed" in rules


def _probed(document: Mapping[str, Any]) -> bool:
    return bool(document.get("options", {}).get("probes", True))


def _change(document: Mapping[str, Any], why: Sequence[FindingView]) -> str:
    """What to do first where that is no configuration of the server; a failure of the network says it itself."""
    return why[0].remedy if why and document["verdict"] != "unreachable" and not headers_fix_it(document) else ""


def _reasons(findings: Sequence[FindingView], named: Mapping[str, Any] | None) -> list[FindingView]:
    """What blocks and why: what the headline names first, then causes, then what other browsers go by. Where a cause is
    known, what follows from it is explained on demand only."""
    rule = named["rule"] if named else ""
    reasons = [finding for finding in findings if finding.severity == "error" or finding.is_cause]
    reasons.sort(key=lambda finding: (finding.rule != rule, not finding.is_cause))
    has_cause = any(finding.is_cause for finding in reasons)
    return [
        replace(finding, folded=not finding.is_cause and (has_cause or place > 0))
        for place, finding in enumerate(reasons)
    ]


def _by_severity(findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(findings, key=lambda finding: words.SEVERITY_ORDER.index(finding["severity"]))


def _browser(name: str, browser: Mapping[str, Any], document: Mapping[str, Any]) -> BrowserView:
    exposed = ", ".join(map(visible, browser["exposed_headers"]))
    word = words.outcome(document, browser)
    is_known = word not in (words.PREFLIGHT_PASSES, words.NOT_SENT, words.NOT_FOLLOWED)
    return BrowserView(words.BROWSERS[name], word, browser["console"], exposed, is_known)


def _finding(finding: Mapping[str, Any], document: Mapping[str, Any]) -> FindingView:
    rule = RULES.get(finding["rule"])
    return FindingView(
        rule=finding["rule"],
        severity=finding["severity"],
        word=words.finding_word(finding),
        title=words.finding_title(finding, document),
        why=paragraphs(rule.why) if rule and rule.why else (),
        reached=words.reached(finding, document),
        remedy=rule.remedy if rule else "",
        concerns=_concerns(finding, document["browsers"]),
        evidence=evidence(finding, document),
        is_cause=_explains_a_block(finding, document),
    )


def _explains_a_block(finding: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    explained = finding.get("explains", ())
    return any(other["rule"] in explained and other["severity"] == "error" for other in document["findings"])


def _concerns(finding: Mapping[str, Any], browsers: Mapping[str, Mapping[str, Any]]) -> str:
    blocking = [words.BROWSERS[name] for name, browser in browsers.items() if browser.get("rule") == finding["rule"]]
    if blocking:
        return f"blocks in {', '.join(blocking)}"
    concerned = [words.BROWSERS[name] for name in finding.get("browsers", [])]
    return "" if len(concerned) in (0, len(browsers)) else f"in {', '.join(concerned)}"


def _exchanges(document: Mapping[str, Any]) -> list[ExchangeView]:
    """Every exchange, those that an error points at unfolded."""
    errors = [finding for finding in document["findings"] if finding["severity"] == "error"]
    pointed = {item.get("exchange") for finding in errors for item in finding["evidence"]}
    return [exchange_view(item, n, opened=n in pointed) for n, item in enumerate(document["exchanges"])]


def moment(text: str | None) -> str:
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
