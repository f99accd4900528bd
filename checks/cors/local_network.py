"""Local Network Access: when a page of the public web may reach a private address (https://wicg.github.io/local-network-access/).

Chromium looks at it once it is connected, Firefox at the same time; neither sends anything before. Recorded from
Chromium 156 and Firefox 153; Safari has no such check.
"""

from __future__ import annotations

from checks.cors import address_space, csp, urls
from checks.cors.browsers import Browser
from checks.cors.model import Request
from checks.cors.step import Step
from checks.cors.urls import ParsedUrl

# The words of RequestInit's targetAddressSpace in Chromium; "private" is the older name of "local".
TARGETS = {"loopback": "loopback", "local": "local", "private": "local", "public": "public", "unknown": None}
# Frames whose permission policy denies it unless their `allow` attribute says otherwise.
_FRAMES = ("cross-origin-frame", "sandboxed-frame")


def page_of(request: Request) -> str:
    """The origin or URL that says where the page is: its own, that of the document where it has none."""
    return request.origin if request.origin != "null" else request.page_url or ""


def page_space(request: Request, browser: Browser) -> str | None:
    """The page's address space as this browser takes it."""
    policy = request.content_security_policy
    if browser.asks_only_secure_pages and policy and _counts_as_public(policy):
        return "public"
    return request.address_space or address_space.of_page(page_of(request))


def _counts_as_public(policy: str) -> bool:
    return any("treat-as-public-address" in directives for directives in csp.parse(policy))


def target_space(request: Request, url: ParsedUrl) -> str | None:
    """The address space of a URL: as it is known, as its host says, or as the code promises of a name."""
    known = request.target_address_space
    if known is None and request.fetch_target_address_space and request.target_address_space_direct:
        known = None if address_space.of_host(url.hostname) else TARGETS.get(request.fetch_target_address_space)
    if known is not None and url.full != request.url:
        first = urls.parse(request.url, f"{request.origin}/" if "://" in request.origin else None)
        known = known if first is not None and first.hostname == url.hostname else None
    return known or address_space.of_host(url.hostname)


def reached(request: Request, url: ParsedUrl, browser: Browser) -> tuple[str, bool] | None:
    """The space of a more private address that the page reaches, and whether that needs permission; None for none."""
    if not browser.guards_local_network or (request.is_websocket and not browser.asks_only_secure_pages):
        return None
    space = target_space(request, url)
    if space in (None, "public") or url.origin == request.origin:
        return None
    page = page_space(request, browser)
    if page is None or not address_space.is_more_private(space, page) or is_development(request, url):
        return None
    return space, page == "public"


def is_development(request: Request, url: ParsedUrl) -> bool:
    """Whether a named http page and a server on this machine are most likely both on it: a port of their own says so
    where nothing else is known."""
    told = request.address_space or request.target_address_space
    if told or not request.origin.startswith("http:") or address_space.of_host(url.hostname) != "loopback":
        return False
    origin = urls.parse(request.origin)
    named = origin is not None and address_space.of_page(request.origin) == "public"
    return named and (url.port is not None or (origin is not None and origin.port is not None))


def is_secure(request: Request) -> bool:
    """Whether the page is a secure context (https://w3c.github.io/webappsec-secure-contexts/)."""
    page = page_of(request)
    url = urls.parse(page) if page.startswith("http:") else None
    return url is None or address_space.of_host(url.hostname) == "loopback"


def may_ask(request: Request) -> bool:
    """Whether the page's permission policy lets it ask."""
    return request.context != "data-url" and (request.context not in _FRAMES or request.allows_local_network)


def answer(request: Request) -> str | None:
    """What the user says, "denied" where the page may not ask."""
    return request.local_network_access if may_ask(request) else "denied"


def wrong_target(step: Step) -> tuple[str, str] | None:
    """The space that targetAddressSpace promises and another that the URL has; in Chromium, for the first URL alone."""
    request = step.request
    told = request.fetch_target_address_space
    if told is None or not request.target_address_space_direct or not step.browser.asks_only_secure_pages:
        return None
    promised = TARGETS.get(told)
    if promised is None or len(step.url_list) > 1 or step.url.origin == request.origin:
        return None
    space = address_space.of_host(step.url.hostname) or target_space(request, step.url)
    return (promised, space) if space is not None and space != promised else None


def is_promised(request: Request) -> bool:
    """Whether targetAddressSpace promises a private address, so that mixed content lets the URL pass in Chromium."""
    told = request.fetch_target_address_space if request.target_address_space_direct else None
    return told is not None and TARGETS.get(told) in ("local", "loopback")
