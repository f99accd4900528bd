"""`POST /api/v1/fragments`: what a pasted text is. Nothing is sent, nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from checks.api.body import json_bytes
from checks.api.endpoint import endpoint, json_response
from checks.api.fragments_answer import understood
from checks.lab.origins import site_origin
from checks.running import fragments, readers

MAX_BODY = 4 * 1024 * 1024
_ADVICE = "Send only the one request that fails, as it was copied."


async def create(request: HttpRequest) -> HttpResponse:
    async with fragments.reading("paste", request.META.get("REMOTE_ADDR", "")) as quota:
        raw = json_bytes(request, MAX_BODY)
        answer = await readers.default().run(_ADVICE, understood, raw, site_origin(request))
    return json_response(answer, headers=quota.headers if quota else {})


collection = endpoint(post=create, public=("POST",))
