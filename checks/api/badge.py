"""`/api/v1/checks/{id}/badge.svg`: a report's verdict as an image for a README."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from checks.api.endpoint import endpoint
from checks.exports.badge import badge_word
from checks.models import Report
from checks.refusal import Refusal
from checks.running import service
from checks.wording.words import COLOURS, verdict

_CHARACTER, _PADDING, _LABEL = 6.6, 12, 44


async def badge(request: HttpRequest, report_id: str) -> HttpResponse:
    report = await service.find(report_id)
    if report is None or report.facts is None or report.status != Report.State.DONE:
        raise Refusal("not_found", "There is no finished report with this id.")
    picture = svg(badge_word(report.facts), COLOURS[verdict(report.facts).tone])
    headers = {
        "Cache-Control": "no-cache",
        # It is there to be shown on other sites.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)


def svg(word: str, colour: str) -> str:
    """The word on its colour, after the label."""
    shown = escape(word)
    right = round(len(word) * _CHARACTER) + _PADDING
    width = _LABEL + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="CORS: {shown}">'
        f'<title>CORS: {shown}</title><rect width="{_LABEL}" height="20" fill="#3a3d42"/>'
        f'<rect x="{_LABEL}" width="{right}" height="20" fill="{colour}"/>'
        '<g fill="#fff" font-family="DejaVu Sans,Verdana,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{_LABEL / 2}" y="14">CORS</text><text x="{_LABEL + right / 2}" y="14">{shown}</text></g></svg>\n'
    )


image = endpoint(get=badge, public=("GET",))
