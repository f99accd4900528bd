"""An OpenAPI or Swagger document (https://spec.openapis.org/): its operations to choose from, on its first server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checks.inputs.documents.collections import Asked, authorized, text, understood
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def parse(value: Any) -> Understood | None:
    """The operations of a document, or None where it is none; raises a Refusal where no server names a host."""
    if not isinstance(value, dict) or not ("openapi" in value or "swagger" in value):
        return None
    version = text(value.get("openapi") or value.get("swagger"))[:10]
    name = f"an {'OpenAPI' if 'openapi' in value else 'OpenAPI (Swagger)'} {version} document".replace("  ", " ")
    server = _server(value)
    if not isinstance(value.get("paths"), dict) or not value["paths"]:
        raise unreadable(f"This is {name} without operations. Write one operation's full URL and method instead.")
    if not re.match(r"https?://", server):
        raise unreadable(
            f"This is {name}, and its server has no host. Write one operation's full URL and method instead."
        )
    found = understood(name, "openapi", _operations(value, server), {})
    sentence = (
        f"An OpenAPI document lists operations, not what a page requests: the first, {found.request.method}, is "
        "used. Choose another, or write one operation's full URL and method."
    )
    return replace(found, notes=(Note("guess", sentence, "url"), *found.notes))


def _server(value: dict[str, Any]) -> str:
    servers = value.get("servers")
    if isinstance(servers, list) and servers and isinstance(servers[0], dict):
        url, listed = text(servers[0].get("url")), servers[0].get("variables")
        for name, variable in listed.items() if isinstance(listed, dict) else ():
            if isinstance(variable, dict) and variable.get("default"):
                url = url.replace("{" + str(name) + "}", text(variable["default"]))
        return url.rstrip("/")
    if value.get("host"):
        schemes = value.get("schemes")
        scheme = text(schemes[0]) if isinstance(schemes, list) and schemes else "https"
        if isinstance(schemes, list) and "https" in schemes:
            scheme = "https"
        return f"{scheme}://{text(value['host'])}{text(value.get('basePath')).rstrip('/')}"
    return ""


def _operations(document: dict[str, Any], server: str) -> Iterator[Asked]:
    for path, item in document["paths"].items():
        if not isinstance(item, dict):
            continue
        for method in _METHODS:
            operation = item.get(method)
            if isinstance(operation, dict):
                yield _asked(document, f"{server}{path}", method, item, operation)


def _asked(document: dict[str, Any], url: str, method: str, item: dict[str, Any], operation: dict[str, Any]) -> Asked:
    asked = Asked(url, method.upper(), name=text(operation.get("operationId")) or url)
    for parameter in [*_listed(item.get("parameters")), *_listed(operation.get("parameters"))]:
        if not isinstance(parameter, dict):
            continue
        parameter = _referred(document, parameter)
        name = text(parameter.get("name"))
        if parameter.get("in") == "header" and parameter.get("required") is True and name:
            asked.headers.append((name, text(parameter.get("example")) or "{{" + name + "}}"))
        if parameter.get("in") == "query" and parameter.get("required") is True and name:
            asked.query.append((name, text(parameter.get("example")) or "{{" + name + "}}"))
        if parameter.get("in") == "body":
            consumes = operation.get("consumes") or document.get("consumes")
            asked.body_type = text(consumes[0]) if isinstance(consumes, list) and consumes else "application/json"
    body = operation.get("requestBody")
    content = _referred(document, body).get("content") if isinstance(body, dict) else None
    if isinstance(content, dict) and content:
        asked.body, asked.body_type = "", "application/json" if "application/json" in content else next(iter(content))
    _sign(document, operation, asked)
    return asked


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _referred(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` of the same document leads to, one step."""
    reference = value.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return value
    found: Any = document
    for name in reference[2:].split("/")[:8]:
        found = found.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _sign(document: dict[str, Any], operation: dict[str, Any], asked: Asked) -> None:
    """Adds the header of the first way of signing in that an operation asks for."""
    asks = operation.get("security", document.get("security"))
    names = next((list(each) for each in _listed(asks) if isinstance(each, dict) and each), [])
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else document.get("securityDefinitions")
    for name in names:
        scheme = schemes.get(name) if isinstance(schemes, dict) else None
        if not isinstance(scheme, dict):
            continue
        kind = text(scheme.get("type")).lower()
        if kind == "http":
            kind = text(scheme.get("scheme")).lower()
        if kind in ("bearer", "oauth2", "openidconnect"):
            authorized(asked, "bearer", {})
        elif kind == "basic":
            authorized(asked, "basic", {})
        elif kind == "apikey":
            authorized(asked, "apikey", {"name": scheme.get("name"), "in": scheme.get("in")})
