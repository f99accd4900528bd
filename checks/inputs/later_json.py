"""The later requests of an evaluation: `then`, a list of objects with the fields in which each differs."""

from __future__ import annotations

from typing import Any

from checks.cors.later import Later
from checks.inputs.request_fields import FIELDS, read
from checks.inputs.shapes import Json, invalid, only

MAX_LATER = 20
MAX_AFTER_S = 7 * 86400
# What a page chooses anew for each request; the rest is the page's own.
LATER_FIELDS = {
    name: FIELDS[name]
    for name in (
        *("url", "method", "headers", "credentials", "mode", "redirect", "initiator", "cache", "keepalive"),
        *("body", "body_kind", "body_type", "upload_listener", "context"),
    )
}


def read_then(body: Json) -> tuple[Later, ...]:
    """Raises Refusal, `invalid_field` with the field."""
    listed = body.get("then", [])
    if not isinstance(listed, list):
        raise invalid("then", "then must be a list of later requests.")
    if len(listed) > MAX_LATER:
        raise invalid("then", f"then may have at most {MAX_LATER} requests.")
    return tuple(_later(entry, f"then[{index}]") for index, entry in enumerate(listed))


def _later(entry: Any, field: str) -> Later:
    if not isinstance(entry, dict):
        raise invalid(field, f"{field} must be an object with the fields in which the request differs.")
    prefix = f"{field}."
    only(entry, (*LATER_FIELDS, "after_s"), prefix)
    after = entry.get("after_s", 0)
    if isinstance(after, bool) or not isinstance(after, int | float) or not 0 <= after <= MAX_AFTER_S:
        sentence = f"{prefix}after_s must be a number of seconds from 0 to {MAX_AFTER_S:,}, such as 60."
        raise invalid(prefix + "after_s", sentence)
    known = {name: row for name, row in LATER_FIELDS.items() if name in entry}
    return Later(tuple(read(entry, known, prefix, recorded=True).items()), after)
