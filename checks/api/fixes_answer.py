"""The body of `POST /api/v1/fixes` to the bytes of its answer, in a process of its own (`checks.running.readers`)."""

from __future__ import annotations

from typing import Any

from checks.cors.policy import CorsPolicy, PolicyError
from checks.fixes import STACKS
from checks.inputs.json_text import encode, parse_object
from checks.inputs.shapes import Json, invalid, only
from checks.refusal import Refusal
from checks.reports.document import fixes_of

POLICY_FIELDS = ("origins", "methods", "headers", "credentials", "expose_headers", "max_age")
_CODES = {
    "origins": "invalid_origin",
    "methods": "invalid_method",
    "headers": "invalid_header",
    "expose_headers": "invalid_header",
}


def configured(raw: bytes) -> bytes:
    """The configurations as JSON. Raises Refusal."""
    body = parse_object(raw)
    only(body, ("policy", "stacks"))
    policy, wanted = _policy(body.get("policy")), _stacks(body)
    fixes = [fix for fix in fixes_of(policy) if fix["stack"] in wanted]
    return encode({"schema": 1, "policy": policy.as_dict(), "fixes": fixes})


def _policy(fields: Any) -> CorsPolicy:
    if not isinstance(fields, dict):
        raise invalid("policy", 'Send policy, an object such as {"origins": ["https://app.example.com"]}.')
    only(fields, POLICY_FIELDS, "policy.")
    for name in ("origins", "methods", "headers", "expose_headers"):
        if name in fields and not _is_texts(fields[name]):
            raise invalid(f"policy.{name}", f"policy.{name} must be a list of strings.")
    try:
        return CorsPolicy(**{"origins": (), **fields})
    except PolicyError as error:
        raise Refusal(_CODES.get(error.field, "invalid_field"), error.sentence, f"policy.{error.field}") from error


def _stacks(body: Json) -> frozenset[str]:
    """The ids that are asked for, all where none are named."""
    if "stacks" not in body:
        return frozenset(STACKS)
    if not _is_texts(body["stacks"]):
        raise invalid("stacks", "stacks must be a list of ids, as listed by /api/v1/stacks.")
    for stack in body["stacks"]:
        if stack not in STACKS:
            raise invalid("stacks", f"There is no stack “{stack[:64]}”; /api/v1/stacks lists them.")
    return frozenset(body["stacks"])


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
