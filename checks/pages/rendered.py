"""A template with headers of its own, such as those of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_with(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int, headers: Mapping[str, str]
) -> HttpResponse:
    response = render(request, template, context, status=status)
    for name, value in headers.items():
        response.headers[name] = value
    return response
