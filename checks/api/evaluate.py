"""`POST /api/v1/evaluate`: the verdict on recorded answers. Nothing is sent, nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from checks.api.body import json_bytes
from checks.api.endpoint import endpoint, json_response
from checks.api.evaluate_answer import evaluated
from checks.lab.origins import site_origin
from checks.running import fragments, readers

MAX_BODY = 256 * 1024
_ADVICE = "Send fewer answers, or shorter ones."


async def create(request: HttpRequest) -> HttpResponse:
    async with fragments.reading("evaluate", request.META.get("REMOTE_ADDR", "")) as quota:
        raw = json_bytes(request, MAX_BODY)
        answer = await readers.default().run(_ADVICE, evaluated, raw, site_origin(request))
    return json_response(answer, headers=quota.headers if quota else {})


collection = endpoint(post=create, public=("POST",))
