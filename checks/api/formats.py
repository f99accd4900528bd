"""A report in the form that the client accepts: JSON, the terminal's text, or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from checks.api.endpoint import json_response
from checks.models import Report

FORMS = ("application/json", "text/plain", "text/markdown")


def report_response(request: HttpRequest, document: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The document as JSON unless the client prefers another form; one that still runs is JSON in any case."""
    form = request.get_preferred_type(list(FORMS)) or FORMS[0]
    if form == FORMS[0] or document.get("state", Report.State.DONE) != Report.State.DONE:
        response = json_response(document, status)
    else:
        text = _text(document) if form == "text/plain" else _markdown(document)
        response = HttpResponse(text, status=status, content_type=f"{form}; charset=utf-8")
        response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept"])
    return response


def _text(document: Mapping[str, Any]) -> str:
    from checks.wording.markdown import where
    from checks.wording.plain import text
    from checks.wording.style import Style

    return f"{text(document, Style(on=False))}\n{where(document)}\n"


def _markdown(document: Mapping[str, Any]) -> str:
    from checks.wording.markdown import markdown

    return markdown(document)
