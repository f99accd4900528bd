"""Which texts of a check are secrets: by the names of headers and query parameters, and by their shapes.

Names decide for what the request itself holds; foreign text is searched for shapes only, in time linear in its length,
since a hostile server chooses it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import unquote

from checks.cors.secret_names import SECRET_NAME as SECRET_NAME
from checks.cors.secret_names import is_secret as is_secret
from checks.cors.secret_names import is_secret_parameter
from checks.secrets.finder import SHORTEST, unescaped

# What is looked for at most, in number and in characters.
MAX_SECRETS = 1000
MAX_LENGTH = 64 * 1024
MAX_DECODED = 6
# How much of what may be shown is known as such.
MAX_PUBLIC = 2048

USERINFO = re.compile(r"(?<=//)[^/?#\s@\"'<>]*+@")
# A full stop before a space belongs to the sentence around the URL.
QUERY = re.compile(r"([?&#;])([^=&#;\s\"'<>?]++)=([^&#;\s\"'<>.]*+(?:\.(?!\s)[^&#;\s\"'<>.]*+)*+)")
_PART = re.compile(r"(?<![^\s,;&\"'{}\[\]()<>])[^\s,;&\"'{}\[\]()<>]{12,}+")
# A name and its value, in JSON and forms, and in headers that list parameters.
_NAMED = re.compile(
    r"(?<![\w.%\[\]-])([\w.%\[\]-]{2,64}+)[\"']?\s{0,9}+[:=]\s{0,9}+"
    r"(?:\"((?:[^\"\\]|\\.)*+)\"|'([^']*+)'|([^\s\"'&,;<>]++))"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}+={0,2}")
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2}){6,}+")

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


class _Shapes:
    """Texts that look like secrets, whatever their name: used like one pattern.

    Each pattern begins with letters that a search can look for, and looks back only then.
    """

    _WEB_TOKEN = re.compile(r"eyJ(?<![A-Za-z0-9_-]eyJ)[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]*+){0,3}+")
    _OF_A_VENDOR = re.compile(
        "(?:{})[A-Za-z0-9._-]{{10,}}+".format(
            "|".join(
                rf"{prefix}(?<!\w{prefix})"
                for prefix in (
                    "gh[pousr]_",
                    "github_pat_",
                    "glpat-",
                    "xox[abprs]-",
                    "sk_live_",
                    "sk_test_",
                    "sk-",
                    "rk_live_",
                    "AKIA",
                    "ASIA",
                    "AIza",
                    r"ya29\.",
                )
            )
        )
    )
    _LONG = re.compile(r"[A-Za-z0-9_]{32,}+")

    SHORTEST = 10

    def sub(self, replace: Callable[[re.Match[str]], str], text: str) -> str:
        if len(text) < self.SHORTEST:
            return text
        text = self._OF_A_VENDOR.sub(replace, self._WEB_TOKEN.sub(replace, text))
        return self._LONG.sub(lambda match: replace(match) if self._is_random(match) else match[0], text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        long = filter(self._is_random, self._LONG.finditer(text))
        return chain(self._WEB_TOKEN.finditer(text), self._OF_A_VENDOR.finditer(text), long)

    @staticmethod
    def _is_random(match: re.Match[str]) -> bool:
        letters = match[0].replace("_", "")
        return not letters.isalpha() and not letters.isdigit() and letters != ""


SHAPES = _Shapes()


def secrets_of(request: dict[str, Any]) -> set[str] | None:
    """Every secret text in the `request` of a check's facts, as it stands there and with its encodings undone; None
    where there are more than could be looked for."""
    public = public_text(request)
    told: dict[str, None] = {}
    for number, secret in enumerate(_in_the_request(request, public)):
        told[secret] = None
        if number == 2 * MAX_SECRETS:
            return None
    if len(told) > MAX_SECRETS or sum(map(len, told)) > MAX_LENGTH:
        return None
    return {made for secret in told for made in _decoded(secret) if made and made.lower() not in public}


def is_telling(name: str) -> bool:
    """Whether the value of a request header of this name decides a verdict, or names software or language."""
    return name.lower() in _TELLING or name.lower().startswith("sec-ch-ua")


def public_text(request: dict[str, Any]) -> str:
    """The request's hosts: what is part of them is no secret, however random it looks, and a report must show them."""
    hosts = (_host(str(request.get(name) or "")) for name in ("url", "page_url"))
    return " ".join((str(request.get("origin", "")), *hosts)).lower()[:MAX_PUBLIC]


def _host(url: str) -> str:
    return re.split(r"[/?#]", url.partition("//")[2], maxsplit=1)[0].rpartition("@")[2]


def _in_the_request(request: dict[str, Any], public: str) -> Iterator[str]:
    headers = _pairs(request.get("headers"))
    telling = " ".join(value for name, value in headers if is_telling(name)).lower()[:MAX_PUBLIC]
    for name, value in headers:
        yield from _of_header(name, value, f"{public} {telling}")
        yield from _of_any_text(value)
    for name in ("url", "page_url"):
        yield from _of_any_text(str(request.get(name) or ""))
    body = str(request.get("body") or "")
    yield body
    yield from _parts(body)
    # A document in a string of another.
    for text in unescaped(body):
        yield from _parts(text)


def _of_header(name: str, value: str, public: str) -> Iterator[str]:
    lower = name.lower()
    if is_telling(name):
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
    raw = _from_base64(credentials) if scheme.lower() == "basic" else None
    if raw:
        decoded = _as_text(raw) or raw.decode("latin-1")
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
        if is_secret(match[2], match[3]):
            yield match[3]
        elif "%" in match[3]:
            # A URL in the query of another, as of a page to go back to.
            yield from (inner[3] for inner in QUERY.finditer(unquote(match[3])) if is_secret(inner[2], inner[3]))


def _parts(value: str) -> Iterator[str]:
    """Of a value that is a list of parameters or a document, what a name tells, and the long words: `token=abc, id=1`,
    `{"token": "abc"}`."""
    for named in _NAMED.finditer(value):
        if is_secret_parameter(named[1]):
            yield named[2] or named[3] or named[4] or ""
    for word in _PART.finditer(value):
        parts = (word[0], word[0].partition("=")[2], word[0].partition(":")[2])
        yield from (part for part in parts if len(part) >= 12)


def _decoded(secret: str) -> list[str]:
    """The secret, and what it is when its encodings are undone, one after the other."""
    found = [secret]
    for text in found:
        raws = (_from_base64(text), _from_hexadecimal(text))
        for made in (*unescaped(text), text.replace("+", " "), *map(_as_text, raws)):
            if made and made not in found and len(made) >= SHORTEST and len(found) < MAX_DECODED:
                found.append(made)
    return found


def _from_base64(text: str) -> bytes | None:
    if not _BASE64.fullmatch(text):
        return None
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return None


def _from_hexadecimal(text: str) -> bytes | None:
    return bytes.fromhex(text) if _HEXADECIMAL.fullmatch(text) else None


def _as_text(raw: bytes | None) -> str | None:
    """The text in the bytes, None where they are no text: most words are base64 of something."""
    try:
        text = raw.decode() if raw else ""
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _pairs(headers: Any) -> list[tuple[str, str]]:
    if not isinstance(headers, list | tuple):
        return []
    return [
        (pair[0], pair[1])
        for pair in headers
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], str)
    ]
