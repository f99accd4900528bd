"""How often a client may have a text read or a fragment of a page computed, and how many texts at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Literal

from django.conf import settings

from checks.admission.limits import Quota, client_key
from checks.admission.slots import Slots
from checks.refusal import Refusal
from checks.running import service

# Each is counted for itself: whoever fills in the form must not use up what a script of theirs evaluates.
Kind = Literal["paste", "evaluate", "form", "plan", "fixes", "find"]


async def count(kind: Kind, client: str) -> Quota | None:
    """Take one of the client's limits; raises Refusal where it has asked too often."""
    too_many = "Too many requests from your address"
    limiter = service.default().limiter
    return await limiter.take(settings.CHECK_FRAGMENT_RATE_LIMITS, kind, client_key(client), too_many)


@asynccontextmanager
async def reading(kind: Kind, client: str) -> AsyncIterator[Quota | None]:
    """Count a text, and hold one of the client's places while it is read; raises Refusal where there is none."""
    quota = await count(kind, client)
    places = _slots().places()
    try:
        await places.take(("client", client_key(client)))
    except Refusal as full:
        sentence = "Your other texts are still being read. Wait for one to finish, then try again."
        raise Refusal(full.code, sentence, headers={**full.headers, **(quota.headers if quota else {})}) from full
    try:
        yield quota
    finally:
        await places.give_back()


@cache
def _slots() -> Slots:
    return Slots(per_client=settings.CHECK_MAX_READING_PER_CLIENT)
