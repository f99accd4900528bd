"""Pages that say what this is and what it sends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checks.origins import site_origin
from checks.probing.driver import user_agent


@require_safe
async def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"here": "about"})


@require_safe
async def bot(request: HttpRequest) -> HttpResponse:
    return render(request, "bot.html", {"user_agent": user_agent(site_origin(request))})
