"""Pages that say what this is and what it sends."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from checks.lab.origins import site_origin
from checks.probing.driver import user_agent

EXPIRES = timedelta(days=90)


@require_safe
async def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"here": "about"})


@require_safe
async def bot(request: HttpRequest) -> HttpResponse:
    return render(request, "bot.html", {"user_agent": user_agent(site_origin(request)), "contact": settings.CONTACT})


@require_safe
async def robots_txt(request: HttpRequest) -> HttpResponse:
    """What crawlers may read (https://www.rfc-editor.org/rfc/rfc9309): all but what programs are answered. Reports say
    of themselves that they are not to be listed, which a crawler has to be able to read."""
    text = "User-agent: *\nDisallow: /api/v1/\nDisallow: /lab/*/\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
async def favicon(request: HttpRequest) -> HttpResponse:
    """The icon under the name that browsers and feed readers guess."""
    return redirect(static("icon.svg"), permanent=True)


@require_safe
async def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to tell of a weakness or of abuse (https://www.rfc-editor.org/rfc/rfc9116)."""
    if not settings.CONTACT:
        raise Http404
    expires = (timezone.now() + EXPIRES).strftime("%Y-%m-%dT00:00:00Z")
    canonical = f"{site_origin(request)}{request.path}"
    text = f"Contact: {settings.CONTACT}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {canonical}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
