"""Where the code of a page runs, and what that changes: the origin of what is sandboxed, and which lines are printed.

A worker's policy is that of its own script. In Chromium, what a shared worker prints stands in its own console.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checks.cors import csp, urls
from checks.cors.browsers import Browser
from checks.cors.model import Request

WORKERS = frozenset({"worker", "shared-worker", "service-worker", "data-worker", "blob-worker"})
# What has an origin of its own, that of no page.
_OPAQUE = frozenset({"data-url", "data-worker", "sandboxed-frame"})
# What the page's own loader would add to the reason, and a worker's does not.
_BY_LOADER = {
    "chromium": ("Failed to load resource: ",),
    "firefox": ("Blocked loading mixed active content ",),
    "webkit": ("Refused to ", "[Report Only] Refused to ", "Not allowed to request resource"),
}
_WEBKIT_END = " due to access control checks."


def as_sandboxed(request: Request) -> Request:
    """The request as its page makes it: a sandbox, also one of the page's own policy, takes the origin away
    (https://html.spec.whatwg.org/multipage/browsers.html#sandboxed-origin-browsing-context-flag)."""
    policy = request.content_security_policy
    if request.origin == "null" or not (policy or request.context in _OPAQUE):
        return request
    if request.context not in _OPAQUE and not csp.takes_origin_away(policy or ""):
        return request
    return replace(request, origin="null", page_url=request.page_url or f"{request.origin}/")


def page_of(request: Request) -> str:
    """The origin of the page's URL, where it is known although the page has lost it: what 'self' in a policy means,
    and what makes a page secure."""
    if request.origin != "null" or not request.page_url:
        return request.origin
    page = urls.parse(request.page_url)
    return page.origin if page is not None else request.origin


def page_shown(request: Request, browser: Browser) -> str:
    """The page's URL as lines of mixed content quote it."""
    if browser.name == "webkit" and request.context == "srcdoc-frame":
        return "about:srcdoc"
    known = request.page_url and not (
        browser.name == "chromium" and request.origin == "null" and request.context == "document"
    )
    return (known and request.page_url) or f"{page_of(request)}/"


def printed(lines: Iterable[str], request: Request, browser: Browser) -> tuple[str, ...]:
    """Of the lines that a page's request prints, those that this request does where its code runs."""
    if request.context not in WORKERS:
        return tuple(lines)
    if browser.name == "chromium" and request.context == "shared-worker":
        return ()
    unsaid = _BY_LOADER[browser.name]
    by_worker = (line for line in lines if not line.startswith(unsaid))
    return tuple(line for line in by_worker if browser.name != "webkit" or not line.endswith(_WEBKIT_END))
