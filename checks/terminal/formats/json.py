"""JSON: a list of documents, in the order of the requests."""

from __future__ import annotations

import json

from checks.terminal.formats import Found
from checks.terminal.results import Result


def render(found: Found) -> str:
    """What was not sent has an `error` in place of a verdict. The text is ASCII, whatever the output's encoding is."""
    return json.dumps([_document(result) for result in found.results], indent=2, ensure_ascii=True) + "\n"


def _document(result: Result) -> dict[str, object]:
    if result.document is None:
        request = {"url": result.request.url, "origin": result.request.origin, "method": result.request.method}
        return {"schema": 1, "request": request, "error": result.why}
    return {**result.document, "as_wanted": result.state == "good"}
