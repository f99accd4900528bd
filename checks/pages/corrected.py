"""Another URL that might cure a blocked request: where its redirects lead, or the same over https."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from checks.cors import urls
from checks.cors.fetch_standard import REDIRECT_STATUSES
from checks.pages.conversation import get
from checks.pages.forms import query

_LOGIN = re.compile(r"log-?in|sign-?in|sso|saml|oauth|authorize", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A URL to call instead, why, and the form filled in with it."""

    url: str
    why: str
    link: str


def corrected(document: Mapping[str, Any]) -> Corrected | None:
    """None where the request is not blocked, or where no other URL suggests itself."""
    if document["verdict"] not in ("blocked", "differs"):
        return None
    request = document["request"]
    final = _redirected(document)
    if final and final != request["url"] and not _LOGIN.search(final):
        return _as(request, final, "The server redirects there. A page that calls it directly meets no redirect.")
    rules = {browser.get("rule") for browser in document["browsers"].values()}
    if "mixed-content" in rules and request["url"].startswith("http://"):
        secure = "https://" + request["url"].removeprefix("http://")
        return _as(request, secure, "A page on https may call https only.")
    return None


def _redirected(document: Mapping[str, Any]) -> str | None:
    """The last URL that a redirect of the browsers' own requests names."""
    final = None
    for exchange in document["exchanges"]:
        response = exchange.get("response")
        if exchange["purpose"] == "probe" or not response or response["status"] not in REDIRECT_STATUSES:
            continue
        location = get(response["headers"], "location")
        target = urls.parse(location, exchange["request"]["url"]) if location else None
        if target and target.is_http and not target.has_credentials:
            final = target.href
    return final


def _as(request: Mapping[str, Any], url: str, why: str) -> Corrected:
    return Corrected(url, why, "/?" + urlencode(query({**request, "url": url})))
