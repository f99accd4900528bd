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
            f"A blocker or another extension most likely stopped it: blocking lists contain {word}, and Firefox "
            "only says that it did not succeed. Try a private window without extensions."
        )
    return (
        "A blocker, another browser extension or the browser's administrator stopped the request before it was "
        "sent, so this is not CORS: try it in a private window without extensions, and allow the host in the "
        "blocker."
    )


def _extension(facts: Facts) -> str:
    if facts.extension and facts.origin.startswith("http"):
        return (
            "A browser extension's script makes this call, and in a page it counts as the page's: make it in the "
            "extension's background with host_permissions, and send the data to the script in a message."
        )
    return (
        "The page is a browser extension: add the host to host_permissions, and CORS does not apply. In Firefox "
        "and Safari the user has to grant it."
    )


def _own_url(facts: Facts) -> str:
    real = real_url(facts.url)
    asked = f", which stands for {real}" if real else ""
    return (
        f"{facts.at} is the app's own URL{asked}. It sends no CORS headers, and with live reload the page has a "
        "different origin than Capacitor's files and its http plugin: build the app without server.url, or call "
        "the API itself."
    )


def _app(facts: Facts) -> str:
    app = app_of(facts.origin)
    if app is None:
        return ""
    others = f" On other systems the same app has other origins: {app.others}." if app.others else ""
    return f"{facts.origin} is an app's page ({app.name}): have the server allow it, or {app.way}.{others}"


_LOGIN = (
    "This URL starts a login, which is a page for a person and sends no CORS headers: navigate there "
    "(location.href, or a link), do not fetch it."
)
WHY: dict[str, Callable[[Facts], str] | str] = {
    "blocked-by-client": _blocked,
    "extension-page": _extension,
    "app-own-url": _own_url,
    "app-page": _app,
    "login-page-fetched": _LOGIN,
    "keepalive-body-too-large": (
        "Requests with keepalive, and beacons, share a limit of 64 KiB for all that are in flight: send less, or "
        "leave keepalive out. This is not CORS."
    ),
}
