"""`/r/<id>/export/<form>`: a report's request as a command, as code or as a file; and `/r/<id>/badge`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from checks.exports import EXPORTS, text_of
from checks.exports.badge import badge_word, badges
from checks.lab.origins import site_origin
from checks.models import Report
from checks.pages.htmx import is_by_htmx
from checks.pages.reporting import moment
from checks.running import service


@never_cache
@require_safe
async def export(request: HttpRequest, report_id: str, form: str) -> HttpResponse:
    """The text, as plain text for a browser and for curl; for the report page the fragment that shows it."""
    found = await service.find(report_id)
    chosen = EXPORTS.get(form)
    text = None
    if found is not None and found.facts is not None and chosen is not None:
        text = text_of(chosen, service.document_of(found, site_origin(request)))
    if chosen is None or text is None:
        return render(request, "report_gone.html", status=404)
    if is_by_htmx(request):
        response = render(request, "_export.html", {"export": chosen, "text": text})
    else:
        headers = {"Content-Disposition": f'inline; filename="{chosen.filename}"'}
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
async def badge(request: HttpRequest, report_id: str) -> HttpResponse:
    """The badge as it looks, and the texts that show it elsewhere; for the report page as a fragment."""
    found = await service.find(report_id)
    if found is None or not found.kept or found.facts is None or found.status != Report.State.DONE:
        return render(request, "report_gone.html", status=404)
    document = service.document_of(found, site_origin(request))
    context = {
        "badges": badges(document),
        "word": badge_word(document),
        "picture": reverse("api-badge", args=[found.pk]),
        "report_path": reverse("report", args=[found.pk]),
        "expires": moment(document["expires_at"]),
    }
    response = render(request, "_badge.html" if is_by_htmx(request) else "badge.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
