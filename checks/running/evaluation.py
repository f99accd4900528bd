"""Recorded answers to a document: the engine over a recording, for the API and for the command alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.cors import later
from checks.cors.document import facts
from checks.cors.judge import judge
from checks.cors.later import Later
from checks.cors.model import Request
from checks.cors.recorded import Recorded, RecordedResponse, as_asked
from checks.fixes import situation_of
from checks.reports.document import remedies
from checks.reports.facts import policy_facts
from checks.secrets.redaction import redact_request
from checks.wording.told import told_document


def evaluate(
    request: Request,
    responses: Sequence[RecordedResponse],
    site: str,
    *,
    fixes: bool,
    then: Sequence[Later] = (),
) -> dict[str, Any]:
    """The document of the contract without id, links, dates and times; with policy and fixes only when asked, and with
    what the page requests later where that is given."""
    asked = as_asked(request, responses)
    judgement = judge(asked, lambda: Recorded(responses))
    known = facts(judgement)
    if then:
        known["then"] = later.facts(asked, then, lambda _: Recorded(responses))
    judged = told_document(redact_request(known), site)
    for exchange in judged["exchanges"]:
        exchange.pop("elapsed_ms", None)
    if not fixes:
        return judged
    return {**judged, **remedies(policy_facts(judgement), situation_of(judged))}
