"""Reports about pasted answers: judged, redacted and stored like those of a live check, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from checks import service, store
from checks.cors.document import facts as facts_of
from checks.cors.judge import Judgement, judge
from checks.cors.model import Request
from checks.cors.plan import plan
from checks.cors.policy import PolicyError, policy_for
from checks.cors.recorded import Recorded, RecordedResponse
from checks.database import in_database
from checks.inputs.understood import PastedAnswer
from checks.json_text import dump
from checks.limits import client_key
from checks.models import Report
from checks.redaction import redact

SOURCE = "pasted"


async def report(request: Request, answers: Sequence[PastedAnswer], *, client: str) -> Report:
    """A stored report of what each browser would make of the answers; raises Refusal where the client has too many."""
    sentence = "You have run as many checks as one client may."
    await service.default().limiter.take(settings.CHECK_RATE_LIMITS, "client", client_key(client), sentence)
    made = Report.begin()
    recorded = assign(request, answers)
    made.facts_json = dump(redact(facts(judge(request, lambda: Recorded(recorded)))))
    made.state = Report.State.DONE
    await in_database(store.insert, made)
    return made


def facts(judgement: Judgement) -> dict[str, Any]:
    """What is stored, with its source."""
    found = facts_of(judgement) | {"source": SOURCE, "options": {"probes": False, "confirm_side_effects": False}}
    try:
        policy = policy_for(judgement.request, judgement.exchanges)
    except PolicyError:
        return {**found, "policy": None}
    return {**found, "policy": policy.as_dict()}


def assign(request: Request, answers: Sequence[PastedAnswer]) -> list[RecordedResponse]:
    """Each answer with the URL and the kind of request that it belongs to. Of answers that do not say it, the first
    of several is the preflight's, where there is one."""
    preflighted = plan(request).needed
    home = request.url.partition("#")[0]
    unnamed = [answer for answer in answers if not answer.url]
    assigned = []
    for answer in answers:
        kind = bool(answer.preflight)
        if not answer.url:
            first_of_several = len(unnamed) > 1 and answer is unnamed[0]
            kind = preflighted and (first_of_several or (len(unnamed) == 1 and kind))
        assigned.append(RecordedResponse(answer.url.partition("#")[0] or home, kind, answer.answer))
    return assigned


def lacks_preflight(request: Request, answers: Sequence[PastedAnswer]) -> bool:
    """Whether a preflight goes first and no answer to it was pasted."""
    return plan(request).needed and not any(item.preflight for item in assign(request, answers))
