"""`POST /api/v1/evaluate`: the verdict on recorded answers. Nothing is sent, nothing is stored."""

from __future__ import annotations

from checks.api.endpoint import endpoint
from checks.api.evaluate_answer import evaluated
from checks.api.read_apart import read_apart

MAX_BODY = 256 * 1024
_ADVICE = "Send fewer or shorter responses."

collection = endpoint(post=read_apart("evaluate", evaluated, MAX_BODY, _ADVICE), public=("POST",))
