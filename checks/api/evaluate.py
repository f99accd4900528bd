"""`POST /api/v1/evaluate`: the verdict on recorded answers. Nothing is sent, nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from checks.api.body import json_object
from checks.api.endpoint import endpoint, json_response
from checks.api.evaluate_body import read_evaluate
from checks.evaluation import evaluate
from checks.origins import site_origin

MAX_BODY = 256 * 1024


async def create(request: HttpRequest) -> HttpResponse:
    body = read_evaluate(json_object(request, MAX_BODY))
    return json_response(evaluate(body.request, body.responses, site_origin(request), fixes=body.fixes))


collection = endpoint(post=create, public=("POST",))
