"""What goes wrong with cross-origin requests and is no rule here, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Undecidable:
    """A problem without a rule: its id is kept free, and `reason` says why nothing here can or need decide it."""

    id: str
    title: str
    reason: str


UNDECIDABLE = (
    Undecidable(
        "extension-blocked",
        "A browser extension blocks the request or changes its headers",
        "It happens in one visitor's browser. If everything here is green, try a private window without extensions.",
    ),
    Undecidable(
        "service-worker-errors",
        "The page's service worker responds instead of the server",
        "No request leaves the browser, so nothing can be checked. The developer tools mark such responses.",
    ),
    Undecidable(
        "preflight-remembered",
        "The browser still uses a cached preflight from before the fix",
        "It is in one browser's cache. A report says how long each browser caches a preflight; after that it is gone.",
    ),
    Undecidable(
        "cookies-blocked",
        "The visitor's settings block third-party cookies",
        "Settings are not visible from outside. cookie-third-party says when this can happen.",
    ),
    Undecidable(
        "client-certificate",
        "The server requires a client certificate",
        "This checker does not have your certificate, so every response is the one that an anonymous client gets, "
        "with or without CORS. By the standard a preflight carries no certificate; Firefox sends none, Chromium "
        "does.",
    ),
    Undecidable(
        "stream-upload-protocol",
        "A streamed upload needs HTTP/2, and the server speaks HTTP/1.1",
        "This checker sends requests over HTTP/1.1. stream-upload says what each browser does with a streamed body.",
    ),
    Undecidable(
        "worker-cross-origin",
        "A worker's script is on another origin",
        "Browsers refuse it before they send anything. Serve the script from the page's own origin.",
    ),
    Undecidable(
        "canvas-tainted",
        "An image without crossorigin makes a canvas unreadable",
        "What a script later does with an image is not part of the request. element-crossorigin says when the "
        "server is ready for it.",
    ),
    Undecidable(
        "credentials-not-known",
        "The server cannot tell whether the page includes credentials",
        "The credentials mode is never sent; choose the one that the page's code uses in the form.",
    ),
    Undecidable(
        "preflight-needed",
        "The request needs a preflight",
        "That is not a problem in itself. Every report says so at the top, with each header and method that causes it.",
    ),
    Undecidable(
        "preflight-content",
        "The preflight response has a long body",
        "Browsers discard it and it blocks nothing; this checker reads only the headers.",
    ),
    Undecidable(
        "safelist-total-long",
        "The safelisted request headers exceed 1024 bytes together",
        "There are five of them, and any value over 128 bytes needs a preflight anyway.",
    ),
)
