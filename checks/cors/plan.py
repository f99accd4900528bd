"""What can be said of a request before anything is sent: whether a preflight comes first, and why."""

from __future__ import annotations

from dataclasses import dataclass

from checks.cors import fetch_standard as standard
from checks.cors import urls, wire
from checks.cors.browsers import BROWSERS, Browser
from checks.cors.model import BROWSER_NAMES, Request


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a preflight is needed: `code` is "method", "header", "upload-listener" or "stream"; `browsers` those that
    ask for it."""

    code: str
    name: str | None = None
    value: str | None = None
    browsers: tuple[str, ...] = BROWSER_NAMES


@dataclass(frozen=True, slots=True)
class Preflight:
    """Whether some browser sends a preflight to the first URL, and the reasons; none where CORS does not apply."""

    needed: bool
    reasons: tuple[Reason, ...] = ()


def plan(request: Request) -> Preflight:
    """The preflight of a request (https://fetch.spec.whatwg.org/#main-fetch), browser by browser."""
    if not wire.sets_unsafe_request(request) or request.mode != "cors" or not is_cross_origin(request):
        return Preflight(False)
    found: dict[tuple[str, str | None, str | None], list[str]] = {}
    for browser in BROWSERS.values():
        for key in _reasons(request, browser):
            found.setdefault(key, []).append(browser.name)
    reasons = tuple(Reason(*key, browsers=tuple(names)) for key, names in found.items())
    return Preflight(bool(reasons), reasons)


def is_cross_origin(request: Request) -> bool:
    """Whether the URL's origin differs from the page's; an opaque page origin differs from all."""
    base = f"{request.origin}/" if request.origin.startswith(("http:", "https:")) else None
    url = urls.parse(request.url, base)
    return url is not None and (url.origin != request.origin or url.origin == "null")


def _reasons(request: Request, browser: Browser) -> list[tuple[str, str | None, str | None]]:
    reasons: list[tuple[str, str | None, str | None]] = []
    method = wire.method_of(request)
    if method not in standard.CORS_SAFELISTED_METHODS:
        reasons.append(("method", None, method))
    headers = wire.page_headers(request, browser)
    values = {name.lower(): value for name, value in standard.combine(headers)}
    reasons += [("header", name, values[name]) for name in wire.unsafe_header_names(headers, browser)]
    if wire.forces_preflight(request, browser):
        reasons.append(("stream" if request.body_kind == "stream" else "upload-listener", None, None))
    return reasons
