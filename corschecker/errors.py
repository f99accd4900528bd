"""Errors that no view answers: problem details under /api/, a page elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from checks.api.problems import problem
from checks.refusal import Refusal


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return problem(request, Refusal("bad_request", "The request cannot be read."))
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return problem(request, Refusal("not_found", "There is nothing at this address."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if _is_api(request):
        return problem(request, Refusal("internal_error", "The fault is ours, not your request's. Try again later."))
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(
        "The form was open for too long, or your browser sends no cookies. Go back, reload the page and try again.",
        status=403,
        content_type="text/plain; charset=utf-8",
    )


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
