"""Signs that no application runs where the request went: what stands before it says so, in its head or its page."""

from __future__ import annotations

import re

from checks.cors.failure import Failed
from checks.cors.model import Evidence
from checks.cors.phrases import NOTHING_FOUND

# Headers by which platforms say that they found nothing to pass a request to.
_MARKS = (
    ("x-railway-fallback", re.compile("true")),
    ("x-render-routing", re.compile("no-server|hibernate-wake-error")),
)


def application_not_running(failed: Failed) -> Evidence | None:
    if failed.names_origin or failed.status < 400:
        return None
    for name, value in failed.response.headers:
        if any(name.lower() == mark and pattern.fullmatch(value) for mark, pattern in _MARKS):
            told = "this means that the platform has no application to pass the request to"
            return failed.header(name, status=str(failed.status), by="", told=told)
    if failed.phrase is not None and failed.phrase.kind == "start":
        return failed.status_evidence(told=failed.said.removeprefix("; "))
    beside = failed.probe("error-path")
    if failed.response.phrase == NOTHING_FOUND and beside is not None and beside.phrase == NOTHING_FOUND:
        told = "its page has no message, here and for another path, as when no application has started"
        return failed.status_evidence(told=told)
    return None
