"""The facts of a check, as they are before a secret is taken out."""

from __future__ import annotations

import json
from typing import Any


def facts(
    headers: list[list[str]] | None = None,
    url: str = "https://api.example.com/items",
    answer: list[list[str]] | None = None,
    **request: Any,
) -> dict[str, Any]:
    """The facts of a check with these request headers, URL and answer's headers, as the engine gives them."""
    sent = headers or []
    received = answer or []
    raw = "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in received) + "\r\n"
    return {
        "schema": 1,
        "request": {"url": url, "origin": "https://app.example.com", "method": "GET", "headers": sent, **request},
        "preflight": {
            "needed": bool(sent),
            "reasons": [{"code": "header", "name": name.lower(), "value": value} for name, value in sent],
        },
        "browsers": {"chromium": {"outcome": "blocked", "rule": "x", "console": [f"Access to fetch at '{url}' from"]}},
        "exchanges": [
            {
                "purpose": "main",
                "request": {"method": "GET", "url": url, "headers": sent},
                "response": {"status": 200, "headers": received},
                "raw": raw,
            }
        ],
        "findings": [
            {
                "rule": "x",
                "evidence": [
                    {"header": name, "value": value, "span": [0, len(value)], "args": {"url": url, "value": value}}
                    for name, value in [*sent, *received]
                ],
            }
        ],
    }


def shown(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
