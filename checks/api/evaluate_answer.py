"""The body of `POST /api/v1/evaluate` to the bytes of its answer, in a process of `checks.running.readers`."""

from __future__ import annotations

from checks.inputs.evaluate_json import read_evaluate
from checks.inputs.json_text import encode, parse_object
from checks.running.evaluation import evaluate


def evaluated(raw: bytes, site: str) -> bytes:
    """The judgement as JSON; `site` is our origin. Raises Refusal."""
    body = read_evaluate(parse_object(raw))
    return encode(evaluate(body.request, body.responses, site, fixes=body.fixes, then=body.then))
