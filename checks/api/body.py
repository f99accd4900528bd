"""The JSON body of a request: bounded, an object, and no deeper than the contract needs."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException

from checks.refusal import Refusal


def json_object(request: HttpRequest, limit: int) -> dict[str, Any]:
    """The object that the body holds; `limit` in bytes. Raises Refusal."""
    if request.content_type != "application/json":
        sentence = "Send JSON, with the header Content-Type: application/json."
        raise Refusal("unsupported_media_type", sentence)
    too_large = Refusal("body_too_large", f"The body may have {limit // 1024} kB. Send less.")
    try:
        raw = request.body
    except RequestDataTooBig as error:
        raise too_large from error
    except RawPostDataException as error:
        raise Refusal("bad_request", "The body ended before it was complete.") from error
    if len(raw) > limit:
        raise too_large
    return parse_object(raw)


def parse_object(raw: bytes | str) -> dict[str, Any]:
    """The object that a JSON text holds. Raises Refusal."""
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Refusal("invalid_json", "The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        sentence = f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise Refusal("invalid_json", sentence) from error
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "invalid_json",
            "The body is not JSON that can be read here: it nests too deeply, or holds a number that is too long.",
        ) from error
    if not isinstance(value, dict):
        raise Refusal("invalid_json", 'The body has to be a JSON object, such as {"url": "…", "origin": "…"}.')
    return value


def _no_constant(name: str) -> None:
    sentence = f"The body is not JSON: {name} is no JSON value (RFC 8259). Send a number, null, or a text in quotes."
    raise Refusal("invalid_json", sentence)
