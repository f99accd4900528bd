"""Errors as problem details (RFC 9457): one shape for all of the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from checks.origins import site_origin


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: str


KINDS = {
    "bad_request": Kind(400, "Bad request"),
    "invalid_json": Kind(400, "Not JSON"),
    "invalid_field": Kind(400, "A field is wrong"),
    "forbidden": Kind(403, "Not allowed"),
    "unauthorized": Kind(401, "No deletion token"),
    "not_found": Kind(404, "Not found"),
    "method_not_allowed": Kind(405, "Method not allowed"),
    "body_too_large": Kind(413, "Body too large"),
    "unsupported_media_type": Kind(415, "Not application/json"),
    "invalid_url": Kind(422, "The URL cannot be checked"),
    "invalid_origin": Kind(422, "Not an origin"),
    "invalid_method": Kind(422, "Not a method that a page can send"),
    "invalid_header": Kind(422, "Not a header that a page can send"),
    "blocked_host": Kind(422, "This host is not checked"),
    "blocked_port": Kind(422, "This port is not checked"),
    "blocked_address": Kind(422, "This address is not checked"),
    "rate_limited": Kind(429, "Too many checks"),
    "internal_error": Kind(500, "The server failed"),
    "target_busy": Kind(503, "The host is busy with other checks"),
    "limiter_unavailable": Kind(503, "Checks are not possible at this moment"),
}


class Refusal(Exception):
    """Why a request is not done: a code of `KINDS`, one sentence that says what to change, and the field it is about.

    `headers` go with the answer (Retry-After, RateLimit-*, Allow).
    """

    def __init__(
        self, code: str, detail: str, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.field = field
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return KINDS[self.code].status

    @property
    def title(self) -> str:
        return KINDS[self.code].title


def problem(
    request: HttpRequest,
    code: str,
    detail: str,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    kind = KINDS[code]
    body = {
        "type": f"{site_origin(request)}/errors/{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "code": code,
    }
    if field is not None:
        body["field"] = field
    response = HttpResponse(json.dumps(body), status=kind.status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response
