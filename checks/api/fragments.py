"""`POST /api/v1/fragments`: what a pasted text is. Nothing is sent, nothing is stored."""

from __future__ import annotations

from checks.api.endpoint import endpoint
from checks.api.fragments_answer import understood
from checks.api.read_apart import read_apart

MAX_BODY = 4 * 1024 * 1024
_ADVICE = "Send only the one request that fails, as it was copied."

collection = endpoint(post=read_apart("paste", understood, MAX_BODY, _ADVICE), public=("POST",))
