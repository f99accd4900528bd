"""Whether configuring the server's CORS headers fixes what a document shows, or something else has to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.wording.words import is_walled

_HEADERS = ("allow-origin-", "allow-credentials-", "allow-methods-", "allow-headers-", "allow-not-allow-methods")
_PREFLIGHT = ("preflight-auth", "preflight-forbidden", "preflight-not-routed", "preflight-status")
_OTHERS = ("header-not-allowed", "method-not-allowed", "redirect-allow-origin-missing")
_ANSWERS = ("redirect-origin-null", "preflight-redirect", "resource-policy-blocks", "embedder-policy-blocks")


def headers_fix_it(document: Mapping[str, Any]) -> bool:
    """Whether a CORS configuration satisfies the rule that holds a browser up, or closes a response that is open."""
    if document["safety"] in ("caution", "dangerous"):
        return True
    if is_walled(document):
        return False
    return any(_is_of_headers(rule) for rule in _blocking(document))


def waits_for_the_server(document: Mapping[str, Any]) -> bool:
    """Whether only the server's response can let the page in: who does not own the server has to go around it."""
    return any(_is_of_headers(rule) or rule in _ANSWERS for rule in _blocking(document))


def has_response(document: Mapping[str, Any]) -> bool:
    """Whether the server itself responded, or was deliberately not asked, so that there is something to configure."""
    return document["verdict"] in ("allowed", "blocked", "differs", "preflight-only") and any(
        browser["exchanges"] for browser in document["browsers"].values()
    )


def _blocking(document: Mapping[str, Any]) -> list[str]:
    browsers = document["browsers"].values()
    return [browser.get("rule") or "" for browser in browsers if browser["outcome"] == "blocked"]


def _is_of_headers(rule: str) -> bool:
    return rule.startswith(_HEADERS) or rule in (*_PREFLIGHT, *_OTHERS)
