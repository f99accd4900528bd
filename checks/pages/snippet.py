"""The JavaScript that makes a request, to be pasted into a browser's console."""

from __future__ import annotations

import json
from typing import Any

from checks.cors.model import Request


def fetch_snippet(request: Request) -> str:
    """`fetch(…)` with only what differs from a plain GET; every string is a JSON literal, safe inside a script."""
    options: dict[str, Any] = {}
    if request.method != "GET":
        options["method"] = request.method
    if request.headers:
        options["headers"] = [list(pair) for pair in request.headers]
    for name, usual in (("credentials", "same-origin"), ("mode", "cors"), ("redirect", "follow"), ("cache", "default")):
        if getattr(request, name) != usual:
            options[name] = getattr(request, name)
    if request.body is not None:
        options["body"] = request.body
    if request.keepalive:
        options["keepalive"] = True
    url = json.dumps(request.url)
    return f"await fetch({url})" if not options else f"await fetch({url}, {json.dumps(options, indent=2)})"
