"""`POST /api/v1/fixes`: a policy in, the configuration of each server out. Nothing is sent, nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from checks.api.body import json_bytes
from checks.api.endpoint import endpoint, json_response
from checks.api.fixes_answer import configured
from checks.running import fragments, readers

MAX_BODY = 16 * 1024
_ADVICE = "Send a policy with fewer words."


async def render_fixes(request: HttpRequest) -> HttpResponse:
    async with fragments.reading("fixes", request.META.get("REMOTE_ADDR", "")) as quota:
        answer = await readers.default().run(_ADVICE, configured, json_bytes(request, MAX_BODY))
    return json_response(answer, headers=quota.headers if quota else {})


collection = endpoint(post=render_fixes, public=("POST",))
