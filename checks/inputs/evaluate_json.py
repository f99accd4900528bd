"""The body of `POST /api/v1/evaluate`: a request and the answers that were recorded for it.

Shapes are checked, values are not: what a browser's API refuses is a verdict here, not an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from checks.cors.fetch_standard import is_token
from checks.cors.later import Later
from checks.cors.model import Answer, Failure, HttpResponse, RawResponse, Request
from checks.cors.recorded import RecordedResponse
from checks.inputs.later_json import read_then
from checks.inputs.request_fields import FIELDS, read, request_of
from checks.inputs.shapes import Json, flag, invalid, only, optional_number, pairs, text

MAX_RESPONSES = 200
# Header fields, or lines of bytes, of all answers together.
MAX_FIELDS = 5000
_RESPONSE_FIELDS = (
    *("url", "preflight", "status", "headers", "failure", "net_error", "raw", "asked_for"),
    *("http_version", "body"),
)
HTTP_VERSIONS = ("1.1", "2")
BODIES = ("complete", "incomplete")
_NET_ERROR = re.compile(r"(?:net::)?(ERR_[A-Z0-9_]{1,60}(?:\.[A-Za-z]{1,40})?)")


@dataclass(frozen=True, slots=True)
class EvaluateBody:
    request: Request
    responses: tuple[RecordedResponse, ...]
    fixes: bool
    then: tuple[Later, ...] = ()


def read_evaluate(body: Json) -> EvaluateBody:
    """Raises Refusal, `invalid_field` with the field."""
    only(body, ("request", "responses", "then", "fixes", "id"))
    return read_recorded(body)


def read_recorded(body: Json) -> EvaluateBody:
    """The same, whatever else the object holds: a recorded case carries its own notes."""
    request = body.get("request")
    if not isinstance(request, dict):
        raise invalid("request", "Send request, an object with url and origin.")
    responses = body.get("responses", [])
    if not isinstance(responses, list):
        raise invalid("responses", "responses must be a list of responses.")
    if len(responses) > MAX_RESPONSES:
        raise invalid("responses", f"responses may have at most {MAX_RESPONSES} entries.")
    fields = sum(map(_fields, responses))
    if fields > MAX_FIELDS:
        raise invalid("responses", f"responses has {fields:,} header fields; at most {MAX_FIELDS:,} are judged.")
    answers = tuple(_response(response, f"responses[{index}]") for index, response in enumerate(responses))
    only(request, FIELDS, "request.")
    asked = request_of(read(request, FIELDS, "request.", recorded=True))
    return EvaluateBody(asked, answers, flag(body, "fixes", False), read_then(body))


def _fields(response: Any) -> int:
    """How many header fields an answer has, as far as its shape tells."""
    if not isinstance(response, dict):
        return 0
    headers, raw = response.get("headers"), response.get("raw")
    lines = max(raw.count("\n"), raw.count("\r")) if isinstance(raw, str) else 0
    return lines + (len(headers) if isinstance(headers, list | dict) else 0)


def _response(response: Any, field: str) -> RecordedResponse:
    prefix = f"{field}."
    if not isinstance(response, dict):
        raise invalid(field, f"{field} must be an object with url, preflight, and status, failure or raw.")
    only(response, _RESPONSE_FIELDS, prefix)
    url = text(response, "url", prefix=prefix)
    preflight = flag(response, "preflight", False, prefix)
    return RecordedResponse(url.partition("#")[0], preflight, _answer(response, field), _asked_for(response, prefix))


def _asked_for(response: Json, prefix: str) -> tuple[str, ...] | None:
    if "asked_for" not in response:
        return None
    names = response["asked_for"]
    if not isinstance(names, list) or not all(isinstance(name, str) and is_token(name) for name in names):
        raise invalid(prefix + "asked_for", f"{prefix}asked_for must be a list of header names.")
    return tuple(names[:MAX_FIELDS])


def _answer(response: Json, field: str) -> Answer:
    prefix = f"{field}."
    given = [name for name in ("status", "failure", "raw") if name in response]
    if len(given) != 1:
        raise invalid(field, f"{field} must have one of status, failure and raw.")
    headers = pairs(response.get("headers", []), prefix + "headers")
    for name, value in headers:
        _latin1(name + value, prefix + "headers")
    if "net_error" in response and "failure" not in response:
        raise invalid(prefix + "net_error", f"{prefix}net_error goes with failure, and is the browser's own code.")
    version = _word(response, "http_version", HTTP_VERSIONS, prefix)
    incomplete = _word(response, "body", BODIES, prefix) == "incomplete"
    if "failure" in response:
        return _failure(response, prefix)
    if "raw" in response:
        head = _latin1(text(response, "raw", prefix=prefix), prefix + "raw")
        return RawResponse(head, incomplete=incomplete)
    status = optional_number(response, "status", prefix)
    if status is None or not 0 <= status < 2**31:
        raise invalid(prefix + "status", f"{prefix}status must be a whole number, such as 200.")
    fields = tuple((name, value.strip(" \t\r\n")) for name, value in headers)
    return HttpResponse(status, fields, http_version=version, incomplete=incomplete)


def _word(response: Json, name: str, words: tuple[str, ...], prefix: str) -> str:
    """One of the words, the first where none is given."""
    word = response.get(name, words[0])
    if word not in words:
        raise invalid(prefix + name, f"{prefix}{name} is one of {', '.join(words)}.")
    return str(word)


def _failure(response: Json, prefix: str) -> Failure:
    code = text(response, "failure", prefix=prefix)[:64]
    if "net_error" not in response:
        return Failure(code)
    named = _NET_ERROR.fullmatch(text(response, "net_error", prefix=prefix))
    if named is None:
        sentence = f"{prefix}net_error must be Chromium's code of the failure, such as ERR_NAME_NOT_RESOLVED."
        raise invalid(prefix + "net_error", sentence)
    return Failure(code, f"The browser says why, in Chromium's words net::{named[1]}.", named[1])


def _latin1(value: str, field: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError as error:
        raise invalid(field, f"{field} must be bytes as Latin-1 text: no character above U+00FF.") from error
