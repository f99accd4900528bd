"""Which rules a console line can mean: every rule's own example is judged, and what each browser prints is kept.

So this cannot fall behind the rules. Only wordings that no present browser prints are written down, below.
"""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from urllib.parse import parse_qs, urlsplit

from checks.cors import judge, lab
from checks.cors.model import Answer, Failure, HttpRequest, HttpResponse, Request
from checks.cors.rules import RULES
from checks.cors.short_cache import length, short_cache
from checks.cors.urls import parse
from checks.inputs.console import envelope
from checks.inputs.console.shape import Shape, shape
from checks.inputs.console.translated import UNKNOWN_REASON

LAB, PAGE = "http://localhost:8000", "http://127.0.0.1:8000"
# What accompanies other lines and means nothing by itself.
_NOTHING = frozenset({"failed to load resource: net::err_failed", "not allowed to request resource"})
_NO_ANSWER = ("request-failed", "tls-invalid", "response-malformed")
# Wordings that no example calls forth, most of them of the past, with the rule that they mean today.
RETIRED = (
    ("CORS request failed", "request-failed"),
    ("This can be fixed by moving the resource to the same domain or enabling CORS", "allow-origin-missing"),
    (
        "missing token 'x' in CORS header 'Access-Control-Allow-Headers' from CORS preflight channel",
        "header-not-allowed",
    ),
    ("CORS preflight channel did not succeed", "preflight-status"),
    ("Response for preflight is invalid (redirect)", "preflight-redirect"),
    ("Response for preflight has invalid HTTP status code 404", "preflight-status"),
    ("Request requires preflight, which is disallowed to follow cross-origin redirect", "preflight-redirect"),
    (
        "The request was redirected to 'x', which is disallowed for cross-origin requests that require preflight",
        "preflight-redirect",
    ),
    (
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true",
        "allow-origin-wildcard-credentials",
    ),
    (
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is 'x'. It must be 'true' to "
        "allow credentials",
        "allow-credentials-not-true",
    ),
    ("Cross origin requests are only supported for HTTP", "url-not-http"),
    ("not allowed to follow a cross-origin CORS redirection with non CORS scheme", "redirect-not-http"),
    ("Could not parse HTTP response", "response-malformed"),
    ("Connection terminated unexpectedly", "request-failed"),
    ("'x' is not a valid JavaScript MIME type", "mime-type-blocked"),
    ("Loading module from 'x' was blocked because of a disallowed MIME type ('x')", "mime-type-blocked"),
    (
        "Failed to load module script: Expected a JavaScript-or-Wasm module script but the server responded with a "
        'MIME type of "x". Strict MIME type checking is enforced for module scripts per HTML spec',
        "mime-type-blocked",
    ),
    (
        "Unsafe attempt to load URL https://x/ from frame with URL https://x/. Domains, protocols and ports must match",
        "mode-same-origin",
    ),
    ("Cross origin requests are only supported for protocol schemes: http, data", "url-not-http"),
)
_NET_ERRORS = {
    "ERR_UNSAFE_PORT": "port-blocked",
    "ERR_TOO_MANY_REDIRECTS": "redirect-loop",
    "ERR_INVALID_REDIRECT": "redirect-location-invalid",
    "ERR_ALPN_NEGOTIATION_FAILED": "stream-upload",
    "ERR_UNSAFE_REDIRECT": "redirect-not-http",
    "ERR_BLOCKED_BY_RESPONSE.NotSameOrigin": "resource-policy-blocks",
    "ERR_BLOCKED_BY_RESPONSE.NotSameSite": "resource-policy-blocks",
    "ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep": "embedder-policy-blocks",
}
_PRIVATE = (
    "Chromium no longer prints this: private network access by headers was given up for a permission that the user "
    "grants, and no CORS header answers it."
)
_LOCAL = (
    "The browser asks its user before a public page may reach a private address. The server's CORS headers play no "
    "part: allow it in the site's settings, or serve both from the same network."
)
# What is no rule here: the sentence says why.
REMARKS = (
    ("CORS disabled", "Firefox prints it when its setting content.cors.disable is on; no server can mend that."),
    (
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private "
        "network request targeting the `x` address space",
        _PRIVATE,
    ),
    (
        "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request "
        "targeting the `x` address space had a value of 'x', not 'true'",
        _PRIVATE,
    ),
    (
        "The request client is not a secure context and the resource is in more-private address space `x`",
        "A page over plain http may not reach a more private address. Serve the page over https.",
    ),
    ("Permission was denied for this request to access the `x` address space", _LOCAL),
    ("Request had a target IP address space of `x` yet the resource is in address space `x`", _LOCAL),
    (
        UNKNOWN_REASON,
        "The reason is in a language that is not read here, and nothing in it tells which it is. The check finds "
        "it out; a line of Firefox in English, or the request from “Copy as cURL”, says more.",
    ),
    ("CORS header 'Origin' cannot be added", "Firefox prints it for requests of extensions, which have no origin."),
)


def _length(line: envelope.Line) -> int:
    return length(*(getattr(line, part.name) for part in fields(line)))


@short_cache(maxsize=256, longest=1024, size=_length)
def rules_of(line: envelope.Line) -> tuple[str, ...]:
    """The ids of the rules that a line can mean, the likeliest first; empty for one that means none by itself."""
    if line.net_error and line.net_error != "ERR_FAILED":
        return _of_net_error(line.net_error)
    found = shape(line.reason)
    if found.text in _NOTHING or _is_follower(found.text):
        return ()
    known = (*candidates().get(found.text, ()), *_retired().get(found.text, ()))
    return _narrow(tuple(dict.fromkeys(known)), found, line)


def remark(reason: str) -> str:
    """What is to be said of a line for which there is no rule; empty where nothing is known of it."""
    return _remarks().get(shape(reason).text, "")


@cache
def _remarks() -> dict[str, str]:
    return {shape(wording).text: sentence for wording, sentence in REMARKS}


@cache
def _retired() -> dict[str, tuple[str, ...]]:
    return {shape(wording).text: (rule,) for wording, rule in RETIRED}


@cache
def candidates() -> dict[str, tuple[str, ...]]:
    """Shapes of lines, each with the rules whose broken example makes a browser print it."""
    found: dict[str, dict[str, None]] = {}
    for rule_id in RULES:
        request = lab.request(rule_id, "broken", lab=LAB, page=PAGE)
        judged = judge.judge(request, lambda rule_id=rule_id: lambda sent: _answer(rule_id, sent))  # type: ignore[misc]
        for outcome in judged.outcomes.values():
            for text in outcome.console if outcome.rule == rule_id else ():
                line = envelope.read(text)
                key = shape(line.reason).text if line else ""
                if key and key not in _NOTHING and not _is_follower(key):
                    found.setdefault(key, {})[rule_id] = None
    return {key: tuple(rules) for key, rules in found.items()}


def _is_follower(text: str) -> bool:
    """Whether browsers print it after the line that says why."""
    return text.startswith(("due to access control checks", "failed to load resource: net::"))


def _of_net_error(error: str) -> tuple[str, ...]:
    """The rule that ends a plain request which fails with this error of Chromium's network stack."""
    codes = {
        "ERR_CERT": "tls_error",
        "ERR_SSL": "tls_error",
        "ERR_INVALID_HTTP": "bad_response",
        "ERR_RESPONSE_HEADERS": "bad_response",
    }
    code = next((code for prefix, code in codes.items() if error.startswith(prefix)), "connect_error")
    request = Request("https://api.example.com/", "https://app.example.com")
    rule = _NET_ERRORS.get(error) or judge.drive(request, "chromium", lambda _: Failure(code, "", error)).rule
    return (rule,) if rule and error != "ERR_BLOCKED_BY_CLIENT" else ()


def _narrow(known: tuple[str, ...], found: Shape, line: envelope.Line) -> tuple[str, ...]:
    """The rule that the line's own values lead to comes first: they are judged as if a server had answered so."""
    if "request-failed" in known:
        return tuple(rule for rule in _NO_ANSWER if rule in known)
    if len(known) < 2 and not found.values:
        return known
    if not known:
        return ()
    redirected = bool(line.first_url or line.next_url)
    preferred = sorted(known, key=lambda rule: rule.startswith("redirect-") != redirected)
    value = _bytes(found.values[0], line.browser) if found.values else None
    origin = line.origin or _origin_behind(value)
    request = Request(
        line.url if parse(line.url) else "https://api.example.com/",
        origin,
        "PUT" if found.preflight or known[0].startswith("preflight") else "GET",
        credentials="include" if "credential" in found.text else "same-origin",
    )
    about_origin = any(rule.startswith("allow-origin") for rule in known)
    headers: list[tuple[str, str | None]] = [("Access-Control-Allow-Origin", value if about_origin else origin)]
    if about_origin and value is None:
        headers = []
    if "credential" in found.text:
        headers = [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", value or None)]
    if "redirect" in found.text:
        headers.append(("Location", "https://elsewhere.example.com/"))
    # The commonest answers where the line does not say which.
    status = found.status or (302 if "redirect" in found.text else 405 if known[0].startswith("preflight") else 200)
    answer = HttpResponse(status, tuple((name, text) for name, text in headers if text is not None))
    likely = judge.drive(request, line.browser or "chromium", lambda _: answer).rule
    family = known[0].partition("-")[0] + "-"
    if likely and (likely in known or (value is not None and likely.startswith(family))) and not redirected:
        return (likely, *(rule for rule in preferred if rule != likely))
    return tuple(preferred)


def _bytes(shown: str, browser: str) -> str:
    """A header value as its bytes, from how a console shows it."""
    if browser == "chromium":
        return re.sub(r"\\u00([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), shown)
    return shown.encode("utf-8", "replace").decode("latin-1")


def _origin_behind(value: str | None) -> str:
    """The page's origin for a line that does not name it: what a nearly right header value was meant to be."""
    parsed = parse(value) if value else None
    if parsed is not None and parsed.is_http and parsed.origin != value and "*" not in str(value):
        return parsed.origin
    return "https://app.example.com"


def _answer(rule_id: str, sent: HttpRequest) -> Answer:
    """What the lab's server would answer; elsewhere nothing answers."""
    url = urlsplit(sent.url)
    if url.scheme == "https":
        return Failure("tls_error", "", "ERR_SSL_PROTOCOL_ERROR")
    if url.path != lab.path(rule_id, "broken"):
        return Failure("connect_error", "", "ERR_CONNECTION_REFUSED")
    hop = int(parse_qs(url.query).get("hop", ["0"])[0])
    reply = lab.reply(
        rule_id, "broken", hop, preflight=sent.is_preflight, origin=sent.get("origin"), lab=LAB, page=PAGE
    )
    return reply or Failure("connect_error", "", "ERR_CONNECTION_REFUSED")
