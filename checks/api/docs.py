"""`/api`: every call of the API with an example that runs, over the OpenAPI description itself."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checks.api.openapi import description
from checks.lab.origins import lab_origin, site_origin

_METHODS = ("get", "post", "delete")
_ORIGIN = "https://app.example.com"
# A report's id and its token, for readers to replace.
REPORT_ID, TOKEN = "REPORT_ID", "DELETE_TOKEN"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `parameters` are name, whether it is required, and what it means."""

    id: str
    method: str
    path: str
    summary: str
    parameters: list[tuple[str, bool, str]]
    statuses: str
    example: str


@require_safe
async def api(request: HttpRequest) -> HttpResponse:
    site = site_origin(request)
    broken = f"{lab_origin(request) or site}/lab/allow-origin-missing/broken"
    return render(request, "api.html", {"operations": list(operations(site, broken)), "site": site})


def operations(site: str, target: str) -> Iterator[Operation]:
    """Every operation of the description; `target` is a URL to check in the examples."""
    told = description(site)
    for path, item in told["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(method, path, item[method], site, target, told["components"]["schemas"])


def _operation(
    method: str, path: str, told: Mapping[str, Any], site: str, target: str, schemas: Mapping[str, Any]
) -> Operation:
    named = [(item["name"], item["required"], item.get("description", "")) for item in told.get("parameters", [])]
    body = told.get("requestBody")
    if body is not None:
        schema = schemas[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
        required = schema.get("required", [])
        named += [(name, name in required, _meaning(part)) for name, part in schema["properties"].items()]
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        parameters=named,
        statuses=", ".join(told["responses"]),
        example=example(told["operationId"], method.upper(), site + path.replace("{report_id}", REPORT_ID), target),
    )


def example(operation: str, method: str, url: str, target: str) -> str:
    """A curl command that makes the call."""
    words = ["curl"]
    if operation == "recentReport":
        words += ["-G", "-H", "Accept: text/plain", "--data-urlencode", f"url={target}", "-d", f"origin={_ORIGIN}"]
    elif operation == "deleteReport":
        words += ["-X", "DELETE", "-H", f"Authorization: Bearer {TOKEN}"]
    elif operation == "check":
        words += _sends({"url": target, "origin": _ORIGIN, "credentials": "include"})
    elif operation == "evaluate":
        request = {"url": "https://api.example.com/items", "origin": _ORIGIN}
        answer = {"url": request["url"], "preflight": False, "status": 200, "headers": []}
        words += _sends({"request": request, "responses": [answer]})
    elif operation == "fragment":
        words += _sends({"text": f"curl {target} -H 'Origin: {_ORIGIN}'", "credentials": "include"})
    elif operation == "fixes":
        words += _sends({"policy": {"origins": [_ORIGIN], "methods": ["GET", "PUT"]}, "stacks": ["nginx"]})
    elif method != "GET":
        words += ["-X", method]
    return shlex.join([*words, url])


def _sends(body: Mapping[str, Any]) -> list[str]:
    return ["-H", "Content-Type: application/json", "-d", json.dumps(body)]


def _meaning(schema: Mapping[str, Any]) -> str:
    """What a field's schema says of it in words."""
    schema = {**schema, **schema.get("anyOf", [{}])[0]}
    words = [schema["description"]] if schema.get("description") else []
    if schema.get("enum"):
        words.append("One of " + ", ".join(map(str, schema["enum"])) + ".")
    if "default" in schema:
        words.append(f"Default {json.dumps(schema['default'])}.")
    return " ".join(words)
