"""The addresses that give a report in several forms, for the OpenAPI description."""

from __future__ import annotations

from typing import Any

from checks.api.openapi_schemas import properties, ref, required
from checks.inputs.request_fields import FIELDS

_TEXT = {"schema": {"type": "string"}}
REPORT_FORMS = {
    "application/json": {"schema": ref("Report")},
    "text/plain": _TEXT,
    "text/markdown": _TEXT,
}


def _parameter(name: str, text: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": text,
        "schema": {"type": "string", **schema},
    }


def _field(name: str) -> dict[str, Any]:
    told = {**properties(FIELDS)[name]}
    return _parameter(name, told.pop("description"), required=name in required(FIELDS), **told)


PARAMETERS = [
    _field("url"),
    _field("origin"),
    _parameter("method", "Only the preflight is sent for a method that may change data.", default="GET"),
    {
        **_parameter("header", "A header that the page sets, as Name: value; can be repeated."),
        "schema": {"type": "array", "items": {"type": "string"}},
    },
    *map(_field, ("credentials", "mode", "redirect", "initiator")),
    _parameter("probes", "Also test the server with other origins.", enum=["true", "false"], default="true"),
]


def paths(problems: dict[str, Any], report_id: dict[str, Any]) -> dict[str, Any]:
    """`problems` are the errors of the address that checks."""
    missing = {status: problems[status] for status in ("404", "503")}
    return {
        "/api/v1/check": {
            "get": {
                "operationId": "recentReport",
                "summary": "The report of an identical check of the last minute, or of a new one",
                "parameters": PARAMETERS,
                "responses": {"200": {"description": "The report.", "content": REPORT_FORMS}}
                | {status: problem for status, problem in problems.items() if status != "404"},
            }
        },
        "/api/v1/checks/{report_id}/badge.svg": {
            "parameters": [report_id],
            "get": {
                "operationId": "badge",
                "summary": "A report's verdict as an image",
                "responses": {"200": {"description": "SVG.", "content": {"image/svg+xml": _TEXT}}} | missing,
            },
        },
    }
