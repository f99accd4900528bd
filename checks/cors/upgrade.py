"""When a browser turns an http URL into https before it sends anything: the page's policy, and HSTS.

`upgrade-insecure-requests` rewrites the URL. HSTS does so in Firefox; in Chromium it is an internal redirect, which
changes the origin of the request like any other; WebKit leaves the requests of an http page alone.
"""

from __future__ import annotations

from checks.cors import address_space, csp, urls
from checks.cors.browsers import Browser
from checks.cors.model import Request
from checks.cors.urls import ParsedUrl

_PLAIN = ("http", "ws")


def rewritten(url: ParsedUrl, request: Request, browser: Browser) -> ParsedUrl | None:
    """The URL that takes this one's place without a trace, None where it stays."""
    policy = request.content_security_policy
    if url.scheme not in _PLAIN or not (policy or request.hsts):
        return None
    spared = not browser.upgrades_loopback and address_space.of_host(url.hostname) == "loopback"
    if policy and csp.upgrades_insecure_requests(policy) and not spared:
        return secure(url)
    return secure(url) if browser.hsts == "rewrite" and _is_known(url, request) else None


def of_socket(url: ParsedUrl, request: Request, browser: Browser) -> ParsedUrl | None:
    """As `rewritten`, of the URL of a WebSocket, to which an internal redirect does nothing else."""
    known = browser.hsts == "redirect" and _is_known(url, request)
    return secure(url) if known else rewritten(url, request, browser)


def redirected(url: ParsedUrl, request: Request, browser: Browser) -> ParsedUrl | None:
    """The URL to which this browser redirects itself, None where it does not."""
    return secure(url) if browser.hsts == "redirect" and _is_known(url, request) else None


def _is_known(url: ParsedUrl, request: Request) -> bool:
    """Whether HSTS holds for the URL; a page on https is stopped by mixed content before."""
    if not request.hsts or url.scheme not in _PLAIN or request.origin.startswith("https:"):
        return False
    first = urls.parse(request.url)
    return first is not None and first.hostname == url.hostname and address_space.of_host(url.hostname) is None


def secure(url: ParsedUrl) -> ParsedUrl | None:
    """The https URL of an http one, the wss URL of a ws one; another port than 80 stays."""
    return urls.parse(f"{url.scheme}s{url.full.removeprefix(url.scheme)}")
