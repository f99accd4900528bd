"""Messages about what blocks beside CORS, or is refused before it is sent, with the rules that they mean today."""

from __future__ import annotations

from checks.inputs.console.wording import Wording, means

_LOCAL = ("local-network-permission",)
_CSP = ("content-security-policy-blocks",)
_MIXED = ("mixed-content",)
_WRONG_TYPE = ("mime-type-blocked",)

BESIDE: tuple[Wording, ...] = (
    *means(
        _WRONG_TYPE,
        "firefox",
        "Loading JSON module from {url} was blocked because of a disallowed MIME type ({mime})",
        "Loading Worker from {url} was blocked because of a disallowed MIME type ({mime})",
    ),
    *means(
        ("mime-type-blocked", "request-failed", "allow-origin-missing"),
        "firefox",
        "Module source URI is not allowed in this document: {url}",
    ),
    *means(("port-blocked",), "webkit", "WebSocket port {port} blocked"),
    *means(
        _CSP,
        "webkit",
        "Refused to connect to {url} because it appears in neither the {directive} directive nor the",
        "Refused to load {url} because it appears in neither the {directive} directive nor the",
    ),
    *means(
        _MIXED,
        "webkit",
        "The page at {page} requested insecure content from {url}. This content was not upgraded to HTTPS and must be "
        "served",
    ),
    *means(
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
    *means(
        ("opaque-response-blocked",),
        "chromium",
        "Cross-Origin Read Blocking (CORB) blocked cross-origin response {url} with MIME type {mime}. See",
        "Cross-Origin Read Blocking (CORB) blocked cross-origin response {url} with MIME type",
        "Response was blocked by CORB (Cross-Origin Read Blocking)",
        "Response was blocked by ORB (Opaque Response Blocking)",
    ),
    *means(
        ("opaque-response-blocked",),
        "firefox",
        "The resource at {url} was blocked by OpaqueResponseBlocking. Reason: {value}.",
        "A resource is blocked by OpaqueResponseBlocking",
    ),
    *means(
        ("resource-policy-blocks", "embedder-policy-blocks"),
        "",
        "The resource at {url} was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof)",
        "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header",
        "Specify a Cross-Origin Resource Policy to prevent a resource from being blocked",
    ),
    *means(
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
    *means(
        _MIXED,
        "firefox",
        "Blocked loading mixed active content {url}",
        "Blocked loading mixed display content {url}",
        "Loading mixed (insecure) active content {url} on a secure page",
    ),
    *means(
        _MIXED,
        "webkit",
        "The page at {page} was not allowed to run insecure content from {url}",
        "The page at {page} was not allowed to display insecure content from {url}",
        "The page at {page} requested insecure content from {url}. This content was blocked",
    ),
    *means(
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
    *means(
        _CSP,
        "edge",
        "Resource violated directive {directive} in Content-Security-Policy: {url}. Resource will be blocked",
    ),
    *means(
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
    *means(
        _CSP,
        "webkit",
        "Refused to connect to {url} because it does not appear in the connect-src directive of the Content Security "
        "Policy",
        "Refused to load {url} because it does not appear in the {directive} directive of the Content Security Policy",
        "Blocked by Content Security Policy",
    ),
    *means(
        ("content-security-policy-blocks", "mixed-content"),
        "firefox",
        "downloadable font: failed to start download (font-family: {_} content blocked source: {url}",
    ),
    *means(
        _LOCAL,
        "chromium",
        "Permission was denied for this request to access the {space} address space",
        "Request had a target IP address space of {space} yet the resource is in address space {_}",
        "Request had no target IP address space, yet the resource is in address space",
        "yet the resource is in address space",
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private "
        "network request targeting the {space} address space",
        "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request "
        "targeting the {space} address space had a value of {value}, not 'true'",
    ),
    *means(
        _LOCAL,
        "firefox",
        "Local Network Access permission required: top-level site {page}, initiator {_}, attempting to access target "
        "{url} (",
        "Local Network Access permission required",
        "Local Network Access detected: top-level site {page}, initiator {_}, accessing target {url} (",
    ),
    *means(
        ("local-network-insecure-page",),
        "chromium",
        "The request client is not a secure context and the resource is in more-private address space",
    ),
    *means(
        ("integrity-fails", "element-crossorigin"),
        "chromium",
        "Subresource Integrity: The resource {url} has an integrity attribute, but the resource requires the request "
        "to be CORS enabled to check the integrity, and it is not",
    ),
    *means(
        ("integrity-fails", "element-crossorigin"),
        "firefox",
        "{url} is not eligible for integrity checks since it's neither CORS-enabled nor same-origin",
    ),
    *means(
        ("blocked-by-client",),
        "",
        "ERR_BLOCKED_BY_CLIENT",
        "ERR_BLOCKED_BY_ADMINISTRATOR",
        "Request blocked by content blocker",
        "Content blocker prevented frame displaying {page} from loading a resource from {url}",
        "Content blocker prevented frame displaying",
        "was blocked because content blocking is enabled",
        "because its URL matched a content blocker",
        "Blocked by Content Blocker",
        "NS_ERROR_TRACKING_URI",
        "The resource at {url} was blocked because Enhanced Tracking Protection is enabled",
    ),
    *means(
        ("keepalive-body-too-large",),
        "webkit",
        "Reached maximum amount of queued data of 64Kb for keepalive requests",
    ),
    *means(("expose-missing",), "", "Refused to get unsafe header {header}"),
    *means(
        ("header-forbidden",),
        "",
        "Refused to set unsafe header {header}",
        "Attempt to set a forbidden header was denied: {header}",
    ),
    *means(
        ("cookie-insecure",),
        "firefox",
        'rejected because it has the "SameSite=None" attribute but is missing the "secure" attribute',
    ),
    *means(
        ("cookie-samesite",),
        "",
        'has been rejected because it is in a cross-site context and its "SameSite" is',
        'This Set-Cookie was blocked because it had the "SameSite=Lax" attribute but came from a cross-site response',
        'This Set-Cookie header didn\'t specify a "SameSite" attribute',
        "was set without the SameSite attribute",
    ),
    *means(
        ("cookie-third-party",),
        "",
        'will soon be rejected because it is foreign and does not have the "Partitioned" attribute',
        "Third-party cookie will be blocked",
        "Third-party cookie is blocked",
        "Reading cookie in cross-site context will be blocked",
    ),
    *means(
        ("body-on-get",),
        "",
        "Request with GET/HEAD method cannot have body",
        "HEAD or GET Request cannot have a body",
        "Request has method 'GET' and cannot have a body",
    ),
    *means(("no-cors-method",), "", "is unsupported in no-cors mode"),
    *means(("method-forbidden",), "", "HTTP method is unsupported", "is not a valid HTTP method"),
    *means(
        ("header-malformed",),
        "",
        "String contains non ISO-8859-1 code point",
        "Failed to execute 'setRequestHeader' on 'XMLHttpRequest'",
        "Failed to execute 'fetch' on 'Window': Invalid name",
        "Failed to execute 'fetch' on 'Window': Invalid value",
    ),
    *means(
        ("url-invalid",), "", "Failed to parse URL from", "Failed to execute 'open' on 'XMLHttpRequest': Invalid URL"
    ),
    *means(
        ("url-userinfo",),
        "",
        "Request cannot be constructed from a URL that includes credentials",
        "is an url with embedded credentials",
        "URL is not valid or contains user credentials",
    ),
    *means(("cache-mode-only-if-cached",), "", "'only-if-cached' can be set only with 'same-origin' mode"),
    *means(
        ("mode-navigate",), "", "Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'"
    ),
    *means(("stream-upload",), "", "The duplex member must be specified for a request with a streaming body"),
    *means(("redirect-mode-error",), "", "Redirects are not allowed when redirect mode is error"),
)
