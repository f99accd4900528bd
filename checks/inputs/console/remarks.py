"""Messages for which there is no rule, each with a sentence: what it is, whether CORS plays a part, and what to do."""

from __future__ import annotations

from checks.inputs.console.frames import CHECKS
from checks.inputs.console.wording import Wording

_SCRIPT = (
    "This is what the page's code is told for every failure, without a reason. Copy the red line that the "
    "console prints above or below it, or the request from the Network panel with “Copy as cURL”."
)
_WEBSOCKET = (
    "WebSockets do not use CORS: the browser sends the page's Origin with the handshake, and the server decides. "
)
WEBSOCKET_FAILED = _WEBSOCKET + (
    "Check that something listens there, that a proxy in front passes Upgrade on, and the allowed origins in "
    "the server's WebSocket settings."
)
_FRAME = (
    "This is about a frame, not CORS. Pages of two origins cannot read each other: use postMessage, or serve "
    "both from one origin."
)
_FRAMING = (
    "The framed page forbids being shown in a frame, and no CORS header changes that. Its server has to change "
    "X-Frame-Options, or list your page's origin in frame-ancestors of its Content-Security-Policy."
)
_CANVAS = (
    "The canvas is tainted: an image from another origin was drawn on it without CORS. Set "
    'crossorigin="anonymous" on the image before its src, and have its server send Access-Control-Allow-Origin.'
)
_INTEGRITY = (
    "The file does not match the hash in the integrity attribute. This is not CORS: put the hash of the current "
    "file into the attribute, or pin its version."
)
_STREAM = (
    "An EventSource needs Content-Type: text/event-stream, and this URL's response has another type. This is not "
    "CORS: check the URL, which may lead to a page or an error, and set the type on the server."
)
_FONT = (
    "The response is not a font, but usually an HTML page or an error. This is not CORS: open the font's URL and "
    "see what it returns."
)
_WORKER = (
    "A service worker responds for this page, and its response does not fit the request. Check its fetch "
    "handler: pass the request on in its own mode, and do not use an opaque response for a CORS request."
)
_UPGRADED = "The browser requests this over https by itself. Write the URL with https://."
_NODE = (
    "This is Node.js or another program without CORS: the request failed on the network. Look at its cause, such "
    "as ECONNREFUSED or a certificate."
)


def _says(sentence: str, *texts: str, browser: str = "") -> tuple[Wording, ...]:
    return tuple(Wording(text, says=sentence, browser=browser) for text in texts)


def _tells(rules: tuple[str, ...], sentence: str, *texts: str) -> tuple[Wording, ...]:
    return tuple(Wording(text, rules, says=sentence) for text in texts)


def _nothing(sentence: str, *texts: str, alone: bool = False, browser: str = "") -> tuple[Wording, ...]:
    return tuple(Wording(text, says=sentence, nothing=True, alone=alone, browser=browser) for text in texts)


_JSDOM = (
    "This is jsdom, the browser of Jest and Vitest: tests run at http://localhost or the URL in their "
    "configuration (testEnvironmentOptions.url, testURL in old versions), and it calls real servers. Mock the "
    "request, or set that URL to the API's origin."
)
REMARKS = (
    *_tells(("allow-origin-missing", "allow-origin-mismatch"), _JSDOM, "Error: Cross origin {origin} forbidden"),
    *_tells(("header-not-allowed",), _JSDOM, "Error: Headers {header} forbidden"),
    *_nothing(_SCRIPT, "SCRIPT7002: XMLHttpRequest: Network Error"),
    *_nothing(
        _SCRIPT,
        "TypeError: Failed to fetch",
        "Uncaught (in promise) TypeError: Failed to fetch",
        "Unhandled Promise Rejection: TypeError: Load failed",
        "TypeError: Load failed",
        "TypeError: NetworkError when attempting to fetch resource",
        "NetworkError when attempting to fetch resource",
        "TypeError: Network request failed",
        "TypeError: cancelled",
        "TypeError: Failed to fetch dynamically imported module: {url}",
        "TypeError: error loading dynamically imported module: {url}",
        "TypeError: Importing a module script failed",
        "AxiosError: Network Error",
        "Uncaught (in promise) Error: Network Error",
        "Error: Network Error at",
        "Http failure response for {url}: 0 Unknown Error",
        "Http failure response for (unknown url): 0 Unknown Error",
        "status: 0, statusText: 'Unknown Error', url: {url} ok",
        "NetworkError: A network error occurred",
        "NetworkError: Failed to execute 'send' on 'XMLHttpRequest': Failed to load {url}",
        "Request has been terminated Possible causes: the network is offline, Origin is not allowed by "
        "Access-Control-Allow-Origin, the page is being unloaded, etc",
        "Network error: Failed to fetch",
        "Error: XMLHttpRequest error",
        "ClientException: XMLHttpRequest error",
        "The XMLHttpRequest onError callback was called",
        "Failed to fetch. Possible Reasons: CORS Network Failure URL scheme must be http or https for CORS request",
        "<no response> Failed to fetch",
        "AuthRetryableFetchError: Failed to fetch",
        "FETCH_ERROR",
        "Response to fetch failed",
        "ERR_NETWORK",
    ),
    *_nothing(_SCRIPT, "Failed to fetch", "Load failed", "Network Error", "Network request failed", alone=True),
    *_nothing(CHECKS, "due to access control checks", browser="webkit"),
    *_nothing(
        "“net::ERR_FAILED” gives no reason. Copy the line above it in the console, which does.", "net::ERR_FAILED"
    ),
    *_nothing("", "Failed to load resource"),
    *_tells(
        ("websocket-refused",),
        _WEBSOCKET
        + (
            "The server responded with a status instead of the handshake: check the URL, and the allowed origins "
            "in the server's WebSocket settings."
        ),
        "WebSocket connection to {url} failed: Error during WebSocket handshake: Unexpected response code: {status}",
        "Error during WebSocket handshake: Unexpected response code",
    ),
    *_says(
        WEBSOCKET_FAILED,
        "WebSocket connection to {url} failed",
        "WebSocket is closed before the connection is established",
        "The connection to {url} was interrupted while the page was loading",
    ),
    *_tells(
        ("mime-type-blocked",),
        _STREAM,
        'EventSource\'s response has a MIME type ({mime}) that is not "text/event-stream"',
        "EventSource's response has a MIME type",
        "Firefox can't establish a connection to the server at {url} because its response has a MIME type",
    ),
    *_says(
        "An EventSource reads only UTF-8. This is not CORS: send Content-Type: text/event-stream without another "
        "charset.",
        "EventSource's response has a charset",
    ),
    *_tells(
        ("element-crossorigin",),
        _CANVAS,
        "canvas has been tainted by cross-origin data",
        "Tainted canvases may not be exported",
        "Tainted canvases may not be loaded",
        "The image element contains cross-origin data, and may not be loaded",
        "The video element contains cross-origin data, and may not be loaded",
        "Cross-origin image load denied",
        "Failed to execute 'getImageData' on 'CanvasRenderingContext2D'",
        "Failed to execute 'toDataURL' on 'HTMLCanvasElement'",
    ),
    *_says(
        "The media element plays a file from another origin without CORS, so the Web Audio API outputs silence. "
        'Set crossorigin="anonymous" on the element, and have its server send Access-Control-Allow-Origin.',
        "MediaElementAudioSource outputs zeroes due to CORS access restrictions",
        "The HTMLMediaElement passed to createMediaElementSource has a cross-origin resource",
    ),
    *_says(
        _FRAMING,
        "Refused to display {url} in a frame because it set 'X-Frame-Options' to",
        "in a frame because it set multiple 'X-Frame-Options' headers",
        "Refused to frame {url} because an ancestor violates the following Content Security Policy directive",
        "because an ancestor violates the following Content Security Policy directive",
        "Load denied by X-Frame-Options: {url} does not permit",
        "The loading of {url} in a frame is denied by X-Frame-Options directive set to",
        "The page's settings blocked the loading of a resource (frame-ancestors) at {url} because",
        "The page's settings blocked the loading of a resource at {url} (frame-ancestors)",
        "violates the following Content Security Policy directive: frame-ancestors",
    ),
    *_says(
        _FRAME,
        "Blocked a frame with origin {origin} from accessing a cross-origin frame",
        "Blocked a frame with origin {origin} from accessing a frame with origin {_}. Protocols, domains, and ports "
        "must "
        "match",
        "Blocked a frame with origin {origin} from accessing",
        "Permission denied to access property {_} on cross-origin object",
        "Permission denied to access property",
        "The target origin provided ({_}) does not match the recipient window's origin",
        "Unable to post message to {_} Recipient has origin",
    ),
    *_says(
        _INTEGRITY,
        "Failed to find a valid digest in the 'integrity' attribute for resource {url} with computed",
        "Failed to find a valid digest in the 'integrity' attribute",
        "hashes in the integrity attribute match the content of the subresource",
        "Failed integrity metadata check",
        "Cannot load script {url}. Failed integrity metadata check",
    ),
    *_says(
        _FONT,
        "Failed to decode downloaded font: {url}",
        "Failed to decode downloaded font",
        "OTS parsing error",
        "downloadable font: rejected by sanitizer",
        "downloadable font: no supported format found",
    ),
    *_says(
        "Firefox could not load this font, and the number is its own error code, not an HTTP status. Look at the "
        "font's line in the Network panel: it may be blocked by an extension, missing, or unreachable.",
        "downloadable font: download failed (font-family: {_} source: {url}",
    ),
    *_says(
        _WORKER,
        "resulted in a network error response",
        "passed an opaque Response to FetchEvent.respondWith()",
        "A ServiceWorker intercepted the request and encountered an unexpected error",
        "FetchEvent.respondWith received an error",
    ),
    *_says(
        "A service worker's script must be same-origin, and no CORS header changes that.",
        "The origin of the provided scriptURL ({_}) does not match the current origin",
    ),
    *_says(
        "History entries can only use the page's own origin. This is not CORS.",
        "A history state object with URL {url} cannot be created in a document with origin",
    ),
    *_says(
        _UPGRADED,
        "This request was automatically upgraded to HTTPS",
        "The page at {page} requested insecure content from {url}. This content was automatically upgraded",
        "Mixed Content: Upgrading insecure display request {url} to use",
        "Upgrading insecure request {url} to use",
    ),
    *_says(
        "The browser loads it over http although the page is on https, and will stop doing so. Serve it over "
        "https, and write the URL with https://.",
        "This request was not upgraded to HTTPS because",
    ),
    *_says(
        "The policy only reports: the request went on, and this is not CORS.",
        "[Report Only] Refused to connect to {url} because it appears in neither the {directive} directive nor the",
        "[Report Only] Refused to load {url} because it appears in neither the {directive} directive nor the",
        "[Report Only] Refused to connect to {url} because it does not appear in the {directive} directive of the "
        "Content Security Policy",
        "The policy is report-only, so the violation has been logged but no further action has been taken",
        "(Report-Only policy) The page's settings would block the loading of a resource",
    ),
    *_says(
        "Firefox prints it when its setting content.cors.disable is on; no server can change that.",
        "(Reason: CORS disabled",
    ),
    *_says(
        "Firefox prints it for requests of extensions, which have no origin.", "CORS header 'Origin' cannot be added"
    ),
    *_says(
        "The code requested a URL that this page may not read, such as a file or a browser page. Serve both over http.",
        "Access to restricted URI denied",
        "NS_ERROR_DOM_BAD_URI",
    ),
    *_says(
        "The page itself canceled the request: it was left, or an AbortController ended it. This is not CORS.",
        "AbortError: The user aborted a request",
        "AbortError: signal is aborted without reason",
        "NS_BINDING_ABORTED",
        "net::ERR_ABORTED",
    ),
    *_says(
        "The response has no type, so Firefox tries to read it as XML. This is not CORS: send a Content-Type.",
        "XML Parsing Error: {_} Location: {url} Line Number",
    ),
    *_says(
        "A preload fetched a file that the page did not use, often because its crossorigin attribute differs "
        "from the request's. Make them the same.",
        "The resource at {url} preloaded with link preload was not used within a few seconds",
        "was preloaded using link preload but not used within a few seconds",
        "A preload for {url} is found, but is not used because the request credentials mode does not match",
    ),
    *_says(
        "Firefox keeps a stricter referrer policy across sites. This is not CORS.",
        "Ignoring the less restricted referrer policy",
    ),
    *_says(_NODE, "TypeError: fetch failed", "FetchError: request to {url} failed, reason"),
    *_says(
        "The response was read, so CORS let it through: its status is the error. See what the server says about it.",
        "Request failed with status code {status}",
        "AxiosError: Request failed with status code",
    ),
)
