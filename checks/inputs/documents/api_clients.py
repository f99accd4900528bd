"""Exports of Insomnia (4 and 5), Hoppscotch, Thunder Client and Bruno, as JSON or YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from checks.inputs.documents.collections import (
    Asked,
    authorized,
    entries,
    flattened,
    form,
    nested,
    text,
    understood,
)
from checks.inputs.understood import Understood
from checks.refusal import unreadable

_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=----form"


def parse(value: Any) -> Understood | None:
    """A collection of one of these programs, or None where it is none."""
    if isinstance(value, list):
        collections = [item for item in value if isinstance(item, dict) and isinstance(item.get("requests"), list)]
        return _hoppscotch(collections) if collections and _is_hoppscotch(collections[0]) else None
    if value.get("_type") == "export" and isinstance(value.get("resources"), list):
        return _insomnia_4(value["resources"])
    if text(value.get("type")).startswith("collection.insomnia"):
        return _insomnia_5(value)
    if "Thunder Client" in (value.get("clientName"), value.get("client")):
        return _thunder(value)
    if _is_hoppscotch(value):
        return _hoppscotch([value])
    if isinstance(value.get("items"), list) and any(
        isinstance(item, dict) and ("request" in item or "items" in item) for item in value["items"]
    ):
        return _bruno(value)
    return None


def _insomnia_4(resources: list[Any]) -> Understood:
    objects = [item for item in resources if isinstance(item, dict)]
    known: dict[str, str] = {}
    for item in objects:
        if item.get("_type") == "environment":
            # Those of the base environment come first, and others fill in what it lacks.
            known = dict(flattened(item.get("data"))) | known
    requests = (_insomnia(item) for item in objects if item.get("_type") == "request")
    return understood("an Insomnia export", "insomnia", requests, _with_underscore(known))


def _insomnia_5(value: dict[str, Any]) -> Understood:
    environments = value.get("environments")
    known: dict[str, str] = {}
    if isinstance(environments, dict):
        known = dict(flattened(environments.get("data")))
        for other in environments.get("subEnvironments") or []:
            known = dict(flattened(other.get("data") if isinstance(other, dict) else None)) | known
    items = nested(value.get("collection"), "children")
    requests = (_insomnia(item) for item in items if "url" in item and "children" not in item)
    return understood("an Insomnia export", "insomnia", requests, _with_underscore(known))


def _with_underscore(known: dict[str, str]) -> dict[str, str]:
    return known | {f"_.{name}": value for name, value in known.items()}


def _insomnia(item: dict[str, Any]) -> Asked:
    asked = Asked(
        text(item.get("url")),
        text(item.get("method")) or "GET",
        list(entries(item.get("headers"), "name")),
        list(entries(item.get("parameters"), "name")),
        name=text(item.get("name")),
    )
    for name, value in entries(item.get("pathParameters"), "name"):
        asked.url = asked.url.replace(f"/:{name}", f"/{value}") if value else asked.url
    body = item.get("body")
    if isinstance(body, dict) and body.get("mimeType"):
        kind = text(body["mimeType"])
        pairs = form(entries(body.get("params"), "name"))
        asked.body = pairs if isinstance(body.get("params"), list) else text(body.get("text"))
        asked.body_type = {"application/graphql": "application/json", "multipart/form-data": _MULTIPART}.get(kind, kind)
    signing = item.get("authentication")
    if isinstance(signing, dict) and signing.get("disabled") is not True:
        authorized(asked, text(signing.get("type")), signing)
    return asked


def _is_hoppscotch(value: dict[str, Any]) -> bool:
    requests = value.get("requests")
    return "folders" in value and isinstance(requests, list) and "v" in value


def _hoppscotch(collections: list[dict[str, Any]]) -> Understood:
    known: dict[str, str] = {}
    for item in nested(collections, "folders"):
        known = dict(entries(item.get("variables"))) | known
        known |= {
            text(each.get("key")): text(each.get("currentValue") or each.get("initialValue"))
            for each in item.get("variables") or []
            if isinstance(each, dict) and (each.get("currentValue") or each.get("initialValue"))
        }
    return understood("a Hoppscotch collection", "hoppscotch", _hoppscotch_requests(collections, None, 0), known)


def _hoppscotch_requests(collections: Any, above: Any, depth: int) -> Iterator[Asked]:
    for item in collections if isinstance(collections, list) and depth < 10 else []:
        if not isinstance(item, dict):
            continue
        own = item.get("auth")
        auth = own if isinstance(own, dict) and own.get("authType") not in (None, "inherit") else above
        shared = list(entries(item.get("headers")))
        for request in item.get("requests") or []:
            if isinstance(request, dict):
                yield _hoppscotch_request(request, auth, shared)
        yield from _hoppscotch_requests(item.get("folders"), auth, depth + 1)


def _hoppscotch_request(request: dict[str, Any], above: Any, shared: list[tuple[str, str]]) -> Asked:
    asked = Asked(
        text(request.get("endpoint")) or text(request.get("url")) + text(request.get("path")),
        text(request.get("method")) or "GET",
        [*shared, *entries(request.get("headers"))],
        list(entries(request.get("params"))),
        name=text(request.get("name")),
    )
    body = request.get("body")
    if isinstance(body, dict) and body.get("contentType"):
        content = body.get("body")
        asked.body = form(entries(content)) if isinstance(content, list) else text(content)
        kind = text(body["contentType"])
        asked.body_type = _MULTIPART if kind == "multipart/form-data" else kind
    auth = request.get("auth")
    if isinstance(auth, dict) and auth.get("authType") == "inherit":
        auth = above
    if isinstance(auth, dict) and auth.get("authActive") is not False:
        grant = auth.get("grantTypeInfo")
        authorized(
            asked,
            text(auth.get("authType")).replace("oauth-2", "oauth2"),
            auth | (grant if isinstance(grant, dict) else {}),
        )
    return asked


def _thunder(value: dict[str, Any]) -> Understood:
    requests = value.get("requests")
    if not isinstance(requests, list):
        raise unreadable(
            "This is a Thunder Client file without a request. Paste the collection, or one request as cURL."
        )
    settings = value.get("settings")
    above = settings.get("auth") if isinstance(settings, dict) else None
    known = dict(entries(value.get("variables"), "name"))
    asked = (_thunder_request(item, above) for item in requests if isinstance(item, dict))
    return understood("a Thunder Client collection", "thunder-client", asked, known)


def _thunder_request(item: dict[str, Any], above: Any) -> Asked:
    asked = Asked(text(item.get("url")), text(item.get("method")) or "GET", list(entries(item.get("headers"), "name")))
    asked.name = text(item.get("name"))
    if "?" not in asked.url:
        asked.query = [
            (text(param.get("name")), text(param.get("value")))
            for param in item.get("params") or []
            if isinstance(param, dict) and not param.get("isPath") and not param.get("isDisabled")
        ]
    body = item.get("body")
    if isinstance(body, dict) and body.get("type"):
        kind = text(body["type"])
        types = {"json": "application/json", "xml": "application/xml", "text": "text/plain", "formencoded": _FORM}
        types |= {"formdata": _MULTIPART, "graphql": "application/json"}
        asked.body = form(entries(body.get("form"), "name")) if kind.startswith("form") else text(body.get("raw"))
        asked.body_type = types.get(kind, "")
    auth = item.get("auth") or above
    if isinstance(auth, dict):
        kind = text(auth.get("type"))
        own = auth.get(kind)
        authorized(asked, kind, own if isinstance(own, dict) else {"token": own, "prefix": auth.get("bearerPrefix")})
    return asked


def _bruno(value: dict[str, Any]) -> Understood:
    known: dict[str, str] = {}
    for environment in value.get("environments") or []:
        if isinstance(environment, dict):
            known = dict(entries(environment.get("variables"), "name")) | known
    items = nested(value["items"], "items")
    requests = (_bruno_request(item) for item in items if isinstance(item.get("request"), dict))
    return understood("a Bruno collection", "bruno", requests, known)


def _bruno_request(item: dict[str, Any]) -> Asked:
    request = item["request"]
    asked = Asked(text(request.get("url")), text(request.get("method")) or "GET", name=text(item.get("name")))
    asked.headers = list(entries(request.get("headers"), "name"))
    if "?" not in asked.url:
        asked.query = [
            pair
            for pair, param in zip(entries(request.get("params"), "name"), request.get("params") or [], strict=False)
            if not (isinstance(param, dict) and param.get("type") == "path")
        ]
    body = request.get("body")
    mode = text(body.get("mode")) if isinstance(body, dict) else ""
    if isinstance(body, dict) and mode and mode != "none":
        add_body(asked, mode, body.get(mode))
    auth = request.get("auth")
    if isinstance(auth, dict):
        kind = text(auth.get("mode"))
        own = auth.get(kind)
        authorized(asked, kind, own if isinstance(own, dict) else {})
    return asked


def add_body(asked: Asked, mode: str, content: Any) -> None:
    """A body by Bruno's name for its kind."""
    types = {"json": "application/json", "xml": "application/xml", "text": "text/plain", "graphql": "application/json"}
    types |= {"formUrlEncoded": _FORM, "form-urlencoded": _FORM, "multipartForm": _MULTIPART}
    types |= {"multipart-form": _MULTIPART, "sparql": "application/sparql-query"}
    asked.body_type = types.get(mode, "")
    if isinstance(content, list):
        asked.body = form(entries(content, "name"))
    else:
        asked.body = content if isinstance(content, str) else json.dumps(content) if content is not None else ""
