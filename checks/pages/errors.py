"""`/errors/<code>`: what an error of the API means; the `type` of every problem leads here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checks.refusal import KINDS


@require_safe
async def error(request: HttpRequest, code: str) -> HttpResponse:
    if code not in KINDS:
        raise Http404
    return render(request, "error.html", {"code": code, "kind": KINDS[code]})
