"""The Fetch Standard's own definitions as functions (https://fetch.spec.whatwg.org/), without any browser's habits.

Where a browser departs from them, `checks.cors.browsers` says so.
"""

from __future__ import annotations

import re

from checks.cors.model import Headers, HttpResponse
from checks.cors.short_cache import short_cache

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
HTTP_WHITESPACE = " \t\r\n"
NORMALISED_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
FORBIDDEN_METHODS = frozenset({"CONNECT", "TRACE", "TRACK"})
CORS_SAFELISTED_METHODS = frozenset({"GET", "HEAD", "POST"})
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
SAFELISTED_CONTENT_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
REQUEST_BODY_HEADERS = frozenset({"content-encoding", "content-language", "content-location", "content-type"})
SAFELISTED_REQUEST_HEADERS = frozenset({"accept", "accept-language", "content-language", "content-type", "range"})
CORS_SAFELISTED_RESPONSE_HEADERS = frozenset(
    {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    }
)
FORBIDDEN_RESPONSE_HEADERS = frozenset({"set-cookie", "set-cookie2"})
FORBIDDEN_REQUEST_HEADERS = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
METHOD_OVERRIDE_HEADERS = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})

_UNSAFE_BYTE = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')
_LANGUAGE_VALUE = re.compile(r"[0-9A-Za-z *,\-.;=]*\Z")
_SINGLE_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)\Z")
_MIME_ESSENCE = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)/([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t\r\n]*(?:;|\Z)")


def is_token(text: str) -> bool:
    """Whether the text is a token of HTTP (https://httpwg.org/specs/rfc9110.html#tokens)."""
    return TOKEN.match(text) is not None


def normalize_method(method: str) -> str:
    """https://fetch.spec.whatwg.org/#concept-method-normalize: `patch` keeps its case, `put` does not."""
    upper = method.upper()
    return upper if upper in NORMALISED_METHODS else method


def is_forbidden_method(method: str) -> bool:
    """https://fetch.spec.whatwg.org/#forbidden-method"""
    return method.upper() in FORBIDDEN_METHODS


def is_forbidden_request_header(name: str, value: str) -> bool:
    """https://fetch.spec.whatwg.org/#forbidden-request-header: script cannot set it; it is dropped without a word."""
    name = name.lower()
    if name in FORBIDDEN_REQUEST_HEADERS or name.startswith(("proxy-", "sec-")):
        return True
    if name in METHOD_OVERRIDE_HEADERS:
        return any(is_forbidden_method(part.strip(HTTP_WHITESPACE)) for part in value.split(","))
    return False


def normalize_value(value: str) -> str:
    """https://fetch.spec.whatwg.org/#concept-header-value-normalize"""
    return value.strip(HTTP_WHITESPACE)


def mime_type_essence(value: str) -> str | None:
    """The essence of a MIME type (https://mimesniff.spec.whatwg.org/#parse-a-mime-type), or None on failure."""
    match = _MIME_ESSENCE.match(value.strip(HTTP_WHITESPACE))
    return f"{match[1]}/{match[2]}".lower() if match else None


def has_cors_unsafe_byte(value: str) -> bool:
    """https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte"""
    return _UNSAFE_BYTE.search(value) is not None


def is_safelisted_range(value: str) -> bool:
    """A single range with a start, not after its end (https://fetch.spec.whatwg.org/#simple-range-header-value)."""
    match = _SINGLE_RANGE.match(value)
    return match is not None and (not match[2] or int(match[1]) <= int(match[2]))


def is_cors_safelisted_request_header(name: str, value: str) -> bool:
    """https://fetch.spec.whatwg.org/#cors-safelisted-request-header; `name` in lower case, `value` normalised."""
    if name not in SAFELISTED_REQUEST_HEADERS or len(value) > 128:
        return False
    if name == "accept":
        return not has_cors_unsafe_byte(value)
    if name in ("accept-language", "content-language"):
        return _LANGUAGE_VALUE.match(value) is not None
    if name == "content-type":
        return not has_cors_unsafe_byte(value) and mime_type_essence(value) in SAFELISTED_CONTENT_TYPES
    return is_safelisted_range(value)


def combine(headers: Headers) -> Headers:
    """The list with equal names joined by a comma and a space, in order of first appearance, names as first given."""
    if len(headers) < 2:
        return headers
    first: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in headers:
        key = name.lower()
        first.setdefault(key, name)
        values.setdefault(key, []).append(value)
    return tuple((first[key], ", ".join(parts)) for key, parts in values.items())


@short_cache(maxsize=256, longest=512)
def extract_list(value: str) -> tuple[tuple[str, ...], str | None]:
    """The tokens of a comma-separated list, and the first element that is no token
    (https://fetch.spec.whatwg.org/#extract-header-list-values). Empty elements are allowed."""
    tokens = []
    for part in value.split(","):
        element = part.strip(" \t")
        if not element:
            continue
        if not is_token(element):
            return (), element
        tokens.append(element)
    return tuple(tokens), None


def header_list_values(response: HttpResponse, name: str) -> tuple[tuple[str, ...], str | None]:
    """The tokens of all fields of a name, and the first element that is no token; nothing where it is absent."""
    value = response.get(name)
    return extract_list(value) if value is not None else ((), None)


def cors_exposed_header_names(response: HttpResponse, *, credentials: bool) -> frozenset[str]:
    """https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list, `*` resolved, in lower case.

    A list with an element that is no token exposes nothing.
    """
    names, bad = header_list_values(response, "access-control-expose-headers")
    if bad is not None:
        return frozenset()
    if not credentials and "*" in names:
        return frozenset(name.lower() for name, _ in response.headers)
    return frozenset(name.lower() for name in names)


def is_cors_response_header(name: str) -> bool:
    """Whether a header, in lower case, is one of those by which servers give permission
    (https://fetch.spec.whatwg.org/#http-responses)."""
    return name == "access-control-max-age" or name.startswith(("access-control-allow-", "access-control-expose-"))
