"""Recorded answers to a document: the engine over a recording, for the API and for the command alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.cors.document import facts
from checks.cors.judge import judge
from checks.cors.model import Request
from checks.cors.recorded import Recorded, RecordedResponse, as_asked
from checks.fixes import situation_of
from checks.reports.document import remedies
from checks.reports.facts import policy_facts
from checks.secrets.redaction import redact_request
from checks.wording.told import told_document


def evaluate(request: Request, responses: Sequence[RecordedResponse], site: str, *, fixes: bool) -> dict[str, Any]:
    """The document of the contract without id, links, dates and times; with policy and fixes only when asked."""
    judgement = judge(as_asked(request, responses), lambda: Recorded(responses))
    judged = told_document(redact_request(facts(judgement)), site)
    for exchange in judged["exchanges"]:
        exchange.pop("elapsed_ms", None)
    if not fixes:
        return judged
    return {**judged, **remedies(policy_facts(judgement), situation_of(judged))}
