"""Reports about pasted answers: judged, redacted and stored like those of a live check, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from checks import service
from checks.cors.judge import judge
from checks.cors.model import Request
from checks.cors.plan import plan
from checks.cors.recorded import Recorded, RecordedResponse
from checks.inputs.understood import PastedAnswer
from checks.limits import client_key
from checks.models import Report
from checks.report_facts import report_facts
from checks.writing import complete

SOURCE = "pasted"


async def report(request: Request, answers: Sequence[PastedAnswer], *, client: str) -> Report:
    """A report of what each browser would make of the answers; raises Refusal where the client has too many."""
    sentence = "You have run as many checks as one client may."
    await service.default().limiter.take(settings.CHECK_RATE_LIMITS, "client", client_key(client), sentence)
    made = Report.begin()
    recorded = assign(request, answers)
    complete(made, report_facts(judge(request, lambda: Recorded(recorded)), source=SOURCE))
    await service.default().writer.insert(made)
    return made


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
