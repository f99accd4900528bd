"""Documents to render: as the API gives them, read from `documents/` or made hostile."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "documents"

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</pre></textarea><svg onload=alert(1)>",
    "{{ 7|add:7 }}{% debug %}",
    "```\n</code><b>bold</b>",
    "`x` [link](javascript:alert(1)) **bold**",
    "\u202eevil\u200b\u0000\r\nSet-Cookie: a=b",
    "' onmouseover='alert(1)",
]


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


def hostile(text: str) -> dict[str, Any]:
    """The blocked document with `text` wherever a server or a stranger can put words."""
    document = deepcopy(read("blocked"))
    document["request"].update(url=f"https://api.example.com/{text}", origin=text, method=text)
    document["request"]["headers"] = [["X-Any", text]]
    document["preflight"]["reasons"] = [
        {"code": "method", "value": text},
        {"code": "header", "name": text, "value": text},
    ]
    for browser in document["browsers"].values():
        browser.update(console=[text], exposed_headers=[text])
    for exchange in document["exchanges"]:
        exchange["request"].update(url=f"https://api.example.com/{text}", method=text, headers=[[text, text]])
        exchange["response"]["headers"] = [["Access-Control-Allow-Origin", text], [text, text]]
    document["exchanges"][1].update(response=None, failure={"code": "bad_response", "detail": text}, probe=text)
    for finding in document["findings"]:
        for item in finding["evidence"]:
            item.update(value=text, span=[0, len(text)], args={"origin": text, "status": text})
    for fix in document["fixes"]:
        fix.update(code=text)
    return document
