"""The deletion of a report by whoever has its token; wrong tokens have a limit, so that none can be guessed."""

from __future__ import annotations

from django.conf import settings

from checks.admission.limits import Quota, client_key
from checks.refusal import Refusal
from checks.running import service

GONE = "There is no such report: it has expired or was deleted, or the link is wrong."


async def delete(report_id: str, token: str, client: str) -> None:
    """Raises Refusal where there is no such report, the token is not its own, or too many tokens were wrong."""
    quota = await _take(client, cost=0)
    if quota is not None and not quota.remaining:
        await _take(client)
    deleted = await service.delete(report_id, token)
    if deleted is None:
        raise Refusal("not_found", GONE)
    if not deleted:
        await _take(client)
        raise Refusal("forbidden", "This is not this report's deletion token.")


async def _take(client: str, cost: int = 1) -> Quota | None:
    too_many = "Too many wrong deletion tokens from your address"
    limits = settings.CHECK_DELETION_RATE_LIMITS
    return await service.default().limiter.take(limits, "deletion", client_key(client), too_many, cost=cost)
