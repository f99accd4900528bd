"""The words of DevTools' network panels and issues, with the rules that they mean."""

from __future__ import annotations

from checks.inputs.console.frames import PREFLIGHT_FAILED
from checks.inputs.console.wording import Wording

_MISMATCH = (
    "allow-origin-mismatch",
    "allow-origin-trailing-slash",
    "allow-origin-scheme-differs",
    "allow-origin-case-or-port",
    "allow-origin-host-spelling",
    "redirect-origin-null",
)
_MISSING = ("allow-origin-missing", "allow-origin-missing-on-error")
_MULTIPLE = ("allow-origin-multiple-values", "allow-origin-multiple-headers")
_CREDENTIALS = ("allow-credentials-missing", "allow-credentials-not-true")
_LOCAL = ("local-network-permission", "local-network-insecure-page")
_PREFLIGHT = ("preflight-not-routed", "preflight-status", "preflight-auth", "preflight-forbidden")
_METHOD = ("method-not-allowed", "allow-methods-case", "method-lowercase")
# Chromium's names of what a CORS check fails by (https://chromedevtools.github.io/devtools-protocol/tot/Network/).
_CHROMIUM = {
    "WildcardOriginNotAllowed": ("allow-origin-wildcard-credentials",),
    "MissingAllowOriginHeader": _MISSING,
    "MultipleAllowOriginValues": _MULTIPLE,
    "InvalidAllowOriginValue": ("allow-origin-invalid",),
    "AllowOriginMismatch": _MISMATCH,
    "InvalidAllowCredentials": _CREDENTIALS,
    "CorsDisabledScheme": ("url-not-http", "redirect-not-http"),
    "PreflightInvalidStatus": _PREFLIGHT,
    "PreflightDisallowedRedirect": ("preflight-redirect",),
    "InvalidAllowMethodsPreflightResponse": ("allow-methods-invalid",),
    "InvalidAllowHeadersPreflightResponse": ("allow-headers-invalid",),
    "MethodDisallowedByPreflightResponse": _METHOD,
    "HeaderDisallowedByPreflightResponse": ("header-not-allowed",),
    "RedirectContainsCredentials": ("redirect-userinfo",),
    "DisallowedByMode": ("mode-same-origin",),
    "NoCorsRedirectModeNotFollow": ("no-cors-redirect-mode",),
    "LocalNetworkAccessPermissionDenied": ("local-network-permission",),
    "InsecureLocalNetwork": ("local-network-insecure-page",),
    "InvalidLocalNetworkAccess": _LOCAL,
    "PreflightMissingAllowExternal": _LOCAL,
    "PreflightInvalidAllowExternal": _LOCAL,
    "InsecurePrivateNetwork": ("local-network-insecure-page",),
    "InvalidPrivateNetworkAccess": _LOCAL,
    "UnexpectedPrivateNetworkAccess": _LOCAL,
    "PreflightMissingAllowPrivateNetwork": _LOCAL,
    "PreflightInvalidAllowPrivateNetwork": _LOCAL,
    "PreflightMissingPrivateNetworkAccessId": _LOCAL,
    "PreflightMissingPrivateNetworkAccessName": _LOCAL,
    "PrivateNetworkAccessPermissionUnavailable": _LOCAL,
    "PrivateNetworkAccessPermissionDenied": ("local-network-permission",),
}
_OF_PREFLIGHT = (
    "WildcardOriginNotAllowed",
    "MissingAllowOriginHeader",
    "MultipleAllowOriginValues",
    "InvalidAllowOriginValue",
    "AllowOriginMismatch",
    "InvalidAllowCredentials",
)
_BLOCKED = {
    "mixed-content": ("mixed-content",),
    "csp": ("content-security-policy-blocks",),
    "origin": ("mode-same-origin",),
    "NotSameOrigin": ("resource-policy-blocks",),
    "NotSameSite": ("resource-policy-blocks",),
    "corp-not-same-origin": ("resource-policy-blocks",),
    "corp-not-same-site": ("resource-policy-blocks",),
    "NotSameOriginAfterDefaultedToSameOriginByCoep": ("embedder-policy-blocks",),
    "NotSameOriginAfterDefaultedToSameOriginByDip": ("isolation-policy-blocks",),
    "corp-not-same-origin-after-defaulted-to-same-origin-by-coep": ("embedder-policy-blocks",),
    "content-type": ("mime-type-blocked",),
    "corb": ("opaque-response-blocked",),
    "orb": ("opaque-response-blocked",),
}
# Firefox's, in the column Status or Transferred.
_FIREFOX = {
    "CORS Missing Allow Origin": _MISSING,
    "CORS Multiple Origin Not Allowed": _MULTIPLE,
    "CORS Multiple Allow Origin Not Allowed": _MULTIPLE,
    "CORS Allow Origin Not Matching Origin": _MISMATCH,
    "CORS No Allow Credentials": ("allow-origin-wildcard-credentials",),
    "CORS Not Supporting Credentials": ("allow-origin-wildcard-credentials",),
    "CORS Missing Allow Credentials": _CREDENTIALS,
    "CORS Not HTTP": ("url-not-http",),
    "CORS Request Not HTTP": ("url-not-http",),
    "CORS External Redirect Not Allowed": ("preflight-redirect",),
    "CORS Preflight Did Not Succeed": _PREFLIGHT,
    "CORS Invalid Allow Method": ("allow-methods-invalid",),
    "CORS Method Not Found": _METHOD,
    "CORS Invalid Allow Header": ("allow-headers-invalid",),
    "CORS Missing Allow Header": ("header-not-allowed",),
    "CORS Missing Allow Header From Preflight": ("header-not-allowed",),
    "CORS Did Not Succeed": ("request-failed", "tls-invalid", "response-malformed"),
    "CORS Failed": ("request-failed", "tls-invalid", "response-malformed"),
    "Mixed Block": ("mixed-content",),
    "CSP Content Blocked": ("content-security-policy-blocks",),
}
_EXTENSION = (
    "A browser extension or a content blocker stopped the request, so it was never sent: this is not CORS. Try "
    "it in a private window without extensions, and allow the host in the blocker."
)
_SAYS = {
    "Blocked By Extension": _EXTENSION,
    "Blocked by uBlock Origin": _EXTENSION,
    "(blocked:subresource-filter)": _EXTENSION,
    "Blocked by DevTools": "DevTools itself blocks this request: remove its pattern from the list of blocked requests.",
    "(blocked:inspector)": "DevTools itself blocks this request: remove its pattern from the list of blocked requests.",
    "(blocked:devtools)": "DevTools itself blocks this request: remove its pattern from the list of blocked requests.",
    "(blocked:other)": (
        "Something in the browser stopped the request before it was sent, usually an extension or a content "
        "blocker, so this is not CORS. Try it in a private window without extensions."
    ),
    "(blocked:integrity)": (
        "The file does not match the hash in the integrity attribute. This is not CORS: put the hash of the "
        "current file into the attribute."
    ),
    "CORS Origin Header Missing": "Firefox prints this for requests of extensions, which have no origin.",
    "CORS Origin Header Not Added": "Firefox prints this for requests of extensions, which have no origin.",
}
_NO_REASON = (
    "“CORS error” gives no reason. Copy the red line from the Console, or hover over these words in the Network "
    "panel and copy what appears."
)

PANEL = (
    *(Wording(name, rules, browser="chromium", exact=True) for name, rules in _CHROMIUM.items()),
    *(
        Wording("Preflight" + name, _CHROMIUM[name], browser="chromium", preflight=True, exact=True)
        for name in _OF_PREFLIGHT
    ),
    *(Wording(f"(blocked:{name})", rules, browser="chromium", exact=True) for name, rules in _BLOCKED.items()),
    *(Wording(text, rules, browser="firefox", exact=True) for text, rules in _FIREFOX.items()),
    *(Wording(text, says=says, exact=True) for text, says in _SAYS.items()),
    Wording(
        "CORS disabled",
        says="Firefox says this when its setting content.cors.disable is on; no server can change that.",
        alone=True,
    ),
    Wording("CORS error", says=_NO_REASON, browser="chromium", alone=True, nothing=True),
    Wording("InvalidResponse", ("response-malformed", "request-failed"), browser="chromium", alone=True),
    Wording("Not same-origin", ("mode-same-origin",), browser="firefox", alone=True),
    Wording("Preflight error", PREFLIGHT_FAILED, alone=True, preflight=True),
    Wording("Ensure CORS response header values are valid", _MISSING + _MISMATCH, browser="chromium", exact=True),
)
