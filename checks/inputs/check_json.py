"""The body of `POST /api/v1/checks` as a request to check, every field cleaned."""

from __future__ import annotations

from dataclasses import dataclass

from checks.cors.model import Request
from checks.inputs import choices, fields
from checks.inputs.shapes import Json, flag, only, optional_text, pairs, text

REQUEST_FIELDS = (
    "url",
    "origin",
    "method",
    "headers",
    "credentials",
    "mode",
    "redirect",
    "initiator",
    "body",
    "body_kind",
    "body_type",
    "upload_listener",
    "cache",
    "keepalive",
    "referrer_policy",
    "embedder_policy",
    "content_security_policy",
    "hsts",
    "target_address_space",
)


@dataclass(frozen=True, slots=True)
class CheckBody:
    request: Request
    probes: bool
    confirm_side_effects: bool
    fresh: bool


def read_check(body: Json) -> CheckBody:
    """Raises Refusal with the contract's code and the field."""
    only(body, (*REQUEST_FIELDS, "probes", "confirm_side_effects", "fresh"))
    return CheckBody(
        _request(body),
        probes=flag(body, "probes", True),
        confirm_side_effects=flag(body, "confirm_side_effects", False),
        fresh=flag(body, "fresh", False),
    )


def _request(body: Json) -> Request:
    # Types first, so that a wrong type is named before a wrong value.
    url, origin, method = text(body, "url"), text(body, "origin"), text(body, "method", "GET")
    pairs_given = pairs(body.get("headers", []), "headers")
    initiator = _choice(body, "initiator", "fetch", choices.INITIATORS)
    body_kind = _optional_choice(body, "body_kind", choices.BODY_KINDS)
    method, headers = fields.method(method), fields.headers(pairs_given)
    choices.possible(initiator, method, headers)
    return Request(
        url=fields.url(url),
        origin=fields.origin(origin),
        method=method,
        headers=headers,
        credentials=_choice(body, "credentials", "same-origin", choices.CREDENTIALS),
        mode=_choice(body, "mode", "cors", choices.MODES),
        redirect=_choice(body, "redirect", "follow", choices.REDIRECTS),
        initiator=initiator,
        body=choices.body_of(choices.body(optional_text(body, "body")), body_kind),
        body_kind=body_kind,
        body_type=choices.body_type(optional_text(body, "body_type")),
        upload_listener=flag(body, "upload_listener", False),
        cache=_choice(body, "cache", "default", choices.CACHES),
        keepalive=flag(body, "keepalive", False),
        referrer_policy=_optional_choice(body, "referrer_policy", choices.REFERRER_POLICIES),
        embedder_policy=_optional_choice(body, "embedder_policy", choices.EMBEDDER_POLICIES),
        content_security_policy=choices.content_security_policy(optional_text(body, "content_security_policy")),
        hsts=flag(body, "hsts", False),
        target_address_space=_optional_choice(body, "target_address_space", choices.ADDRESS_SPACES),
    )


def _choice(body: Json, name: str, default: str, allowed: tuple[str, ...]) -> str:
    return fields.choice(name, text(body, name, default), allowed)


def _optional_choice(body: Json, name: str, allowed: tuple[str, ...]) -> str | None:
    value = optional_text(body, name)
    return None if value is None else fields.choice(name, value, allowed)
