"""What the recordings of pages and networks tell of a request, in the words of `Request`.

A case of `https.jsonl.gz` and `more.jsonl.gz` has facts beside its request, as they were recorded; here they become
fields. `OUTSIDE` says of those that have no words why they are outside what a CORS checker is for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_CONTEXTS = {
    "worker": "worker",
    "shared-worker": "shared-worker",
    "service-worker": "service-worker",
    "cross-origin-frame": "cross-origin-frame",
    "sandboxed-frame": "sandboxed-frame",
    "srcdoc-frame": "srcdoc-frame",
    "data-url": "data-url",
    "srcdoc": "srcdoc-frame",
    "about-blank": "blank-frame",
    "sandbox": "sandboxed-frame",
    # With allow-same-origin, it is like any frame of the page's own.
    "sandbox-same": "srcdoc-frame",
    "data": "data-url",
    "blob-frame": "blob-frame",
    "credentialless": "credentialless-frame",
    "blob-worker": "blob-worker",
    "blob-worker-module": "blob-worker",
    "data-worker": "data-worker",
    # A frame that a service worker controls.
    "sw": "document",
}
# Recorded outcomes that are no words of the contract, and the words that they agree with.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    # sendBeacon() or fetchLater() took the request, and never says what became of it.
    "queued": ("allowed", "opaque", "blocked"),
    # A constructor or function threw before anything was sent.
    "throws": ("refused",),
    # Neither load nor error came: what was asked for never arrived.
    "timeout": ("blocked",),
    # The page's script cannot see whether a CSS image is there; requests and lines tell it.
    "unknown": ("allowed", "opaque", "blocked"),
    # The worker runs, and its script, which is empty, says nothing.
    "no-message": ("allowed",),
}
# What the server sent to those that look at the type, where the recording says nothing of it.
_TYPES = {
    **dict.fromkeys(
        (
            "script",
            "module-script",
            "modulepreload",
            "worker-script",
            "worker-module",
            "import-scripts",
            "worker-import",
            "worker-static-import",
        ),
        "text/javascript",
    ),
    "stylesheet": "text/css",
    "eventsource": "text/event-stream",
    "json-module": "application/json",
    "css-module": "text/css",
    "wasm": "application/wasm",
}
# Those of which errors have their type, too.
TYPED = ("module-script", "modulepreload", "json-module", "css-module", "wasm")
# What is printed because the recording's page looks at an error's message, or because of what a manifest says.
LOOKED_AT = re.compile(r"This error message will be blank when privacy\.resistFingerprinting|Manifest: property ")
# Cases whose server allowed the page's origin by name where its header is written down as the request's, which is null.
NAMES_PAGE = frozenset(
    {
        "m-video-0031",
        "m-track-0021",
        "m-prefetch-0026",
        "m-modulepreload-0017",
        "m-manifest-0017",
        "m-css-shape-outside-0014",
        "m-fetch-later-0015",
        "m-eventsource-0029",
        "m-context-0009",
        "m-context-0015",
        "m-context-0018",
    }
)
# CSS images that need CORS; the others never use it.
_CORS_IMAGES = ("mask-image", "shape-outside")
# How the hashes begin of what the recording's server sends to each.
_HASHES = {
    "fetch": ("Jok2",),
    "script": ("ef1a",),
    "module-script": ("ef1a", "J3H3"),
    "modulepreload": ("ef1a", "J3H3"),
    "preload": ("ef1a", "J3H3"),
    "stylesheet": ("n68K",),
}
_SERVICE_WORKER = {"nolistener": "no-listener", "nonresponse": "no-response"}


class OutsideError(Exception):
    """A case that has no words; says why."""


def fields(facts: Mapping[str, Any], initiator: str = "") -> dict[str, Any]:
    """The fields of `Request` that the facts are; raises OutsideError."""
    found: dict[str, Any] = {}
    if facts.get("aborted"):
        raise OutsideError("the page itself aborts its request")
    if initiator == "preload" and "then" in facts:
        raise OutsideError("a preload and what uses it are two requests, of which the second is answered by a cache")
    if "context" in facts:
        if facts["context"] not in _CONTEXTS:
            raise OutsideError(f"the contract has no word for code in {facts['context']}")
        found["context"] = _CONTEXTS[facts["context"]]
    if "hsts_hosts" in facts:
        found["hsts_hosts"] = "hsts.example-target.net"
    for fact, name in (
        ("body_size", "body_bytes"),
        ("worker_credentials", "credentials"),
        ("content_type", "body_type"),
    ):
        if fact in facts:
            found[name] = facts[fact]
    found |= {name: facts[name] for name in ("body", "body_kind", "keepalive") if name in facts}
    if "body_size" in facts:
        found["body"] = ""
    if facts.get("api") == "worker-module":
        found["initiator"] = "worker-module"
    if "as" in facts:
        found["preload_as"] = facts["as"]
    if "sw" in facts:
        found["service_worker"] = _SERVICE_WORKER.get(facts["sw"], facts["sw"])
    if "protocols" in facts:
        found["headers"] = [["Sec-WebSocket-Protocol", ", ".join(facts["protocols"])]]
    if "property" in facts and facts["property"] not in _CORS_IMAGES:
        found |= {"mode": "no-cors", "credentials": "include"}
        if facts["property"] == "import":
            found["initiator"] = "stylesheet"
    if _is_hash(facts.get("integrity")):
        right = any(facts["integrity"].startswith(f"sha256-{start}") for start in _HASHES.get(initiator, ()))
        found["integrity" if right else "integrity_mismatch"] = True
    if "local-network" in facts.get("allow", ""):
        found["allows_local_network"] = True
    return found


def _is_hash(integrity: str | None) -> bool:
    """Whether an integrity attribute holds a hash at all; without one it counts for nothing."""
    return integrity is not None and re.match(r"sha(256|384|512)-[A-Za-z0-9+/=]+\Z", integrity) is not None


def type_of(initiator: str) -> str | None:
    """The type that the recording's server gives what this initiator asks for, where a case says nothing of it."""
    return _TYPES.get(initiator)
