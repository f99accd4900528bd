"""`/theme`: whether pages are light or dark, kept in a cookie, so that each page comes as it is to look."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checks.lab.origins import site_origin

SYSTEM = "system"
THEMES = (SYSTEM, "light", "dark")
COOKIE = "theme"
COOKIE_AGE_S = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """`light` or `dark`; empty where the reader's system decides."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if kept in THEMES and kept != SYSTEM else ""


# The form is on every page, and a token in it would have every page set a cookie: whence it comes is asked instead.
@csrf_exempt
@require_POST
async def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice and leads back to the page where it was made; scripts do the same without leaving it."""
    if not _is_ours(request):
        return render(request, "403.html", status=403)
    name = request.POST.get("theme", "")
    response = HttpResponseRedirect(_page(request))
    response.status_code = 303
    if name == SYSTEM:
        response.delete_cookie(COOKIE, samesite="Lax")
    elif name in THEMES:
        response.set_cookie(COOKIE, name, max_age=COOKIE_AGE_S, secure=request.is_secure(), samesite="Lax")
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent the form."""
    told = request.headers.get("Sec-Fetch-Site")
    return told == "same-origin" if told else request.headers.get("Origin") == site_origin(request)


def _page(request: HttpRequest) -> str:
    """The path of the page that the form was on; the front page where the browser does not say which of ours it was."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {urlsplit(site_origin(request)).netloc, request.get_host()}):
        return "/"
    page = urlsplit(referer)
    path = f"{page.path}?{page.query}" if page.query else page.path
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"
