"""The JSON body of a request: bounded, and an object."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException

from checks.inputs.json_text import parse_object
from checks.refusal import Refusal

# Where a request without its body holds, in its ASGI scope, how long that might have been.
LONGEST_BODY = "longest_body"


def longest_body(request: HttpRequest) -> int | None:
    """How many bytes the body of this request might have had, where it had more and was left out; else None."""
    scope: dict[str, Any] = getattr(request, "scope", {})
    return scope.get(LONGEST_BODY)


def json_object(request: HttpRequest, limit: int) -> dict[str, Any]:
    """The object that the body holds; `limit` in bytes. Raises Refusal."""
    return parse_object(json_bytes(request, limit))


def json_bytes(request: HttpRequest, limit: int) -> bytes:
    """The body, which says that it is JSON; `limit` in bytes. Raises Refusal."""
    too_large = Refusal("body_too_large", f"The body may have at most {limit // 1024} kB. Send less.")
    if longest_body(request) is not None:
        raise too_large
    if request.content_type != "application/json":
        sentence = "Send JSON, with the header Content-Type: application/json."
        raise Refusal("unsupported_media_type", sentence)
    try:
        raw = request.body
    except RequestDataTooBig as error:
        raise too_large from error
    except RawPostDataException as error:
        raise Refusal("bad_request", "The body ended before it was complete.") from error
    if len(raw) > limit:
        raise too_large
    return raw
