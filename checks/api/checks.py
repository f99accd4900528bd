"""`/api/v1/checks`: run a check, read its report, delete it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from checks.api.body import json_object
from checks.api.endpoint import endpoint, json_response
from checks.api.formats import report_response
from checks.inputs.check_json import read_check
from checks.lab.origins import site_origin
from checks.models import Report
from checks.refusal import Refusal
from checks.running import deletion, service

MAX_BODY = 16 * 1024


async def create(request: HttpRequest) -> HttpResponse:
    body = read_check(json_object(request, MAX_BODY))
    report = await service.check(
        body.request,
        probes=body.probes,
        confirm_side_effects=body.confirm_side_effects,
        client=request.META.get("REMOTE_ADDR", ""),
        reuse_s=0 if body.fresh else settings.CHECK_REUSE_S,
        then=body.then,
    )
    document = service.document_of(report, site_origin(request))
    place = {"Location": document["api_url"]} if report.kept else {}
    told = report.rate_limit
    return json_response(document, 201 if report.delete_token else 200, {**place, **told})


async def read(request: HttpRequest, report_id: str) -> HttpResponse:
    report = await service.find(report_id)
    if report is None:
        raise Refusal("not_found", deletion.GONE)
    response = report_response(request, service.document_of(report, site_origin(request)))
    if report.status == Report.State.RUNNING:
        response["Retry-After"] = "1"
    return response


async def delete(request: HttpRequest, report_id: str) -> HttpResponse:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        sentence = "Send the header Authorization: Bearer with the deletion token that came with the report."
        raise Refusal("unauthorized", sentence, headers={"WWW-Authenticate": "Bearer"})
    await deletion.delete(report_id, token.strip(), request.META.get("REMOTE_ADDR", ""))
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


collection = endpoint(post=create)
item = endpoint(get=read, delete=delete, public=("GET",))
