"""The body of `POST /api/v1/checks` as a request to check, every field cleaned."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checks.cors.later import Later
from checks.cors.model import Request
from checks.inputs import choices
from checks.inputs.later_json import read_then
from checks.inputs.request_fields import FIELDS, Field, cleaned, read, request_of, table
from checks.inputs.shapes import Json, only


@dataclass(frozen=True, slots=True)
class CheckBody:
    request: Request
    probes: bool = True
    confirm_side_effects: bool = False
    fresh: bool = False
    then: tuple[Later, ...] = ()


OPTIONS = table(
    CheckBody,
    probes=Field("Also test the server with other origins."),
    confirm_side_effects=Field("Send a request that may change data."),
    fresh=Field("Ask the server even if an identical check has just run."),
)


def read_check(body: Json) -> CheckBody:
    """Raises Refusal with the contract's code and the field."""
    only(body, (*FIELDS, *OPTIONS, "then"))
    # Types first, so that a wrong type is named before a wrong value.
    found, options = read(body, FIELDS), read(body, OPTIONS)
    request = request_of(cleaned(found, FIELDS))
    request = replace(request, initiator=choices.made_by(request.initiator, request.url))
    choices.possible(request.initiator, request.method, request.headers)
    return CheckBody(request, **options, then=read_then(body))
