"""The API described in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from __future__ import annotations

from typing import Any

from checks import __version__
from checks.api import openapi_reports
from checks.api.openapi_schemas import SCHEMAS, ref

_RATES = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
_REPORTED = ["Location", *_RATES]
_MADE = "The report of this check; one that the database did not store says `kept: false` and has no Location."
_ID = {"name": "report_id", "in": "path", "required": True, "schema": {"type": "string"}}


def description(site: str) -> dict[str, Any]:
    """The whole description; `site` is our origin."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CORS checker",
            "version": __version__,
            "summary": "Says what Chromium, Firefox and Safari do with a cross-origin request, why, and how to fix it.",
        },
        "servers": [{"url": site}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"deletion": {"type": "http", "scheme": "bearer", "description": "delete_token"}},
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/api/v1/checks": {
            "post": {
                "operationId": "check",
                "summary": "Send the requests of a check and judge the responses",
                "requestBody": _json_body("Check"),
                "responses": {
                    "200": _answer(
                        "Report", "The report of an identical check that started within the last minute.", _REPORTED
                    ),
                    "201": _answer("Report", _MADE, _REPORTED),
                }
                | _problems("400", "408", "413", "415", "422", "429", "503"),
            }
        },
        "/api/v1/checks/{report_id}": {
            "parameters": [_ID],
            "get": {
                "operationId": "report",
                "summary": "Read a report",
                "responses": {"200": {"description": "The report.", "content": openapi_reports.REPORT_FORMS}}
                | _problems("404", "503"),
            },
            "delete": {
                "operationId": "deleteReport",
                "summary": "Delete a report",
                "security": [{"deletion": []}],
                "responses": {"204": {"description": "Deleted."}} | _problems("401", "403", "404", "429", "503"),
            },
        },
        **openapi_reports.paths(_problems("400", "403", "404", "422", "429", "503"), _ID),
        "/api/v1/evaluate": {
            "post": {
                "operationId": "evaluate",
                "summary": "Judge recorded responses; nothing is sent or stored",
                "requestBody": _json_body("Evaluation"),
                "responses": {"200": _answer("Judgement", "The judgement.", [*_RATES])}
                | _problems("400", "408", "413", "415", "422", "429", "503"),
            }
        },
        "/api/v1/fragments": {
            "post": {
                "operationId": "fragment",
                "summary": "Understand a pasted text; nothing is sent or stored",
                "requestBody": _json_body("Fragment"),
                "responses": {"200": _answer("Understood", "What the text is, and what follows from it.", [*_RATES])}
                | _problems("400", "408", "413", "415", "422", "429", "503"),
            }
        },
        "/api/v1/fixes": {
            "post": {
                "operationId": "fixes",
                "summary": "Generate server configurations for a policy; nothing is sent or stored",
                "requestBody": _json_body("FixesWanted"),
                "responses": {"200": _answer("Fixes", "The configurations.", [*_RATES])}
                | _problems("400", "408", "413", "415", "422", "429", "503"),
            }
        },
        "/api/v1/rules": {"get": _listing("rules", "Rule", "Every rule")},
        "/api/v1/stacks": {"get": _listing("stacks", "Stack", "Every server stack that has a fix")},
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "description",
                "summary": "This description",
                "responses": {"200": {"description": "OpenAPI 3.1", "content": _json({"type": "object"})}},
            }
        },
        "/healthz": {"get": _health("health", "Whether the process responds")},
        "/readyz": {
            "get": _health("readiness", "Whether pages can be served: the database responds and stores reports", "503")
        },
        "/readyz/checks": {
            "get": _health(
                "readinessOfChecks", "Whether checks can be made: the rate limiter's store responds, too", "503"
            )
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _json_body(name: str) -> dict[str, Any]:
    return {"required": True, "content": _json(ref(name))}


def _answer(name: str, text: str, headers: list[str] | None = None) -> dict[str, Any]:
    named = {header: {"schema": {"type": "string"}} for header in headers or []}
    return {"description": text, "content": _json(ref(name)), **({"headers": named} if named else {})}


def _listing(name: str, item: str, summary: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"schema": {"const": 1}, name: {"type": "array", "items": ref(item)}},
        "required": ["schema", name],
    }
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": _json(schema)}},
    }


def _health(name: str, summary: str, failure: str | None = None) -> dict[str, Any]:
    words = {"status": ["ok", "failed"]}
    if failure:
        words["status"].append("draining")
        words |= {"database": ["ok", "failed"], "limits": ["ok", "failed"], "checks": ["available", "unavailable"]}
    schema = {
        "type": "object",
        "properties": {name: {"enum": allowed} for name, allowed in words.items()},
        "required": ["status"],
    }
    answers = {"200": {"description": "Yes.", "content": _json(schema)}}
    if failure:
        answers[failure] = {
            "description": "Unavailable: something it needs has failed, or the server is about to stop.",
            "content": _json(schema),
        }
    return {"operationId": name, "summary": summary, "responses": answers}


def _problems(*statuses: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ref("Problem")}}
    return {status: {"description": "Why it was refused.", "content": content} for status in statuses}
