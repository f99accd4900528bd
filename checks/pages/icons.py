"""`/icon/<tone>/<shape>.svg`: a verdict as the icon of a report's tab."""

from __future__ import annotations

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from checks.wording.words import Shape

# Between those of the light and of the dark theme: the bar of tabs may be either.
COLOURS = {"good": "#2b9348", "wary": "#b87400", "bad": "#d63a3a", "plain": "#7c828a"}
KEPT_S = 86_400


@require_safe
async def icon(request: HttpRequest, tone: str, shape: str) -> HttpResponse:
    if tone not in COLOURS or shape not in get_args(Shape):
        raise Http404
    headers = {"Cache-Control": f"public, max-age={KEPT_S}"}
    return HttpResponse(svg(tone, shape), content_type="image/svg+xml", headers=headers)


def svg(tone: str, shape: str) -> str:
    """The shape of the pages as a picture that stands alone, without their style sheet."""
    drawn = render_to_string("_shape.html", {"shape": shape})
    colour = COLOURS[tone]
    stroke = f'fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"'
    return (
        drawn.replace('class="shape"', f'xmlns="http://www.w3.org/2000/svg" {stroke}')
        .replace('class="full"', f'fill="{colour}"')
        .replace('class="cut"', 'stroke="#fff"')
    )
