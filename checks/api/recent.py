"""`GET /api/v1/check?url=&origin=`: a check in one line of a script; an equal one within a minute is not run again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from checks.api.endpoint import endpoint
from checks.api.formats import report_response
from checks.cors.model import Request
from checks.inputs import fields
from checks.inputs.check_json import read_check
from checks.lab.origins import site_origin
from checks.refusal import Refusal
from checks.running import service

FRESH_S = 60
_WORDS = ("url", "origin", "method", "credentials", "mode", "redirect", "initiator")
_KNOWN = frozenset((*_WORDS, "header", "probes"))


async def check(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        # Any page could start checks in its visitors' names, with no more than an image.
        raise Refusal("forbidden", "This URL is for scripts, not for pages of other sites.")
    asked, probes = _read(request)
    report = await service.check(
        asked,
        probes=probes,
        confirm_side_effects=False,
        client=request.META.get("REMOTE_ADDR", ""),
        reuse_s=FRESH_S,
    )
    document = service.document_of(report, site_origin(request))
    # A report that several may get is no one's alone to delete.
    document.pop("delete_token", None)
    response = report_response(request, document)
    if report.kept:
        response["Content-Location"] = document["api_url"]
    for name, value in report.rate_limit.items():
        response[name] = value
    return response


def _read(request: HttpRequest) -> tuple[Request, bool]:
    """The request that the query describes, and whether to probe; raises Refusal."""
    for name in request.GET:
        if name not in _KNOWN:
            listed = ", ".join(sorted(_KNOWN))
            raise Refusal("invalid_field", f"There is no parameter “{name[:64]}”. They are {listed}.", name[:64])
    try:
        headers = fields.header_lines("\n".join(request.GET.getlist("header")))
    except Refusal as error:
        raise Refusal(error.code, error.detail, "header") from error
    probes = request.GET.get("probes", "true")
    if probes not in ("true", "false"):
        raise Refusal("invalid_field", "probes must be true or false.", "probes")
    body = {name: request.GET[name] for name in _WORDS if name in request.GET}
    read = read_check({**body, "headers": [list(pair) for pair in headers]})
    return read.request, probes == "true"


resource = endpoint(get=check)
