"""Reports about pasted answers: stored like those of a live check, and nothing is sent."""

from __future__ import annotations

from django.conf import settings

from checks.admission.limits import client_key
from checks.models import Report
from checks.running import service


async def report(facts: str, *, client: str, previewed: bool = False) -> Report:
    """A report of facts, as JSON that holds no secret; raises Refusal where the client has too many."""
    too_many = "Too many checks from your address"
    await service.default().limiter.take(settings.CHECK_RATE_LIMITS, "client", client_key(client), too_many)
    made = Report.begin()
    made.facts_json = facts
    made.state = Report.State.DONE
    made.previewed = previewed
    await service.default().writer.insert(made)
    return made
