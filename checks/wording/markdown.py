"""A report as Markdown for an issue tracker; foreign text stands in code spans and fences that it cannot close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checks.wording import later
from checks.wording.changes import headers_fix_it
from checks.wording.diagnostic import Evidence, evidence
from checks.wording.exchange import exchange_text
from checks.wording.headline import headline, lede
from checks.wording.plan import reason_sentence
from checks.wording.stacks import choice
from checks.wording.visible import visible
from checks.wording.words import (
    BROWSERS,
    finding_title,
    finding_word,
    outcome,
    reuse,
    safety,
    shown_findings,
    verdict,
)


def code(text: str) -> str:
    """A code span: its fence is longer than any run of backticks inside."""
    ticks = "`" * (_longest_run(text) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{blank}{text or ' '}{blank}{ticks}"


def fence(text: str, language: str = "") -> str:
    """A fenced block: likewise."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def markdown(document: Mapping[str, Any]) -> str:
    """The whole report: verdicts, console lines, findings with their evidence, the first fix, every exchange."""
    return "\n\n".join(_blocks(document)) + "\n"


def _blocks(document: Mapping[str, Any]) -> Iterator[str]:
    request, heading = document["request"], verdict(document)
    yield f"## CORS: {heading.text.lower()}"
    yield f"{code(visible(request['method']) + ' ' + visible(request['url']))} from {code(visible(request['origin']))}"
    word, sentence = safety(document)
    told = " ".join(filter(None, (f"**{escaped(headline(document).text)}.**", escaped(lede(document)))))
    yield f"{told}\\\n**{word.text}.** {sentence}"
    for name, browser in document["browsers"].items():
        rule = f" ({code(browser['rule'])})" if browser.get("rule") else ""
        yield f"**{BROWSERS[name]}**: {outcome(document, browser).text}{rule}"
        if browser["console"]:
            yield fence("\n".join(visible(line) for line in browser["console"]), "text")
    if document["preflight"]["needed"]:
        reasons = " ".join(reason_sentence(reason) for reason in document["preflight"]["reasons"])
        yield f"**Preflight**: {reasons}"
        yield from (escaped(f"{browsers} keep it: {told}") for browsers, told in reuse(document["preflight"]))
    yield from (f"**Then {escaped(what)}**: {escaped(told)}" for what, told in later.sentences(document))
    for finding in shown_findings(document):
        yield f"### {finding_word(finding).text}: {code(finding['rule'])}"
        yield escaped(finding_title(finding, document))
        shown = [_evidence_lines(laid) for laid in evidence(finding, document)]
        if shown:
            yield fence("\n".join(shown), "text")
    if document.get("fixes") and headers_fix_it(document):
        yield from _fix(document)
    yield "### Exchanges"
    yield from (fence(exchange_text(exchange), "http") for exchange in document["exchanges"])
    if "report_url" in document:
        yield where(document)


def _fix(document: Mapping[str, Any]) -> Iterator[str]:
    """The configuration of the server that the responses name and why that one, else the choice."""
    chosen = choice(document)
    told = f"{escaped(chosen.before)}{f' {code(chosen.evidence)}' if chosen.evidence else ''}{escaped(chosen.after)}"
    if chosen.fix:
        yield f"### Fix: {escaped(chosen.fix['title'])}"
        yield told
        yield from chosen.fix["notes"][:1]
        yield fence(chosen.fix["code"], chosen.fix["language"])
        return
    yield "### Fix"
    near = chosen.nearest or [fix for _, members in chosen.groups for fix in members]
    yield f"{told} {escaped(', '.join(fix['title'] for fix in near))}"


def where(document: Mapping[str, Any]) -> str:
    """The line that leads back to a report."""
    return f"Report: {document['report_url'] or 'not kept, so it has no address'}"


def _evidence_lines(laid: Evidence) -> str:
    text = f"{laid.name}: {laid.before}{laid.marked if not laid.absent else '(not sent)'}{laid.after}"
    return f"--> {laid.where}\n  {text}\n  {laid.pad}{laid.carets} {laid.label}".rstrip()


def escaped(text: str) -> str:
    """Foreign text outside of code, with nothing in it that Markdown would read."""
    return re.sub(r"([\\`*_\[\]<>#|!~])", r"\\\1", visible(text))


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
