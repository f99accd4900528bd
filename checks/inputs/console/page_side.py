"""Sentences for causes on the page's side: a blocker, an extension, an app, a login that script fetches."""

from __future__ import annotations

from collections.abc import Callable

from checks.cors.app_pages import app_of, real_url
from checks.cors.blockers import word_in
from checks.inputs.console.facts import Facts


def _blocked(facts: Facts) -> str:
    word = word_in(facts.url)
    if not facts.net_error and word:
        return (
            f"A blocker or another extension most likely stopped it: lists of trackers hold {word}, and Firefox "
            "says of what they stop only that it did not succeed. Try a private window without extensions."
        )
    return (
        "A blocker, another browser extension or the browser's administrator stopped the request before it was sent, "
        "so CORS plays no part: try it in a private window without extensions, and allow the host in the blocker."
    )


def _extension(facts: Facts) -> str:
    if facts.extension and facts.origin.startswith("http"):
        return (
            "A script of a browser extension makes this call, and in a page it counts as the page's: make it in the "
            "extension's background with host_permissions, and hand the answer to the script by a message."
        )
    return (
        "The page is a browser extension: name the host in host_permissions, and CORS does not apply. In Firefox and "
        "Safari the user has to grant it."
    )


def _own_url(facts: Facts) -> str:
    real = real_url(facts.url)
    asked = f", which stands for {real}" if real else ""
    return (
        f"{facts.at} is the app's own address{asked}. It sends no CORS headers, and with live reload the page has "
        "another origin than Capacitor's files and its http plugin: build the app without server.url, or call the API "
        "itself."
    )


def _app(facts: Facts) -> str:
    app = app_of(facts.origin)
    if app is None:
        return ""
    others = f" The same app has other origins elsewhere: {app.others}." if app.others else ""
    return f"{facts.origin} is a page of an app ({app.name}): have the server allow it, or {app.way}.{others}"


_LOGIN = (
    "This address begins a login, which is a page for a person and sends no CORS headers: navigate there "
    "(location.href, or a link), do not fetch it."
)
WHY: dict[str, Callable[[Facts], str] | str] = {
    "blocked-by-client": _blocked,
    "extension-page": _extension,
    "app-own-url": _own_url,
    "app-page": _app,
    "login-page-fetched": _LOGIN,
    "keepalive-body-too-large": (
        "A request with keepalive, and a beacon, may send 64 KiB, together with all others of the page that are under "
        "way: send less, or leave keepalive out. CORS plays no part."
    ),
}
