"""Where the code of a page runs, and what that changes: the origin of what is sandboxed, and the page that lines quote.

A worker's policy is that of its own script.
"""

from __future__ import annotations

from dataclasses import replace

from checks.cors import csp, urls
from checks.cors.browsers import Browser
from checks.cors.model import Request

WORKERS = frozenset({"worker", "shared-worker", "service-worker", "data-worker", "blob-worker"})
# What has an origin of its own, that of no page.
_OPAQUE = frozenset({"data-url", "data-worker", "sandboxed-frame"})


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
