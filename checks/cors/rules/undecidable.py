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
        "It happens in one visitor's browser. Try a private window without extensions when everything here is green.",
    ),
    Undecidable(
        "service-worker-answers",
        "The page's service worker answers instead of the server",
        "No request leaves the browser, so nothing can be asked. The developer tools mark such answers.",
    ),
    Undecidable(
        "preflight-remembered",
        "The browser still goes by a preflight from before the server was fixed",
        "It is in one browser's memory. A report says how long each browser keeps a preflight; then it is over.",
    ),
    Undecidable(
        "cookies-blocked",
        "The visitor's settings keep third-party cookies away",
        "Settings cannot be seen from outside. cookie-third-party says when it can happen.",
    ),
    Undecidable(
        "client-certificate",
        "The server wants a client certificate",
        "Your certificate is not here, so that every answer is the one that a stranger gets, with or without CORS. "
        "By the standard a preflight carries none, and Firefox sends none; Chromium does send it.",
    ),
    Undecidable(
        "stream-upload-protocol",
        "A streamed upload needs HTTP/2, and the server speaks HTTP/1.1",
        "Requests here are made over HTTP/1.1. stream-upload says what each browser makes of a streamed body.",
    ),
    Undecidable(
        "worker-cross-origin",
        "A worker's script is on another origin",
        "Browsers refuse it before they ask anybody. Serve the script from the page's own origin.",
    ),
    Undecidable(
        "canvas-tainted",
        "An image without crossorigin makes a canvas unreadable",
        "What a script does with an image later is not part of the request. element-crossorigin says where the server "
        "is ready for it.",
    ),
    Undecidable(
        "credentials-not-known",
        "The server cannot tell whether the page includes credentials",
        "The credentials mode is never sent; choose it in the form as the page's code does.",
    ),
    Undecidable(
        "preflight-needed",
        "The request needs a preflight",
        "It is no fault. Every report says so at its beginning, with each header and method that is the cause.",
    ),
    Undecidable(
        "preflight-content",
        "The preflight is answered with a long body",
        "Browsers throw it away and it blocks nothing; only heads are read here.",
    ),
    Undecidable(
        "safelist-total-long",
        "The safelisted request headers exceed 1024 bytes together",
        "There are five of them, and each may have 128 bytes before it needs a preflight anyway.",
    ),
)
