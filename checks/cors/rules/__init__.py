"""Every rule, by its id, and the order in which the flow consults those that block."""

from __future__ import annotations

from functools import lru_cache

from checks.cors import browsers
from checks.cors.rules import (  # noqa: F401 - each registers its rules
    added_headers,
    advice_headers,
    advice_redirects,
    advice_request,
    allow_credentials,
    allow_headers,
    allow_methods,
    allow_origin,
    allow_origin_near,
    avoidable,
    behind_tls,
    caching,
    causes,
    causes_configuration,
    causes_preflight,
    causes_response,
    context,
    contracts,
    cookies,
    element_url,
    embedding,
    error_path,
    expose,
    exposure,
    facilities,
    forwarded,
    integrity,
    loaded_types,
    local_network,
    max_age,
    media_types,
    network,
    origins,
    own_machine,
    page_code,
    page_side,
    plan,
    preflight,
    redirects,
    sending,
    silence,
    websocket,
)
from checks.cors.rules.base import RULES, Rule

__all__ = [
    "AHEAD",
    "BODY",
    "CORS_CHECK",
    "EMBEDDING",
    "FAILED",
    "HANDSHAKE",
    "HSTS",
    "LOADED",
    "LOCAL_NETWORK",
    "LOCATION",
    "NOT_HTTP",
    "PLAN",
    "POLICY",
    "REDIRECT",
    "REDIRECT_MODE",
    "REFUSALS",
    "RULES",
    "SEND",
    "SOCKET",
    "SOCKET_REDIRECT",
    "TYPES",
    "preflight_rules",
]


def _rules(*ids: str) -> tuple[Rule, ...]:
    return tuple(RULES[rule_id] for rule_id in ids)


# Before anything is sent: what throws, then what a browser blocks at every URL of the list.
PLAN = _rules(
    "api-missing",
    "mode-navigate",
    "url-invalid",
    "url-userinfo",
    "method-forbidden",
    "header-malformed",
    "no-cors-method",
    "body-on-get",
    "cache-mode-only-if-cached",
    "service-worker-error",
    "target-address-space-unknown",
    "preload-unsupported",
)
SEND = _rules(
    "mode-same-origin",
    "no-cors-redirect-mode",
    "url-no-scheme",
    "url-not-http",
    "content-security-policy-blocks",
    "integrity-policy-blocks",
    "mixed-content",
    "port-blocked",
    "element-userinfo",
    "stream-upload",
    "keepalive-body-too-large",
)
# What a browser blocks once it knows the address, still before anything is sent.
LOCAL_NETWORK = _rules("target-address-space-wrong", "local-network-insecure-page", "local-network-permission")
# The same for a WebSocket, and what makes its handshake fail.
SOCKET = (
    *_rules("url-invalid", "content-security-policy-blocks", "mixed-content", "port-blocked"),
    *LOCAL_NETWORK,
)
SOCKET_REDIRECT = _rules("redirect-location-invalid", "redirect-loop")
HANDSHAKE = _rules(
    "websocket-refused", "websocket-redirect", "websocket-handshake-invalid", "websocket-protocol-unasked"
)
HSTS = _rules("hsts-preflight-redirect")
FAILED = _rules("blocked-by-client", "check-limit", "tls-invalid", "response-malformed", "request-failed")
CORS_CHECK = _rules(
    "allow-origin-missing",
    "allow-origin-only-preflight",
    "allow-origin-missing-on-error",
    "redirect-allow-origin-missing",
    "allow-origin-multiple-headers",
    "allow-origin-wildcard-credentials",
    "allow-origin-multiple-values",
    "allow-origin-wildcard-subdomain",
    "redirect-origin-null",
    "allow-origin-mismatch",
    "allow-origin-host-spelling",
    "allow-origin-file",
    "allow-origin-invalid",
    "allow-origin-case-or-port",
    "allow-origin-trailing-slash",
    "allow-origin-scheme-differs",
    "allow-credentials-missing",
    "allow-credentials-not-true",
)
POLICY = _rules("content-security-policy-blocks")
# Of a Location, before the CORS check of the redirect that gives it.
AHEAD = _rules("content-security-policy-blocks", "mixed-content")
LOCATION = _rules("redirect-location-invalid")
NOT_HTTP = _rules("redirect-not-http")
BODY = _rules("stream-upload")
# For the addresses that mean this machine.
CONNECT = _rules("address-unspecified")
# A redirect that has been preflighted before its URL is looked at.
USERINFO = _rules("redirect-userinfo")
# With redirect mode error; with True, for a browser that looks at the Location before the mode.
REDIRECT_MODE = {
    False: _rules("redirect-mode-error"),
    True: _rules("redirect-not-http", "redirect-userinfo", "redirect-mode-error"),
}
REDIRECT = _rules("redirect-location-invalid", "redirect-loop", "redirect-not-http", "redirect-userinfo")
# For every answer in mode no-cors, and for the last answer in any mode.
EMBEDDING = _rules("resource-policy-blocks", "embedder-policy-blocks", "isolation-policy-blocks")
TYPES = _rules("mime-type-blocked", "module-type-blocked")
LOADED = _rules(
    "error-status",
    "integrity-fails",
    "opaque-response-blocked",
    "mime-type-blocked",
    "module-type-blocked",
    "wasm-unusable",
    "stylesheet-type-blocked",
)
_PREFLIGHT = {
    browsers.REDIRECT: _rules("preflight-redirect"),
    browsers.STATUS: _rules("preflight-auth", "preflight-forbidden", "preflight-not-routed", "preflight-status"),
    browsers.CORS_CHECK: CORS_CHECK,
    browsers.METHODS_SYNTAX: _rules("allow-methods-invalid"),
    browsers.HEADERS_SYNTAX: _rules("allow-headers-invalid"),
    browsers.METHOD: _rules(
        "method-not-allowed",
        "allow-not-allow-methods",
        "allow-methods-case",
        "method-lowercase",
        "allow-methods-wildcard-credentials",
    ),
    browsers.HEADERS: _rules(
        "header-not-allowed", "allow-headers-wildcard-credentials", "allow-headers-wildcard-authorization"
    ),
}
# The rules by which an answer refuses: by its CORS headers, or a preflight's by its status.
REFUSALS = frozenset(rule.id for rules in _PREFLIGHT.values() for rule in rules)
# Those by which its lists allow too little.
GRANTED_LESS = frozenset(rule.id for part in (browsers.METHOD, browsers.HEADERS) for rule in _PREFLIGHT[part])


@lru_cache(maxsize=16)
def preflight_rules(browser: browsers.Browser, *, own: bool = False) -> tuple[Rule, ...]:
    """The rules of a preflight's answer in the order in which this browser applies them; `own`: a redirect has led
    back to the page's own origin."""
    trusted = own and browser.page_origin_on_redirected_preflight
    parts = (part for part in browser.preflight_order if not (trusted and part == browsers.CORS_CHECK))
    return tuple(rule for part in parts for rule in _PREFLIGHT[part])
