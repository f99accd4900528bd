"""Wordings that no example of a rule calls forth, most of them of the past, with the rules that they mean today."""

from __future__ import annotations

from checks.inputs.console.wording import Wording

_MISSING = ("allow-origin-missing", "allow-origin-missing-on-error")
_WRONG_ORIGIN = ("allow-origin-missing", "allow-origin-mismatch")
_PREFLIGHT = ("preflight-not-routed", "preflight-status", "preflight-auth")
_METHOD = ("method-not-allowed", "allow-methods-case", "method-lowercase")
_LOCAL = ("local-network-permission",)
_CSP = ("content-security-policy-blocks",)
_MIXED = ("mixed-content",)
_WRONG_TYPE = ("mime-type-blocked",)
_NOT_HTTP = ("url-not-http",)


def _means(rules: tuple[str, ...], browser: str, *texts: str) -> tuple[Wording, ...]:
    return tuple(Wording(text, rules, browser=browser) for text in texts)


PAST = (
    *_means(
        _MISSING,
        "chromium",
        "No 'Access-Control-Allow-Origin' header is present",
        "No 'Access-Control-Allow-Origin' header was present on the requested resource",
        "The 'Access-Control-Allow-Origin' header is missing",
        "Access-Control-Allow-Origin Header: Missing Header",
    ),
    *_means(
        _MISSING,
        "firefox",
        "This can be fixed by moving the resource to the same domain or enabling CORS",
        "downloadable font: download failed (font-family: {_} bad URI or cross-site access not allowed source: {url}",
        "downloadable font: download failed (font-family: {_} bad URI or cross-site access not allowed",
        "CORS header 'Access-Control-Allow-Origin' is missing",
    ),
    *_means(("response-malformed",), "firefox", "CORS header 'Access-Control-Allow-Origin' missing"),
    *_means(
        ("allow-origin-multiple-values", "allow-origin-multiple-headers"),
        "webkit",
        "Origin {origin} is not allowed by Access-Control-Allow-Origin",
    ),
    *_means(
        ("allow-origin-invalid",),
        "chromium",
        "The 'Access-Control-Allow-Origin' header has a value {value} that is not equal to the supplied origin",
    ),
    *_means(
        ("allow-origin-mismatch", "allow-origin-wildcard-subdomain", "redirect-origin-null"),
        "chromium",
        "The 'Access-Control-Allow-Origin' header contains the invalid value {value}",
    ),
    *_means(
        _WRONG_ORIGIN,
        "edge",
        "The origin {origin} did not find {_} in the Access-Control-Allow-Origin response header for cross-origin "
        "resource at {url}",
        "Origin {origin} not found in Access-Control-Allow-Origin header",
    ),
    *_means(
        ("allow-origin-multiple-headers", "allow-origin-multiple-values"),
        "edge",
        "Multiple Access-Control-Allow-Origin headers are not allowed for CORS response",
    ),
    *_means(
        ("allow-origin-wildcard-credentials",),
        "chromium",
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true",
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true",
        "must not be the wildcard '*' when the request's credentials mode is 'include'",
        "Ensure credentialed requests are not sent to CORS resources with origin wildcards",
    ),
    *_means(
        ("allow-credentials-missing", "allow-credentials-not-true"),
        "chromium",
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is {value}. It must be 'true' "
        "to allow credentials",
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is",
        "Ensure CORS requests include credentials only when allowed",
    ),
    *_means(
        ("header-not-allowed",),
        "firefox",
        "missing token {header} in CORS header 'Access-Control-Allow-Headers' from CORS preflight channel",
        "missing token {header} in CORS header 'Access-Control-Allow-Headers'",
    ),
    *_means(
        ("header-not-allowed",),
        "edge",
        "Request header {header} was not present in the Access-Control-Allow-Headers list",
    ),
    *_means(_METHOD, "edge", "Request method {method} was not present in the Access-Control-Allow-Methods list"),
    *_means(
        ("allow-headers-wildcard-authorization",),
        "firefox",
        "When the Access-Control-Allow-Headers is *, the Authorization header is not covered",
    ),
    *_means(
        ("allow-headers-wildcard-authorization",),
        "chromium",
        "Authorization will not be covered by the wildcard symbol (*) in CORS Access-Control-Allow-Headers handling",
    ),
    *_means(
        _PREFLIGHT,
        "firefox",
        "CORS preflight channel did not succeed",
        "CORS preflight response failed",
        "CORS preflight request did not succeed",
    ),
    *_means(
        _PREFLIGHT,
        "chromium",
        "Response for preflight has invalid HTTP status code {status}",
        "Invalid HTTP status code {status}",
        "Response for preflight does not have HTTP ok status",
        "Ensure preflight responses are valid",
    ),
    *_means(_PREFLIGHT, "webkit", "Preflight response was not successful"),
    *_means(
        ("preflight-redirect",),
        "chromium",
        "Response for preflight is invalid (redirect)",
        "Request requires preflight, which is disallowed to follow cross-origin redirect",
        "The request was redirected to {next}, which is disallowed for cross-origin requests that require preflight",
        "The request was redirected to {next} which requires preflight",
        "Redirect is not allowed for a preflight request",
    ),
    *_means(("preflight-redirect",), "edge", "Redirect was blocked for CORS request"),
    *_means(
        ("redirect-not-http",),
        "chromium",
        "The request was redirected to a URL ({next}) which has a disallowed scheme for cross-origin requests",
    ),
    *_means(
        ("redirect-not-http",),
        "webkit",
        "not allowed to follow a cross-origin CORS redirection with non CORS scheme",
        "Redirection to URL with a scheme that is not HTTP(S)",
    ),
    *_means(
        ("url-not-http", "redirect-not-http"),
        "firefox",
        "Security Error: Content at {page} may not load or link to {url}",
    ),
    *_means(
        ("url-not-http", "redirect-not-http"),
        "",
        "Not allowed to load local resource: {url}",
    ),
    *_means(("redirect-not-http",), "firefox", "Security Error: Content at {page} may not load data from {url}"),
    *_means(
        ("redirect-userinfo",),
        "chromium",
        "Redirect location {next} contains a username and password, which is disallowed for cross-origin requests",
        "The request was redirected to a URL ({next}) containing userinfo, which is disallowed",
    ),
    *_means(
        _NOT_HTTP,
        "chromium",
        "Cross origin requests are only supported for HTTP",
        "Cross origin requests are only supported for protocol schemes: http, data",
        "Cross origin requests are only supported for protocol schemes",
        "URL scheme {scheme} is not supported",
        'URL scheme must be "http" or "https" for CORS request',
        "Ensure CORS requests are made on supported schemes",
    ),
    *_means(_NOT_HTTP, "webkit", "Cross origin requests are only supported for HTTP or HTTPS"),
    *_means(
        ("mode-same-origin",),
        "chromium",
        "Failed to construct 'Worker': Script at {url} cannot be accessed from origin {origin}",
        "Failed to construct 'SharedWorker': Script at {url} cannot be accessed from origin {origin}",
        "Unsafe attempt to load URL {url} from frame with URL {page}. Domains, protocols and ports must match",
        "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must match",
    ),
    *_means(
        ("request-failed",),
        "firefox",
        "CORS request failed",
        "Connection terminated unexpectedly",
    ),
    *_means(("port-blocked",), "firefox", "CORS request did not succeed"),
    *_means(
        ("request-failed", "error-status"), "firefox", "Firefox can't establish a connection to the server at {url}"
    ),
    *_means(
        ("error-status", "mime-type-blocked", "request-failed"),
        "firefox",
        "Loading failed for the <script> with source {url}",
        "Loading failed for the module with source {url}",
    ),
    *_means(
        ("request-failed",),
        "webkit",
        "Could not connect to the server",
        "The network connection was lost",
        "A server with the specified hostname could not be found",
        "The request timed out",
        "The Internet connection appears to be offline",
        "Not allowed to use restricted network host",
    ),
    *_means(
        ("tls-invalid",),
        "webkit",
        "The certificate for this server is invalid",
        "An SSL error has occurred and a secure connection to the server cannot be made",
    ),
    *_means(("tls-invalid",), "firefox", "SEC_ERROR_UNKNOWN_ISSUER", "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"),
    *_means(("response-malformed",), "webkit", "Could not parse HTTP response", "Unrecognized HTTP response encoding"),
    *_means(("response-malformed",), "firefox", "The status line of the HTTP response is invalid"),
    *_means(
        ("request-failed",),
        "chromium",
        "the server responded with a status of 0 ()",
    ),
    *_means(
        _WRONG_TYPE,
        "",
        "{url} is not a valid JavaScript MIME type",
        "Loading module from {url} was blocked because of a disallowed MIME type ({mime})",
        "The script from {url} was loaded even though its MIME type ({mime}) is not a valid JavaScript MIME type",
        'The stylesheet {url} was not loaded because its MIME type, {mime}, is not "text/css"',
        "Refused to apply style from {url} because its MIME type ({mime}) is not a supported stylesheet MIME type",
        "Did not parse stylesheet at {url} because non CSS MIME types are not allowed in strict mode",
        "Failed to load module script: Expected a JavaScript module script but the server responded with a MIME type "
        "of {mime}. Strict MIME type checking is enforced for module scripts per HTML spec",
        "Failed to load module script: Expected a JavaScript-or-Wasm module script but the server responded with a "
        "MIME type of {mime}. Strict MIME type checking is enforced for module scripts per HTML spec",
        "Failed to load module script: The server responded with a non-JavaScript MIME type of {mime}",
        "Refused to execute script from {url} because its MIME type ({mime}) is not executable",
        "Refused to execute {url} as script because {_} was given and its Content-Type is not a script MIME type",
    ),
    *_means(
        ("opaque-response-blocked",),
        "chromium",
        "Cross-Origin Read Blocking (CORB) blocked cross-origin response {url} with MIME type {mime}. See",
        "Cross-Origin Read Blocking (CORB) blocked cross-origin response {url} with MIME type",
        "Response was blocked by CORB (Cross-Origin Read Blocking)",
        "Response was blocked by ORB (Opaque Response Blocking)",
    ),
    *_means(
        ("opaque-response-blocked",),
        "firefox",
        "The resource at {url} was blocked by OpaqueResponseBlocking. Reason: {value}.",
        "A resource is blocked by OpaqueResponseBlocking",
    ),
    *_means(
        ("resource-policy-blocks", "embedder-policy-blocks"),
        "",
        "The resource at {url} was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof)",
        "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header",
        "Specify a Cross-Origin Resource Policy to prevent a resource from being blocked",
    ),
    *_means(
        _MIXED,
        "chromium",
        "Mixed Content: The page at {page} was loaded over HTTPS, but requested an insecure {asked}. This request has "
        "been blocked; the content must be served over HTTPS",
        "Mixed Content: The page at {page} was loaded over HTTPS, but requested an insecure {asked}. This content "
        "should also be served over HTTPS",
        "Mixed Content: The page at {page} was loaded over a secure connection, but contains a form that targets an "
        "insecure endpoint {url}",
        "Mixed Content: The page at {page} was loaded over HTTPS, but attempted to connect to the insecure WebSocket "
        "endpoint {url}. This request has been blocked",
        "An insecure WebSocket connection may not be initiated from a page loaded over HTTPS",
        "This request has been blocked; the content must be served over HTTPS",
    ),
    *_means(
        _MIXED,
        "firefox",
        "Blocked loading mixed active content {url}",
        "Blocked loading mixed display content {url}",
        "Loading mixed (insecure) active content {url} on a secure page",
    ),
    *_means(
        _MIXED,
        "webkit",
        "The page at {page} was not allowed to run insecure content from {url}",
        "The page at {page} was not allowed to display insecure content from {url}",
        "The page at {page} requested insecure content from {url}. This content was blocked",
    ),
    *_means(
        _CSP,
        "chromium",
        "Refused to connect to {url} because it violates the following Content Security Policy directive: {directive}.",
        "Refused to load the {asked} because it violates the following Content Security Policy directive: {directive}.",
        "Connecting to {url} violates the following Content Security Policy directive: {directive}. The action has "
        "been "
        "blocked",
        "Loading the {asked} violates the following Content Security Policy directive: {directive}. The action has "
        "been blocked",
        "Refused to create a worker from {url} because it violates the following Content Security Policy directive",
        "Refused to frame {url} because it violates the following Content Security Policy directive",
        "violates the following Content Security Policy directive",
        "Refused to connect because it violates the document's Content Security Policy",
        "because it violates the document's Content Security Policy",
    ),
    *_means(
        _CSP,
        "firefox",
        "Content Security Policy: The page's settings blocked the loading of a resource at {url} ({directive})",
        "The page's settings blocked the loading of a resource ({directive}) at {url} because it violates the "
        "following "
        "directive: {_}",
        "The page's settings blocked a {kind} ({directive}) at {url} from being executed because it violates the "
        "following directive",
        "The page's settings blocked the loading of a resource",
    ),
    *_means(
        _CSP,
        "webkit",
        "Refused to connect to {url} because it does not appear in the connect-src directive of the Content Security "
        "Policy",
        "Refused to load {url} because it does not appear in the {directive} directive of the Content Security Policy",
        "Blocked by Content Security Policy",
    ),
    *_means(
        ("content-security-policy-blocks", "mixed-content"),
        "firefox",
        "downloadable font: failed to start download (font-family: {_} content blocked source: {url}",
    ),
    *_means(
        _LOCAL,
        "chromium",
        "Permission was denied for this request to access the {space} address space",
        "Request had a target IP address space of {space} yet the resource is in address space {_}",
        "Request had no target IP address space, yet the resource is in address space",
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private "
        "network request targeting the {space} address space",
        "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request "
        "targeting the {space} address space had a value of {value}, not 'true'",
    ),
    *_means(
        _LOCAL,
        "firefox",
        "Local Network Access permission required: top-level site {page}, initiator {_}, attempting to access target "
        "{url} (",
        "Local Network Access permission required",
        "Local Network Access detected: top-level site {page}, initiator {_}, accessing target {url} (",
    ),
    *_means(
        ("local-network-insecure-page",),
        "chromium",
        "The request client is not a secure context and the resource is in more-private address space",
    ),
    *_means(
        ("element-crossorigin",),
        "chromium",
        "Subresource Integrity: The resource {url} has an integrity attribute, but the resource requires the request "
        "to be CORS enabled to check the integrity, and it is not",
    ),
    *_means(
        ("element-crossorigin",),
        "firefox",
        "{url} is not eligible for integrity checks since it's neither CORS-enabled nor same-origin",
    ),
    *_means(("expose-missing",), "", "Refused to get unsafe header {header}"),
    *_means(
        ("header-forbidden",),
        "",
        "Refused to set unsafe header {header}",
        "Attempt to set a forbidden header was denied: {header}",
    ),
    *_means(
        ("cookie-insecure",),
        "firefox",
        'rejected because it has the "SameSite=None" attribute but is missing the "secure" attribute',
    ),
    *_means(
        ("cookie-samesite",),
        "",
        'has been rejected because it is in a cross-site context and its "SameSite" is',
        'This Set-Cookie was blocked because it had the "SameSite=Lax" attribute but came from a cross-site response',
        'This Set-Cookie header didn\'t specify a "SameSite" attribute',
        "was set without the SameSite attribute",
    ),
    *_means(
        ("cookie-third-party",),
        "",
        'will soon be rejected because it is foreign and does not have the "Partitioned" attribute',
        "Third-party cookie will be blocked",
        "Third-party cookie is blocked",
        "Reading cookie in cross-site context will be blocked",
    ),
    *_means(
        ("body-on-get",),
        "",
        "Request with GET/HEAD method cannot have body",
        "HEAD or GET Request cannot have a body",
        "Request has method 'GET' and cannot have a body",
    ),
    *_means(("no-cors-method",), "", "is unsupported in no-cors mode"),
    *_means(("method-forbidden",), "", "HTTP method is unsupported", "is not a valid HTTP method"),
    *_means(
        ("header-malformed",),
        "",
        "String contains non ISO-8859-1 code point",
        "Failed to execute 'setRequestHeader' on 'XMLHttpRequest'",
        "Failed to execute 'fetch' on 'Window': Invalid name",
        "Failed to execute 'fetch' on 'Window': Invalid value",
    ),
    *_means(
        ("url-invalid",), "", "Failed to parse URL from", "Failed to execute 'open' on 'XMLHttpRequest': Invalid URL"
    ),
    *_means(
        ("url-userinfo",),
        "",
        "Request cannot be constructed from a URL that includes credentials",
        "is an url with embedded credentials",
        "URL is not valid or contains user credentials",
    ),
    *_means(("cache-mode-only-if-cached",), "", "'only-if-cached' can be set only with 'same-origin' mode"),
    *_means(
        ("mode-navigate",), "", "Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'"
    ),
    *_means(("stream-upload",), "", "The duplex member must be specified for a request with a streaming body"),
    *_means(("redirect-mode-error",), "", "Redirects are not allowed when redirect mode is error"),
)
