"""Secrets are taken out of facts before anything is stored: a pure function over JSON.

First all secrets are found, by the names of headers and query parameters and by their shapes; then every text loses
what equals one of them, plain, percent-encoded or in base64, wherever a server may have repeated it. Names stay,
and the marker says nothing of a secret's length.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

MARK = "[redacted]"
SHORTEST = 6  # A shorter secret is taken out where it stands, but not looked for elsewhere.

_SECRET_NAME = re.compile(
    r"token|secret|api[-_]?key|session|csrf|xsrf|auth|passw|pwd|signature|credential|cookie|jwt", re.IGNORECASE
)
_SECRET_PARAMETER = re.compile(rf"{_SECRET_NAME.pattern}|^(?:key|sig|sid|code|state|pass|otp|pin)$", re.IGNORECASE)
_SHAPES = re.compile(
    r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}"  # JSON Web Tokens, signed or encrypted
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk_test_|sk-|rk_live_|AKIA|ASIA|AIza|ya29\.)"
    r"[A-Za-z0-9._-]{10,}"
    r"|(?=[A-Za-z0-9_]*[0-9])(?=[A-Za-z0-9_]*[A-Za-z])\b[A-Za-z0-9_]{32,}\b"  # long and random
)
_USERINFO = re.compile(r"(?<=//)[^/?#\s@\"'<>]*@")
_HEAD_LINE = re.compile(r"([^:\r\n]+):([ \t]*)([^\r\n]*)")
_QUERY = re.compile(r"([?&#;])([^=&#;\s\"'<>?]+)=([^&#;\s\"'<>]*)")

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
# What is ours: names from closed lists, and never foreign text.
_OWN = frozenset(
    [
        "schema",
        "rule",
        "severity",
        "purpose",
        "outcome",
        "verdict",
        "safety",
        "code",
        "field",
        "mode",
        "credentials",
        "redirect",
        "initiator",
        "cache",
        "browser",
        "browsers",
        "probe",
        "state",
        "reasons",
        "options",
    ]
)


def redact(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a check (`request`, `exchanges`, and what was concluded) without secrets."""
    return _Scrubber(secrets_of(facts)).clean(facts)  # type: ignore[no-any-return]


def secrets_of(facts: dict[str, Any]) -> set[str]:
    """Every secret text in the facts, as it stands there."""
    found: set[str] = set()
    public = _public_text(facts)
    for node in _dicts(facts):
        is_answer = "status" in node
        for name, value in _pairs(node.get("headers")):
            found.update(_of_answer_header(name, value) if is_answer else _of_request_header(name, value, public))
        for line in _HEAD_LINE.finditer(str(node.get("raw", ""))):
            found.update(_of_answer_header(line[1], line[3].strip()))
        body = node.get("body")
        if isinstance(body, str) and body:
            found.add(body)
    for text in _texts(facts):
        found.update(_of_any_text(text))
    return {secret for secret in found if secret and secret != MARK}


def _public_text(facts: dict[str, Any]) -> str:
    """What the request shows anyway: a value that is part of it is no secret, and taking it out would garble all."""
    request = facts.get("request") or {}
    telling = [value for name, value in _pairs(request.get("headers")) if _is_telling(name)]
    return " ".join([str(request.get("origin", "")), _host(str(request.get("url", ""))), *telling]).lower()


def _host(url: str) -> str:
    return re.split(r"[/?#]", url.partition("//")[2], maxsplit=1)[0].rpartition("@")[2]


def _is_telling(name: str) -> bool:
    return name.lower() in _TELLING or name.lower().startswith("sec-ch-ua")


def _of_request_header(name: str, value: str, public: str) -> Iterator[str]:
    lower = name.lower()
    if _is_telling(name):
        return
    if lower in ("authorization", "proxy-authorization"):
        yield from _of_credentials(value)
    elif lower == "cookie":
        yield from (part.partition("=")[2].strip() for part in value.split(";"))
    elif _SECRET_NAME.search(name) or (len(value) >= SHORTEST and value.lower() not in public):
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


def _of_answer_header(name: str, value: str) -> Iterator[str]:
    lower = name.lower().strip()
    if lower.startswith("access-control-"):
        return
    if lower == "set-cookie":
        yield value.partition(";")[0].partition("=")[2].strip()
    elif lower in ("www-authenticate", "proxy-authenticate"):
        yield value.strip().partition(" ")[2].strip()
    elif _SECRET_NAME.search(lower):
        yield value


def _of_any_text(text: str) -> Iterator[str]:
    yield from (match[0] for match in _SHAPES.finditer(text))
    for match in _USERINFO.finditer(text):
        userinfo = match[0][:-1]
        yield userinfo
        yield userinfo.partition(":")[2] or userinfo
    for match in _QUERY.finditer(text):
        if _SECRET_PARAMETER.search(unquote_plus(match[2])):
            yield match[3]


def _parts(value: str) -> Iterator[str]:
    """The long words of a value that is a list of parameters: `token=abc, id=1`."""
    yield from (part for part in re.split(r"[\s,;=:\"']+", value) if len(part) >= 12)


class _Scrubber:
    """Cleans JSON of known secrets."""

    def __init__(self, secrets: set[str]) -> None:
        self.secrets = secrets
        spelled = {form for secret in secrets if len(secret) >= SHORTEST for form in _spellings(secret)}
        ordered = sorted(spelled, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None

    def clean(self, node: Any, key: str = "") -> Any:
        if isinstance(node, str):
            return node if key in _OWN else self.text(node)
        if isinstance(node, dict):
            return self._object(node)
        if isinstance(node, list | tuple):
            if key == "headers" and all(isinstance(item, list | tuple) and len(item) == 2 for item in node):
                return [[self.text(name), self._value(str(name), value)] for name, value in node]
            return [self.clean(item, key) for item in node]
        return node

    def text(self, text: str) -> str:
        if self.pattern is not None:
            text = self.pattern.sub(MARK, text)
        return _QUERY.sub(self._parameter, _USERINFO.sub(f"{MARK}@", text))

    def _object(self, node: dict[str, Any]) -> dict[str, Any]:
        cleaned = {
            self.text(name) if name not in _OWN else name: self.clean(value, name) for name, value in node.items()
        }
        header, value = node.get("header"), node.get("value")
        if isinstance(header, str) and isinstance(value, str):
            cleaned["value"] = self._value(header, value)
        if "name" in node and "code" in node and isinstance(value, str):
            cleaned["value"] = self._value(str(node["name"]), value)
        if cleaned.get("value") != value and "span" in cleaned:
            cleaned["span"] = None
        if isinstance(node.get("body"), str) and node["body"]:
            cleaned["body"] = MARK
        if isinstance(node.get("raw"), str):
            cleaned["raw"] = _HEAD_LINE.sub(self._line, node["raw"])
        return cleaned

    def _line(self, match: re.Match[str]) -> str:
        return f"{self.text(match[1])}:{match[2]}{self._value(match[1], match[3])}"

    def _value(self, name: str, value: Any) -> Any:
        """A header's value; a short secret is only ever taken out here, where its name tells it."""
        if not isinstance(value, str):
            return value
        cleaned = self.text(value)
        lower = name.lower().strip()
        if cleaned != value or lower.startswith("access-control-") or not _SECRET_NAME.search(lower):
            return cleaned
        if lower == "set-cookie":
            pair, semicolon, attributes = cleaned.partition(";")
            return f"{pair.partition('=')[0]}={MARK}{semicolon}{attributes}"
        if lower in ("authorization", "www-authenticate", "proxy-authorization", "proxy-authenticate"):
            scheme, space, _ = cleaned.partition(" ")
            return f"{scheme} {MARK}" if space else (MARK if "authorization" in lower else cleaned)
        return MARK if value else value

    def _parameter(self, match: re.Match[str]) -> str:
        if match[3] and _SECRET_PARAMETER.search(unquote_plus(match[2])):
            return f"{match[1]}{match[2]}={MARK}"
        return match[0]


def _spellings(secret: str) -> Iterator[str]:
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


def _from_base64(text: str) -> str | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def _dicts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = node.values()
    elif not isinstance(node, list | tuple):
        return
    for item in node:
        yield from _dicts(item)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _texts(item)


def _pairs(headers: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(headers, list | tuple):
        return []
    return [
        (pair[0], pair[1])
        for pair in headers
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], str)
    ]
