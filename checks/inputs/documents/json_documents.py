"""JSON that holds requests: a HAR, a collection of an API client, an OpenAPI document, an error of axios, a body for
this checker's API, and a report of it."""

from __future__ import annotations

import json
import re
from typing import Any

from checks.inputs.documents import api_clients, axios_error, openapi, postman
from checks.inputs.hars import entries as har_entries
from checks.inputs.recorded_case import of_document, of_evaluation
from checks.inputs.understood import Understood
from checks.refusal import unreadable

_OBJECT = re.compile(r"^[ \t]*+\{", re.MULTILINE)
_BEGINS = re.compile(r"[\s\ufeff\u200b]*+\{\s*+(?:[\"{}\[]|\Z)")


def begins(text: str) -> bool:
    """Whether a text can be JSON that is read here."""
    return text.lstrip("\ufeff\u200b \t\r\n").startswith("{")


def cut(text: str) -> tuple[str, str]:
    """A JSON text, or the HAR in a text that holds other things too, and what stands beside it; each may be empty."""
    if begins(text) and text.rstrip().endswith("}") and '"log"' not in text:
        return text, ""
    start = _OBJECT.search(text) if begins(text) or '"log"' in text else None
    if start is None:
        return "", text
    try:
        value, end = json.JSONDecoder().raw_decode(text, start.end() - 1)
    except (ValueError, RecursionError):
        return (text, "") if begins(text) else ("", text)
    if not isinstance(value.get("log"), dict):
        return "", text
    return text[start.start() : end], f"{text[: start.start()]}\n{text[end:]}"


def parse(text: str) -> Understood | None:
    if not begins(text):
        return _of_a_list(text) if text.lstrip("\ufeff\u200b \t\r\n").startswith("[") else None
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise unreadable("This JSON nests too deeply to be a HAR or a request.") from error
    except ValueError as error:
        if not _BEGINS.match(text) or str(error).startswith("Extra data"):
            return None
        if not text.rstrip().endswith("}"):
            raise unreadable("This JSON ends in the middle. Copy it whole, to its last bracket.") from error
        raise unreadable(f"This is not JSON: {_where(error)}. Paste the file as it was exported.") from error
    if isinstance(value.get("log"), dict):
        return har_entries.parse(value)
    if har_entries.is_entry(value):
        return har_entries.parse({"log": {"entries": [value]}})
    if isinstance(value.get("config"), dict) and (failed := axios_error.understood(value)) is not None:
        return failed
    if "browsers" in value and isinstance(value.get("request"), dict):
        return of_document(value)
    if isinstance(value.get("request"), dict):
        return of_evaluation(value)
    if isinstance(value.get("url"), str) and ("origin" in value or "method" in value):
        return of_evaluation({"request": value})
    if _is_configuration(value):
        return None
    for read in (postman.parse, api_clients.parse, openapi.parse):
        found = read(value)
        if found is not None:
            return found
    raise unreadable(f"{_looks_like(value)} {_READ}")


_READ = (
    "Supported JSON: a HAR, a collection from Postman, Insomnia, Hoppscotch, Thunder Client or Bruno, an OpenAPI "
    "document, an axios error, and request bodies of this checker's API."
)


def _of_a_list(text: str) -> Understood | None:
    """Collections of Hoppscotch and the entries of a HAR are lists; any other is left to who knows it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and any(map(har_entries.is_entry, value)):
        return har_entries.parse({"log": {"entries": value}})
    return api_clients.parse(value)


def _is_configuration(value: dict[str, Any]) -> bool:
    """Whether it configures a server's CORS, which another format reads."""
    names = {name.lower().replace("-", "").replace("_", "") for name in value}
    return bool(names & {"cors", "corsrules", "corsconfiguration", "allowedorigins", "allowedmethods", "alloworigins"})


def _looks_like(value: dict[str, Any]) -> str:
    """A sentence that names what the JSON is, where its own keys tell."""
    for keys, name in _NAMES:
        if keys <= value.keys():
            return f"This looks like {name}, which has no request."
    if value.get("error") or value.get("errors") or value.get("message"):
        return "This looks like a response body; browsers judge its headers. Paste those, or the console line."
    return "This JSON is not of a kind we read."


_NAMES = (
    ({"name", "version", "dependencies"}, "a package.json"),
    ({"name", "version", "scripts"}, "a package.json"),
    ({"compilerOptions"}, "a tsconfig.json"),
    ({"$schema", "properties"}, "a JSON Schema"),
    ({"manifest_version"}, "an extension's manifest"),
    ({"traceEvents"}, "a DevTools Performance recording"),
    ({"lighthouseVersion"}, "a Lighthouse report"),
    ({"netLog"}, "a Chromium net log"),
    ({"constants", "events"}, "a Chromium net log"),
    ({"services"}, "a compose file"),
)


def _where(error: ValueError) -> str:
    return f"{error.msg} at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it cannot be read"
