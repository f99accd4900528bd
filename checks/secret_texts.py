"""Which texts of a check are secrets: by the names of headers and query parameters, and by their shapes.

Names decide for what the request itself holds; foreign text is searched for shapes only, in time linear in its length,
since a hostile server chooses it.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from checks.cors.secret_names import SECRET_NAME as SECRET_NAME
from checks.cors.secret_names import is_secret_parameter as is_secret_parameter

MAX_PARTS = 64
SHORTEST = 6  # A shorter secret is taken out where it stands, but not looked for elsewhere.

# Each alternative begins where a word does, so that no word is read more than once.
SHAPES = re.compile(
    r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}"  # JSON Web Tokens
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk_test_|sk-|rk_live_|AKIA|ASIA|AIza|ya29\.)"
    r"[A-Za-z0-9._-]{10,}"
    r"|\b(?=[A-Za-z_]*[0-9])(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]{32,}\b"  # long and random
)
SHORTEST_SHAPE = 10
USERINFO = re.compile(r"(?<=//)[^/?#\s@\"'<>]*@")
# A full stop before a space belongs to the sentence around the URL.
QUERY = re.compile(r"([?&#;])([^=&#;\s\"'<>?]+)=([^&#;\s\"'<>]*?(?=\.\s)|[^&#;\s\"'<>]*)")

# Request headers whose values decide a verdict, or name software and language; any other value may be a secret.
_TELLING = frozenset(
    [
        "accept",
        "accept-encoding",
        "accept-language",
        "access-control-request-headers",
        "access-control-request-method",
        "access-control-request-private-network",
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "device-memory",
        "downlink",
        "dpr",
        "ect",
        "host",
        "if-modified-since",
        "if-unmodified-since",
        "origin",
        "pragma",
        "prefer",
        "range",
        "rtt",
        "save-data",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-user",
        "traceparent",
        "user-agent",
        "viewport-width",
        "width",
        "x-requested-with",
    ]
)


def secrets_of(request: dict[str, Any]) -> set[str]:
    """Every secret text in the `request` of a check's facts, as it stands there."""
    found: set[str] = set()
    headers = _pairs(request.get("headers"))
    public = public_text(request)
    telling = " ".join(value for name, value in headers if _is_telling(name)).lower()
    for name, value in headers:
        found.update(_of_header(name, value, f"{public} {telling}"))
        found.update(_of_any_text(value))
    found.update(_of_any_text(str(request.get("url", ""))))
    body = str(request.get("body") or "")
    found.update((body, *_parts(body)))
    return {secret for secret in found if secret and secret.lower() not in public}


def spellings(secret: str) -> Iterator[str]:
    """How a server may repeat a secret: as it is, percent-encoded or decoded, escaped, in base64 at any alignment."""
    yield secret
    for spelled in (
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        unquote(secret),
        unquote_plus(secret),
        html.escape(secret),
        json.dumps(secret)[1:-1],
    ):
        if len(spelled) >= SHORTEST:
            yield spelled
    raw = secret.encode("utf-8", "surrogatepass")
    yield raw.hex()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        # The characters at the edges also hold bits of what stands beside the secret.
        core = encoded[-(-offset * 8 // 6) :] if offset else encoded
        core = core if (offset + len(raw)) % 3 == 0 else core[:-1]
        if len(core) >= SHORTEST:
            yield core
            yield core.replace("+", "-").replace("/", "_")


def public_text(request: dict[str, Any]) -> str:
    """The request's hosts: what is part of them is no secret, however random it looks, and a report must show them."""
    return f"{request.get('origin', '')} {_host(str(request.get('url', '')))}".lower()


def _host(url: str) -> str:
    return re.split(r"[/?#]", url.partition("//")[2], maxsplit=1)[0].rpartition("@")[2]


def _is_telling(name: str) -> bool:
    return name.lower() in _TELLING or name.lower().startswith("sec-ch-ua")


def _of_header(name: str, value: str, public: str) -> Iterator[str]:
    lower = name.lower()
    if _is_telling(name):
        return
    if lower in ("authorization", "proxy-authorization"):
        yield from _of_credentials(value)
    elif lower == "cookie":
        yield from (part.partition("=")[2].strip() for part in value.split(";"))
    elif SECRET_NAME.search(name) or (len(value) >= SHORTEST and value.lower() not in public):
        yield value
        yield from _parts(value)


def _of_credentials(value: str) -> Iterator[str]:
    scheme, _, credentials = value.strip().partition(" ")
    credentials = credentials.strip() or scheme
    yield credentials
    yield from _parts(credentials)
    decoded = _from_base64(credentials) if scheme.lower() == "basic" else None
    if decoded:
        yield decoded
        yield decoded.partition(":")[0]
        yield decoded.partition(":")[2]


def _of_any_text(text: str) -> Iterator[str]:
    yield from (match[0] for match in SHAPES.finditer(text))
    for match in USERINFO.finditer(text):
        userinfo = match[0][:-1]
        yield userinfo
        yield userinfo.partition(":")[2] or userinfo
    for match in QUERY.finditer(text):
        if is_secret_parameter(match[2]):
            yield match[3]
        elif "%" in match[3]:
            # A URL in the query of another, as of a page to go back to.
            yield from (inner[3] for inner in QUERY.finditer(unquote(match[3])) if is_secret_parameter(inner[2]))


def _parts(value: str) -> Iterator[str]:
    """The long words of a value that is a list of parameters or a document: `token=abc, id=1`, `{"token": "abc"}`."""
    found = (
        part
        for word in re.split(r"[\s,;&\"'{}\[\]()<>]+", value)
        for part in (word, word.partition("=")[2], word.partition(":")[2])
        if len(part) >= 12
    )
    yield from islice(found, MAX_PARTS)


def _from_base64(text: str) -> str | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def _pairs(headers: Any) -> list[tuple[str, str]]:
    if not isinstance(headers, list | tuple):
        return []
    return [
        (pair[0], pair[1])
        for pair in headers
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], str)
    ]
