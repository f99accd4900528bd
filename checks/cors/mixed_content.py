"""What an https page may ask over http (https://www.w3.org/TR/mixed-content/): what passes, what is upgraded, what is
blocked, and the lines of what goes on."""

from __future__ import annotations

import re
from enum import Enum

from checks.cors import local_network
from checks.cors.browsers import Browser
from checks.cors.model import Request
from checks.cors.urls import ParsedUrl

_PRIVATE_LITERAL = re.compile(
    r"10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]"
)
_IPV4 = re.compile(r"\d+\.\d+\.\d+\.\d+\Z")
_MORE = "For more information see https://blog.chromium.org/2019/10/no-more-mixed-messages-about-https.html"


class Fate(Enum):
    """What becomes of a request for an http URL."""

    NOT_MIXED = "not mixed"
    ASKED = "asked over http all the same"
    UPGRADED = "upgraded"
    BLOCKED = "blocked"


def is_secure(request: Request) -> bool:
    """Whether the page, or what an opaque one is part of, came over https."""
    return request.page.startswith("https:")


def is_loopback(hostname: str) -> bool:
    """Whether a name or literal is this machine by its text, so that its origin is potentially trustworthy."""
    return (
        hostname in ("localhost", "[::1]")
        or hostname.endswith(".localhost")
        or bool(re.match(r"127\.[\d.]+\Z", hostname))
    )


def fate(url: ParsedUrl, request: Request, browser: Browser, *, redirected: bool) -> Fate:
    """What this browser does with the URL; images and media are upgraded, where the host may be."""
    host, upgradable = url.hostname, request.made_by.upgraded
    secure = is_secure(request) or (upgradable and browser.upgrades_files and request.page.startswith("file:"))
    if url.scheme not in ("http", "ws") or not secure:
        return Fate.NOT_MIXED
    if is_loopback(host):
        return _on_loopback(host, browser, passes=upgradable and not redirected)
    private = is_local(host) or (local_network.is_promised(request) and not redirected)
    if browser.leaves_local_network_to_permission and private:
        return Fate.ASKED
    if request.context in browser.unguarded_contexts:
        return Fate.ASKED
    if upgradable and not _stays(host, browser):
        return Fate.UPGRADED
    return Fate.BLOCKED


def _on_loopback(hostname: str, browser: Browser, *, passes: bool) -> Fate:
    if browser.trusts_loopback:
        return Fate.ASKED
    if not passes:
        return Fate.BLOCKED
    # WebKit asks over https where the host is written as IPv6.
    return Fate.UPGRADED if hostname == "[::1]" else Fate.ASKED


def is_local(hostname: str) -> bool:
    """Whether a literal or name belongs to a private network by its text."""
    return bool(_PRIVATE_LITERAL.match(hostname)) or hostname.endswith(".local")


def _stays(hostname: str, browser: Browser) -> bool:
    """Whether the host is written so that this browser does not upgrade it."""
    is_ipv4 = bool(_IPV4.match(hostname))
    return {"none": False, "ipv4": is_ipv4, "all": is_ipv4 or hostname.startswith("[")}[browser.literals_not_upgraded]


def lines(url: ParsedUrl, request: Request, browser: Browser, *, redirected: bool) -> tuple[str, ...]:
    """What is printed of mixed content that goes on, before it does."""
    found = fate(url, request, browser, redirected=redirected)
    if found is Fate.NOT_MIXED or request.is_websocket:
        return ()
    told = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}.get(browser.name)
    return told(url, request, found, redirected) if told is not None else ()


def _chromium(url: ParsedUrl, request: Request, found: Fate, redirected: bool) -> tuple[str, ...]:
    asked = f"Mixed Content: The page at '{request.page}' was loaded over HTTPS, but requested an insecure"
    told = []
    if request.made_by.upgraded and not redirected:
        told.append(f"{asked} element '{url.href}'. This request was {_upgrade_told(url.hostname, found)}")
    if found is Fate.ASKED and is_local(url.hostname):
        kind = request.made_by.chromium_mixed
        told.append(f"{asked} {kind} '{url.href}'. This content should also be served over HTTPS.")
    return tuple(told)


def _upgrade_told(hostname: str, found: Fate) -> str:
    if found is Fate.UPGRADED:
        return f"automatically upgraded to HTTPS, {_MORE}"
    literal = _IPV4.match(hostname) or hostname.startswith("[")
    why = "its URL's host is an IP address" if literal else "it is a local network request"
    return f"not upgraded to HTTPS because {why}."


def _firefox(url: ParsedUrl, request: Request, found: Fate, redirected: bool) -> tuple[str, ...]:
    if found is not Fate.UPGRADED:
        return ()
    return (f"Mixed Content: Upgrading insecure display request ‘{url.href}’ to use ‘https’",)


def _webkit(url: ParsedUrl, request: Request, found: Fate, redirected: bool) -> tuple[str, ...]:
    if found is Fate.BLOCKED or not request.made_by.upgraded:
        return ()
    done = "automatically upgraded and should be served over HTTPS."
    if is_loopback(url.hostname):
        done = "not upgraded to HTTPS and must be served from the local host."
    return (f"The page at {request.page} requested insecure content from {url.href}. This content was {done}",)
