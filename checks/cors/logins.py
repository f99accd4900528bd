"""URLs that begin a login in the browser: they answer with a page for a person, and are opened, never fetched."""

from __future__ import annotations

from checks.cors import urls

# Names of a query that together begin a login: OAuth 2.0 and OpenID Connect, SAML, WS-Federation.
_BEGINS = (frozenset({"client_id", "response_type"}), frozenset({"samlrequest"}), frozenset({"wa", "wtrealm"}))


def begins_login(address: str) -> str:
    """The part of a URL's query that says so, empty where none does: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1"""
    url = urls.parse(address)
    if url is None or not url.is_http:
        return ""
    parts = [part.partition("=")[0].lower() for part in url.href.partition("?")[2].split("&")]
    found = next((names for names in _BEGINS if names <= set(parts)), frozenset())
    return next((name for name in parts if name in found), "")
