"""How a value of Access-Control-Allow-Origin that is not the page's origin differs from it."""

from __future__ import annotations

import re

from checks.cors import urls

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def near_miss(value: str, origin: str) -> str:
    """The id of the rule that a value breaks which is one, and not the origin."""
    parsed, wanted = urls.parse(value), urls.parse(origin)
    if value == "null":
        return "allow-origin-mismatch"
    if re.match(r"file:", value, re.IGNORECASE):
        return "allow-origin-file"
    if parsed is None or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", value):
        return "allow-origin-invalid"
    if wanted is None:
        return "allow-origin-mismatch"
    if parsed.hostname != wanted.hostname:
        near = host_spelling(parsed.hostname, wanted.hostname)
        return "allow-origin-host-spelling" if near and parsed.is_http else "allow-origin-mismatch"
    if parsed.origin == wanted.origin and parsed.is_http:
        bare = re.match(r"[^/]*//[^/?#]*\Z", value)
        return "allow-origin-case-or-port" if bare else "allow-origin-trailing-slash"
    return "allow-origin-scheme-differs"


def host_spelling(value: str, wanted: str) -> str | None:
    """How two different hosts can be taken for one by a reader: None where they cannot."""
    if value == wanted:
        return None
    if _LOOPBACK.issuperset((value, wanted)):
        return f"{value} and {wanted} are the same machine but different hosts"
    if value.rstrip(".") == wanted.rstrip("."):
        return "a trailing dot is part of the host"
    if value.removeprefix("www.") == wanted.removeprefix("www."):
        return "with and without www are different hosts"
    return None
