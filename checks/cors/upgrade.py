"""When a browser turns an http URL into https before it sends anything: the page's policy, and HSTS.

`upgrade-insecure-requests` rewrites the URL, and so does mixed content of images and media (`mixed_content`). HSTS
does so in Firefox; in Chromium it is an internal redirect, which changes the origin of the request like any other;
WebKit leaves the requests of an http page alone.
"""

from __future__ import annotations

from checks.cors import address_space, csp, mixed_content, urls
from checks.cors.browsers import Browser
from checks.cors.model import Request
from checks.cors.urls import ParsedUrl

_PLAIN = ("http", "ws")


def rewritten(url: ParsedUrl, request: Request, browser: Browser, *, redirected: bool = False) -> ParsedUrl | None:
    """The URL that takes this one's place without a trace, None where it stays."""
    if url.scheme not in _PLAIN:
        return None
    if _by_policy(url, request, browser) or _by_mixed_content(url, request, browser, redirected=redirected):
        return secure(url)
    return secure(url) if browser.hsts == "rewrite" and _is_known(url, request, browser) else None


def before_redirect(location: ParsedUrl, request: Request, browser: Browser) -> ParsedUrl:
    """The Location as it is compared with the URL that led there."""
    when = browser.upgrades_before_redirect
    policy = when != "none" and _by_policy(location, request, browser)
    mixed = when == "all" and _by_mixed_content(location, request, browser, redirected=True)
    return (secure(location) if policy or mixed else None) or location


def lines(url: ParsedUrl, request: Request, browser: Browser, *, redirected: bool) -> tuple[str, ...]:
    """What is printed of a URL that is upgraded, or that is not though the page is on https."""
    if browser.name != "webkit" and _by_policy(url, request, browser):
        told = f"Content-Security-Policy: Upgrading insecure request ‘{url.href}’ to use ‘https’"
        return (told,) if browser.name == "firefox" else ()
    return mixed_content.lines(url, request, browser, redirected=redirected)


def _by_policy(url: ParsedUrl, request: Request, browser: Browser) -> bool:
    policy = request.content_security_policy
    if url.scheme not in _PLAIN or not policy or not csp.upgrades_insecure_requests(policy):
        return False
    return browser.upgrades_loopback or address_space.of_host(url.hostname) != "loopback"


def _by_mixed_content(url: ParsedUrl, request: Request, browser: Browser, *, redirected: bool) -> bool:
    return mixed_content.fate(url, request, browser, redirected=redirected) is mixed_content.Fate.UPGRADED


def of_socket(url: ParsedUrl, request: Request, browser: Browser) -> ParsedUrl | None:
    """As `rewritten`, of the URL of a WebSocket, to which an internal redirect does nothing else."""
    known = browser.hsts == "redirect" and _is_known(url, request, browser)
    return secure(url) if known else rewritten(url, request, browser)


def redirected(url: ParsedUrl, request: Request, browser: Browser) -> ParsedUrl | None:
    """The URL to which this browser redirects itself, None where it does not."""
    return secure(url) if browser.hsts == "redirect" and _is_known(url, request, browser) else None


def _is_known(url: ParsedUrl, request: Request, browser: Browser) -> bool:
    """Whether HSTS holds for the URL; a page on https is stopped by mixed content before."""
    if url.scheme not in _PLAIN or request.origin.startswith("https:"):
        return False
    if not _has_sent(url.hostname, request) or address_space.of_host(url.hostname) is not None:
        return False
    return not browser.partitions_hsts or urls.is_one_domain(request.origin, urls.as_http(url.href))


def _has_sent(hostname: str, request: Request) -> bool:
    """Whether the host is one of those that sent Strict-Transport-Security."""
    if request.hsts_hosts and hostname in (name.strip().lower() for name in request.hsts_hosts.split(",")):
        return True
    first = urls.parse(request.url) if request.hsts else None
    return first is not None and first.hostname == hostname


def secure(url: ParsedUrl) -> ParsedUrl | None:
    """The https URL of an http one, the wss URL of a ws one; another port than 80 stays."""
    return urls.parse(f"{url.scheme}s{url.full.removeprefix(url.scheme)}")
