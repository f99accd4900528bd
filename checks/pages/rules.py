"""`/rules/`, `/rules/<id>/` and `/lab/`: pages over the rules themselves, so that they cannot go stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from checks.cors import document, lab
from checks.cors.audit import audit
from checks.cors.model import Answer, Failure
from checks.cors.model import HttpRequest as WireRequest
from checks.cors.rules import RULES
from checks.cors.rules.base import Rule, Severity
from checks.cors.rules.undecidable import UNDECIDABLE
from checks.lab.origins import lab_origin, site_origin
from checks.pages.finding import Sought, found_page, is_named, rules_for, sought
from checks.pages.forms import query
from checks.pages.messages import rules_of_messages
from checks.pages.rule_groups import gravest_first, groups
from checks.pages.topics import topic_of
from checks.running.aside import aside
from checks.wording import words
from checks.wording.diagnostic import Evidence, evidence
from checks.wording.exchange import exchange_text
from checks.wording.snippet import snippet

_LABEL = "corscheckattacker"
WHICH: tuple[Literal["broken", "right"], ...] = ("broken", "right")


@dataclass(frozen=True, slots=True)
class ExampleView:
    """One example of a rule, judged: what the rule points at, the exchanges, what each browser does and prints, for a
    rule of security who else may read the response, and how to try it."""

    which: str
    evidence: tuple[Evidence, ...]
    exchanges: list[str]
    browsers: list[tuple[str, words.Word, list[str]]]
    safety: tuple[words.Word, str] | None
    check_url: str
    snippet: str
    page_origin: str


@require_safe
async def index(request: HttpRequest) -> HttpResponse:
    found = await sought(request)
    undecidable = [one for one in UNDECIDABLE if not found.line and found.fits(f"{one.title} {one.reason}".lower())]
    context = {**_listed(found), "here": "rules", "undecidable": undecidable}
    return found_page(request, found, "rules/index.html", "rules/_index.html", context)


@require_safe
async def lab_index(request: HttpRequest) -> HttpResponse:
    found = await sought(request)
    context = {**_listed(found, origins_of(request)), "here": "lab", "has_lab": has_lab(request)}
    return found_page(request, found, "rules/lab.html", "rules/_lab.html", context)


@require_safe
async def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    rule = RULES.get(rule_id)
    if rule is None:
        raise Http404(f"There is no rule called {rule_id}.")
    origins = origins_of(request)
    context = {
        "here": "rules",
        "rule": rule,
        "word": words.SEVERITIES[rule.severity],
        "broken": _example(rule_id, "broken", origins),
        "right": _example(rule_id, "right", origins),
        "has_lab": has_lab(request),
        "spec_name": _spec_name(rule.spec),
        "topic": topic_of(rule_id),
        "has_messages": rule_id in await aside(rules_of_messages),
    }
    return render(request, "rules/rule.html", context)


@require_safe
async def console(request: HttpRequest) -> HttpResponse:
    """An empty page whose console may fetch from the lab, which the policy of every other page forbids."""
    response = render(request, "rules/console.html")
    vars(response)["_csp_exempt"] = True
    return response


def _listed(found: Sought, origins: dict[str, str] | None = None) -> dict[str, Any]:
    """The rules that were looked for, by what they are about; with `origins` also links that check their examples."""
    rules = rules_for(found)
    grouped = [("What it means", rules)] if found.line else _grouped(rules, found)
    shown = [
        {"heading": heading, "id": slugify(heading), "rules": [_entry(rule, origins) for rule in members]}
        for heading, members in grouped
        if members
    ]
    return {"kind": "rule", "hits": len(rules), "total": len(RULES), "groups": shown}


def _grouped(rules: list[Rule], found: Sought) -> list[tuple[str, list[Rule]]]:
    """The rules by what they are about; of those that words find, the ones that are called so come first."""
    called = [rule for rule in rules if is_named(rule, found)] if found else []
    if not called:
        return groups(rules)
    return [("By name", gravest_first(called)), *groups(rule for rule in rules if rule not in called)]


def _entry(rule: Rule, origins: dict[str, str] | None) -> dict[str, Any]:
    links: dict[str, str] = {which: check_url(rule, which, origins) for which in WHICH} if origins else {}
    return {"rule": rule, "word": words.SEVERITIES[rule.severity], **links}


def origins_of(request: HttpRequest) -> dict[str, str]:
    """The lab's origin and that of the page: our own, or a stand-in where the lab has no other origin than ours."""
    lab, page = lab_origin(request), site_origin(request)
    return {"lab": lab, "page": page if page != lab else "https://app.example.com"}


def has_lab(request: HttpRequest) -> bool:
    """Whether the lab is reached by an origin of its own: this service does not check itself."""
    return lab_origin(request) != site_origin(request)


def check_url(rule: Rule, which: Literal["broken", "right"], origins: dict[str, str]) -> str:
    """The form, filled in with an example's request; empty where the body's size decides, since it holds none."""
    asked = lab.request(rule.id, which, **origins)
    if asked.keepalive and asked.body:
        return ""
    return "/?" + urlencode(query(document.request_json(asked)))


def _example(rule_id: str, which: Literal["broken", "right"], origins: dict[str, str]) -> ExampleView:
    asked = lab.request(rule_id, which, **origins)
    judged = _judged(rule_id, which, origins)
    telling = _telling_probes(rule_id, judged if which == "broken" else _judged(rule_id, "broken", origins))
    browsers = [(words.BROWSERS[n], words.OUTCOMES[b["outcome"]], b["console"]) for n, b in judged["browsers"].items()]
    return ExampleView(
        which=which,
        evidence=tuple(
            item for finding in judged["findings"] if finding["rule"] == rule_id for item in evidence(finding, judged)
        ),
        exchanges=[
            exchange_text(exchange)
            for exchange in judged["exchanges"]
            if not exchange["probe"] or exchange["probe"] in telling
        ],
        browsers=browsers,
        safety=words.safety(judged) if RULES[rule_id].severity is Severity.SECURITY else None,
        check_url=check_url(RULES[rule_id], which, origins),
        snippet=snippet(asked),
        page_origin=asked.origin,
    )


def _judged(rule_id: str, which: Literal["broken", "right"], origins: dict[str, str]) -> dict[str, Any]:
    """The document of an example's whole check."""
    asked = lab.request(rule_id, which, **origins)
    judged = audit(asked, lambda sent: lab_answer(rule_id, which, sent, origins["lab"], asked.origin), _LABEL)
    return document.document(document.facts(judged), origins["page"])


def _telling_probes(rule_id: str, judged: dict[str, Any]) -> set[str]:
    """The names of the diagnostic requests that the rule points at."""
    findings = [finding for finding in judged["findings"] if finding["rule"] == rule_id]
    pointed = [judged["exchanges"][item["exchange"]] for f in findings for item in f["evidence"] if "exchange" in item]
    return {exchange["probe"] for exchange in pointed if exchange["probe"]}


def lab_answer(rule_id: str, which: Literal["broken", "right"], sent: WireRequest, lab_at: str, page: str) -> Answer:
    """What the lab would answer, without asking it; where an example points beside the lab, nothing answers."""
    url, path = urlsplit(sent.url), lab.path(rule_id, which)
    elsewhere = _LABEL in url.path
    if url.hostname == urlsplit(lab_at).hostname and url.path != path and not elsewhere:
        if url.scheme == "https":
            return Failure("tls_error", "The server speaks no TLS there.", "ERR_SSL_PROTOCOL_ERROR")
        return Failure("connect_error", "Nothing accepts connections there.", "ERR_CONNECTION_REFUSED")
    hop = int(parse_qs(url.query).get("hop", ["0"])[0])
    answer = lab.reply(
        rule_id,
        which,
        hop,
        **lab.asked(sent),
        lab=lab_at,
        page=page,
        elsewhere=elsewhere,
    )
    return answer or Failure("not_recorded")


def _spec_name(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return {"fetch.spec.whatwg.org": "Fetch Standard", "html.spec.whatwg.org": "HTML Standard"}.get(host, host)
