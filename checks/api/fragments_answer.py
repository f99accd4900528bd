"""The body of `POST /api/v1/fragments` to the bytes of its answer, in a process of `checks.running.readers`."""

from __future__ import annotations

from checks.inputs.json_text import encode, parse_object
from checks.inputs.request_fields import FIELDS, cleaned, read
from checks.inputs.shapes import only, text
from checks.running.fragment_document import fragment_document


def understood(raw: bytes, site: str) -> bytes:
    """The document as JSON; `site` is our origin. Raises Refusal."""
    body = parse_object(raw)
    only(body, ("text", *FIELDS))
    beside = {name: field for name, field in FIELDS.items() if name in body}
    return encode(fragment_document(text(body, "text"), cleaned(read(body, beside), beside), site))
