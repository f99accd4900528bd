"""Errors as problem details (https://www.rfc-editor.org/rfc/rfc9457): one shape for all of the API."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from checks.lab.origins import site_origin
from checks.refusal import Refusal


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = {
        "type": f"{site_origin(request)}/errors/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
    }
    if refusal.field is not None:
        body["field"] = refusal.field
    headers = {"Cache-Control": "no-store", **refusal.headers}
    return HttpResponse(
        json.dumps(body), status=refusal.status, content_type="application/problem+json", headers=headers
    )
