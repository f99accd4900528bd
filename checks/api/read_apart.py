"""Bodies that are read in a process of their own (`checks.running.readers`), counted and bounded for each client."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from checks.api.body import json_bytes
from checks.api.endpoint import Handler, json_response
from checks.lab.origins import site_origin
from checks.running import fragments, readers


def read_apart(kind: fragments.Kind, work: Callable[[bytes, str], bytes], most: int, advice: str) -> Handler:
    """A handler that answers with what `work` makes of the body, of at most so many bytes, and of our origin; `advice`
    says what to send where it takes too long."""

    async def create(request: HttpRequest) -> HttpResponse:
        async with fragments.reading(kind, request.META.get("REMOTE_ADDR", "")) as quota:
            raw = json_bytes(request, most)
            answer = await readers.default().run(advice, work, raw, site_origin(request))
        return json_response(answer, headers=quota.headers if quota else {})

    return create
