"""Another URL to call instead, where that alone would cure the failure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checks.cors import urls

Json = Mapping[str, Any]
_REDIRECTS = {"preflight-redirect", "redirect-allow-origin-missing", "redirect-origin-null", "redirect-mode-error"}
_TO_HTTPS = {"mixed-content", "hsts-preflight-redirect"}
_LOGIN = re.compile(r"log-?in|sign-?in|sso|saml|oauth|authorize", re.IGNORECASE)


def corrected(facts: Json) -> dict[str, str] | None:
    """`url` and `why` of what to call instead, from the facts of a check; None where the URL is not to blame.

    `why` is one sentence. A redirect to a login leads nowhere that a script could use.
    """
    rules = {browser.get("rule") for browser in facts["browsers"].values()}
    url = str(facts["request"]["url"])
    if facts["verdict"] not in ("blocked", "differs"):
        return None
    if rules & _TO_HTTPS and url.lower().startswith("http:"):
        return _proposal(url, "https" + url[4:], "It is the same URL over https.")
    if "url-no-scheme" in rules or "url-invalid" in rules:
        return _with_scheme(url)
    if "url-userinfo" in rules:
        return _proposal(url, urls.without_credentials(url), "It is the same URL without the user name and password.")
    return _end_of_redirects(url, facts) if rules & {*_REDIRECTS, "mixed-content"} else None


def _proposal(url: str, other: str, why: str) -> dict[str, str] | None:
    return {"url": other, "why": why} if other != url and urls.parse(other) else None


def _with_scheme(url: str) -> dict[str, str] | None:
    parsed = urls.parse(f"https://{url}")
    if parsed is None or ("." not in parsed.hostname and parsed.hostname != "localhost"):
        return None
    scheme = "http" if parsed.hostname == "localhost" or parsed.hostname.startswith("127.") else "https"
    return _proposal(url, f"{scheme}://{url}", "It is the same URL with a scheme.")


def _end_of_redirects(url: str, facts: Json) -> dict[str, str] | None:
    """Where the redirects that were seen lead: the last Location, relative to where it was sent."""
    target = None
    for exchange in facts["exchanges"]:
        response = exchange.get("response")
        if exchange.get("probe") or not response or not 300 <= response["status"] < 400:
            continue
        location = next((value for name, value in response["headers"] if name.lower() == "location"), None)
        parsed = urls.parse(location, exchange["request"]["url"]) if location else None
        if parsed is not None and parsed.is_http and not parsed.has_credentials:
            target = parsed.href
    if target is None or _LOGIN.search(target):
        return None
    if url.lower().startswith("https:") and target.startswith("http:"):
        return _over_https(url, target)
    return _proposal(url, target, "The server redirects there; calling it directly avoids the redirect.")


def _over_https(url: str, target: str) -> dict[str, str] | None:
    """The place that an https URL is redirected to over http, over https instead; None on another host, where nobody
    knows whether https is spoken."""
    source, pointed = urls.parse(url), urls.parse(target)
    if source is None or pointed is None or source.hostname != pointed.hostname:
        return None
    path = pointed.href.partition("://")[2].partition("/")[2]
    why = "The server redirects there over http, which the browser blocks; calling it over https avoids the redirect."
    return _proposal(url, f"{source.origin}/{path}", why)
