"""What makes two checks identical: a digest of all that was asked, kept with the report.

A request that holds a secret has none: secrets are not stored, and two of them must not be told apart by a digest
of theirs either. Nor has one that was confirmed: what may change data is sent whenever it is asked for.
"""

from __future__ import annotations

import hashlib

from checks.cors.document import request_json
from checks.cors.later import Later
from checks.cors.model import Request
from checks.secrets.redaction import redact


def digest(request: Request, *, probes: bool, confirm_side_effects: bool, then: tuple[Later, ...] = ()) -> str:
    """Equal for identical checks, which may share a report; empty where none may be shared. What a page requests later
    is not looked through for secrets, and shares none either."""
    shown = request_json(request)
    if then or confirm_side_effects or redact({"request": shown})["request"] != shown:
        return ""
    return hashlib.sha256(repr((request, probes)).encode()).hexdigest()
