"""What the recordings of pages and networks tell of a request, in the words of `Request`.

A case of `https.jsonl.gz` and `more.jsonl.gz` has facts beside its request, as they were recorded; here they become
fields. `OUTSIDE` says of those that have no words why they are outside what a CORS checker is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CONTEXTS = {
    "worker": "worker",
    "shared-worker": "shared-worker",
    "service-worker": "service-worker",
    "data-worker": "data-worker",
    "sandboxed-frame": "sandboxed-frame",
    "srcdoc-frame": "srcdoc-frame",
    "data-url": "data-url",
}


class OutsideError(Exception):
    """A case that has no words; says why."""


def fields(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Request` that the facts are; raises OutsideError."""
    found: dict[str, Any] = {}
    if facts.get("aborted"):
        raise OutsideError("the page itself aborts its request")
    if "context" in facts:
        if facts["context"] not in _CONTEXTS:
            raise OutsideError(f"no words for the context {facts['context']}")
        found["context"] = _CONTEXTS[facts["context"]]
    if "hsts_hosts" in facts:
        found["hsts_hosts"] = "hsts.example-target.net"
    return found
