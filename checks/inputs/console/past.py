"""Reasons of a CORS block, or of no answer, that no example of a rule calls forth: most of them are of the past."""

from __future__ import annotations

from checks.inputs.console.wording import Wording, means

_MISSING = ("allow-origin-missing", "allow-origin-missing-on-error")
_WRONG_ORIGIN = ("allow-origin-missing", "allow-origin-mismatch")
_PREFLIGHT = ("preflight-not-routed", "preflight-status", "preflight-auth", "preflight-forbidden")
_METHOD = ("method-not-allowed", "allow-methods-case", "method-lowercase")
_NOT_HTTP = ("url-not-http",)

PAST: tuple[Wording, ...] = (
    *means(
        _MISSING,
        "chromium",
        "No 'Access-Control-Allow-Origin' header is present",
        "No 'Access-Control-Allow-Origin' header was present on the requested resource",
        "The 'Access-Control-Allow-Origin' header is missing",
        "Access-Control-Allow-Origin Header: Missing Header",
    ),
    *means(
        _MISSING,
        "firefox",
        "This can be fixed by moving the resource to the same domain or enabling CORS",
        "downloadable font: download failed (font-family: {_} bad URI or cross-site access not allowed source: {url}",
        "downloadable font: download failed (font-family: {_} bad URI or cross-site access not allowed",
        "CORS header 'Access-Control-Allow-Origin' is missing",
    ),
    *means(("response-malformed",), "firefox", "CORS header 'Access-Control-Allow-Origin' missing"),
    *means(
        ("allow-origin-multiple-values", "allow-origin-multiple-headers"),
        "webkit",
        "Origin {origin} is not allowed by Access-Control-Allow-Origin",
    ),
    *means(
        ("allow-origin-invalid",),
        "chromium",
        "The 'Access-Control-Allow-Origin' header has a value {value} that is not equal to the supplied origin",
    ),
    *means(
        ("allow-origin-mismatch", "allow-origin-wildcard-subdomain", "redirect-origin-null"),
        "chromium",
        "The 'Access-Control-Allow-Origin' header contains the invalid value {value}",
    ),
    *means(
        _WRONG_ORIGIN,
        "edge",
        "The origin {origin} did not find {_} in the Access-Control-Allow-Origin response header for cross-origin "
        "resource at {url}",
        "Origin {origin} not found in Access-Control-Allow-Origin header",
    ),
    *means(
        ("allow-origin-multiple-headers", "allow-origin-multiple-values"),
        "edge",
        "Multiple Access-Control-Allow-Origin headers are not allowed for CORS response",
    ),
    *means(
        ("allow-origin-wildcard-credentials",),
        "chromium",
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true",
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true",
        "must not be the wildcard '*' when the request's credentials mode is 'include'",
        "Ensure credentialed requests are not sent to CORS resources with origin wildcards",
    ),
    *means(
        ("allow-credentials-missing", "allow-credentials-not-true"),
        "chromium",
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is {value}. It must be 'true' "
        "to allow credentials",
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is",
        "Ensure CORS requests include credentials only when allowed",
    ),
    *means(
        ("header-not-allowed",),
        "firefox",
        "missing token {header} in CORS header 'Access-Control-Allow-Headers' from CORS preflight channel",
        "missing token {header} in CORS header 'Access-Control-Allow-Headers'",
    ),
    *means(
        ("header-not-allowed",),
        "edge",
        "Request header {header} was not present in the Access-Control-Allow-Headers list",
    ),
    *means(
        ("allow-origin-wildcard-credentials",),
        "edge",
        "Wildcard in Access-Control-Allow-Origin not allowed when credentials flag is set to true",
    ),
    *means(("page-origin-null",), "webkit", "Cannot make any requests from null"),
    *means(("request-failed",), "edge", "SCRIPT7002: XMLHttpRequest: Network Error 0x2e"),
    *means(_METHOD, "edge", "Request method {method} was not present in the Access-Control-Allow-Methods list"),
    *means(
        ("allow-headers-wildcard-authorization",),
        "firefox",
        "When the Access-Control-Allow-Headers is *, the Authorization header is not covered",
    ),
    *means(
        ("allow-headers-wildcard-authorization",),
        "chromium",
        "Authorization will not be covered by the wildcard symbol (*) in CORS Access-Control-Allow-Headers handling",
    ),
    *means(
        _PREFLIGHT,
        "firefox",
        "CORS preflight channel did not succeed",
        "CORS preflight response failed",
        "CORS preflight request did not succeed",
    ),
    *means(
        _PREFLIGHT,
        "chromium",
        "Response for preflight has invalid HTTP status code {status}",
        "Invalid HTTP status code {status}",
        "Response for preflight does not have HTTP ok status",
        "Ensure preflight responses are valid",
    ),
    *means(_PREFLIGHT, "webkit", "Preflight response was not successful"),
    *means(
        ("preflight-redirect",),
        "chromium",
        "Response for preflight is invalid (redirect)",
        "Request requires preflight, which is disallowed to follow cross-origin redirect",
        "The request was redirected to {next}, which is disallowed for cross-origin requests that require preflight",
        "The request was redirected to {next} which requires preflight",
        "Redirect is not allowed for a preflight request",
    ),
    *means(("preflight-redirect",), "edge", "Redirect was blocked for CORS request"),
    *means(
        ("redirect-not-http",),
        "chromium",
        "The request was redirected to a URL ({next}) which has a disallowed scheme for cross-origin requests",
    ),
    *means(
        ("redirect-not-http", "redirect-location-invalid"),
        "webkit",
        "not allowed to follow a cross-origin CORS redirection with non CORS scheme",
    ),
    *means(
        ("redirect-not-http",),
        "webkit",
        "Redirection to URL with a scheme that is not HTTP(S)",
    ),
    *means(
        ("url-not-http", "redirect-not-http"),
        "firefox",
        "Security Error: Content at {page} may not load or link to {url}",
    ),
    *means(
        ("url-not-http", "redirect-not-http"),
        "",
        "Not allowed to load local resource: {url}",
        "Unsafe attempt to load URL {url} from frame with URL {page}. 'file:' URLs are treated as unique security "
        "origins",
    ),
    *means(("redirect-not-http",), "firefox", "Security Error: Content at {page} may not load data from {url}"),
    *means(
        ("redirect-userinfo",),
        "chromium",
        "Redirect location {next} contains a username and password, which is disallowed for cross-origin requests",
        "The request was redirected to a URL ({next}) containing userinfo, which is disallowed",
    ),
    *means(
        _NOT_HTTP,
        "chromium",
        "Cross origin requests are only supported for HTTP",
        "Cross origin requests are only supported for protocol schemes: http, data",
        "Cross origin requests are only supported for protocol schemes",
        "Cross origin requests are only support protocol schemes",
        "URL scheme {scheme} is not supported",
        'URL scheme must be "http" or "https" for CORS request',
        "Ensure CORS requests are made on supported schemes",
    ),
    *means(_NOT_HTTP, "webkit", "Cross origin requests are only supported for HTTP or HTTPS"),
    *means(
        ("mode-same-origin",),
        "chromium",
        "Failed to construct 'Worker': Script at {url} cannot be accessed from origin {origin}",
        "Failed to construct 'SharedWorker': Script at {url} cannot be accessed from origin {origin}",
        "Unsafe attempt to load URL {url} from frame with URL {page}. Domains, protocols and ports must match",
        "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must match",
    ),
    *means(
        ("request-failed",),
        "firefox",
        "CORS request failed",
        "Connection terminated unexpectedly",
    ),
    *means(("port-blocked",), "firefox", "CORS request did not succeed"),
    *means(
        ("request-failed", "error-status"), "firefox", "Firefox can't establish a connection to the server at {url}"
    ),
    *means(
        ("error-status", "mime-type-blocked", "request-failed"),
        "firefox",
        "Loading failed for the <script> with source {url}",
        "Loading failed for the module with source {url}",
    ),
    *means(
        ("request-failed",),
        "webkit",
        "Could not connect to the server",
        "The network connection was lost",
        "A server with the specified hostname could not be found",
        "The request timed out",
        "The Internet connection appears to be offline",
    ),
    *means(("address-unspecified",), "webkit", "Not allowed to use restricted network host"),
    *means(("port-blocked", "address-unspecified"), "webkit", "CORS-preflight request was blocked"),
    *means(
        ("tls-invalid",),
        "webkit",
        "The certificate for this server is invalid",
        "An SSL error has occurred and a secure connection to the server cannot be made",
    ),
    *means(("tls-invalid",), "firefox", "SEC_ERROR_UNKNOWN_ISSUER", "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"),
    *means(("response-malformed",), "webkit", "Could not parse HTTP response", "Unrecognized HTTP response encoding"),
    *means(("response-malformed",), "firefox", "The status line of the HTTP response is invalid"),
    *means(
        ("request-failed",),
        "chromium",
        "the server responded with a status of 0 ()",
    ),
)
