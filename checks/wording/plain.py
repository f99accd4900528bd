"""A document as the report that a terminal shows: verdicts, console lines, findings with the bytes underlined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from checks.cors.rules import RULES
from checks.wording.diagnostic import Evidence, evidence
from checks.wording.headline import headline, lede
from checks.wording.style import Style
from checks.wording.visible import visible
from checks.wording.words import (
    BROWSERS,
    SEVERITY_ORDER,
    finding_title,
    finding_word,
    outcome,
    safety,
)

Document = Mapping[str, Any]
WIDTH = 100


def text(document: Document, style: Style) -> str:
    """The whole report, ending in a line break."""
    return "\n".join(_lines(document, style)) + "\n"


def _lines(document: Document, style: Style) -> Iterator[str]:
    request, word = document["request"], headline(document)
    yield style(word.tone, word.text)
    yield style("strong", f"{visible(request['method'])} {visible(request['url'])}")
    yield f"from {visible(request['origin'])}, by {request['initiator']}, credentials {request['credentials']}"
    yield from _wrapped(visible(lede(document)))
    word, sentence = safety(document)
    yield from _wrapped(f"{style(word.tone, word.text)}: {sentence}")
    yield ""
    yield from _browsers(document, style)
    for finding in sorted(document["findings"], key=lambda item: SEVERITY_ORDER.index(item["severity"])):
        yield ""
        yield from _finding(finding, document, style)


def _browsers(document: Document, style: Style) -> Iterator[str]:
    for name, browser in document["browsers"].items():
        word = outcome(document, browser)
        rule = f"  {browser['rule']}" if browser.get("rule") else ""
        yield f"{BROWSERS[name]:<9} {style(word.tone, word.text)}{rule}"
        for printed in browser["console"]:
            yield from (f"  {style('soft', '|')} {visible(part)}" for part in printed.rstrip("\n").split("\n"))


def _finding(finding: Mapping[str, Any], document: Document, style: Style) -> Iterator[str]:
    word = finding_word(finding)
    rule = RULES.get(finding["rule"])
    yield f"{style(word.tone, word.text)}: {style('strong', finding['rule'])}"
    yield from _wrapped(finding_title(finding, document), "  ")
    for laid in evidence(finding, document):
        yield from _evidence(laid, style)
    if rule is not None and rule.remedy:
        yield from _wrapped(f"Change: {rule.remedy}", "  ")


def _evidence(laid: Evidence, style: Style) -> Iterator[str]:
    shown = f"{laid.name}: {laid.before}{laid.marked if not laid.absent else '(not sent)'}{laid.after}"
    yield style("soft", f"  --> {laid.where}")
    yield f"    {shown}"
    yield style("strong", f"    {laid.pad}{laid.carets} {laid.label}")


def _wrapped(sentence: str, indent: str = "") -> list[str]:
    return wrap(sentence, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
