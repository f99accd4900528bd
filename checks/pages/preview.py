"""`/r/<id>/card.png`: what a chat or a network may show of a report's link, where its maker lets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checks.models import Report
from checks.pages.card import verdict_card
from checks.running import service
from checks.running.aside import aside
from checks.running.turns import Turns
from checks.wording import words
from checks.wording.headline import decisive, titled_within, with_safety, within
from checks.wording.told import told_document
from checks.wording.visible import capital, visible

# A picture takes as long as some pages together.
_DRAWING = Turns(at_once=1, waiting=8)
# A report may be deleted at any time.
KEPT_S = 300


@dataclass(frozen=True, slots=True)
class Preview:
    """The verdict, the method, the host, and the rule that decided: no path, no query, no header."""

    word: words.Word
    method: str
    host: str
    cause: str

    @property
    def asked(self) -> str:
        return f"{self.method} {self.host}"

    @property
    def title(self) -> str:
        return f"{self.word.text}: {self.cause}" if self.cause else self.word.text


def preview_of(document: Mapping[str, Any]) -> Preview:
    """What may be shown of a judged report."""
    request = document["request"]
    method, host = visible(request["method"]), words.host_of(request["url"])
    return Preview(with_safety(document), method, host, _cause(document))


def _cause(document: Mapping[str, Any]) -> str:
    """What decided, as part of a sentence and in our own words only: the detail of a failure may name more than the
    host. Empty where nothing is wrong."""
    if document["verdict"] == "differs":
        return within(words.differing(document))
    if document["verdict"] == "unreachable":
        failures = (exchange.get("failure") for exchange in document["exchanges"])
        return next((within(words.FAILURES.get(failure["code"], "")) for failure in failures if failure), "")
    named = decisive(document) or next(_grave(document["findings"]), None)
    return titled_within(named, document) if named else ""


def _grave(findings: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What blocks, then what is unsafe."""
    return (finding for severity in ("error", "security") for finding in findings if finding["severity"] == severity)


@require_safe
async def card(request: HttpRequest, report_id: str) -> HttpResponse:
    found = await service.find(report_id)
    if found is None or found.facts is None or not found.previewed or found.status != Report.State.DONE:
        return render(request, "report_gone.html", status=404)
    shown = preview_of(told_document(found.facts, ""))
    word = shown.word
    async with _DRAWING.turn():
        picture = await aside(verdict_card, word.text, word.tone, word.shape, shown.asked, capital(shown.cause))
    headers = {
        "Cache-Control": f"public, max-age={KEPT_S}",
        # It is there to be shown on other sites.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(picture, content_type="image/png", headers=headers)
