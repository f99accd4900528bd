"""The API described in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any


def description(site: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "CORS checker", "version": "1"},
        "servers": [{"url": site}],
        "paths": {},
    }
