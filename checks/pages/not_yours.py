"""What to do where a page needs a server that is not yours: proxies of your own, and ways of mobile web views."""

from __future__ import annotations

import re

from checks.fixes import STACKS

PROXIES = tuple((stack.id, stack.title) for stack in STACKS.values() if stack.same_origin and not stack.not_run)
_EVERY_APP = (
    "`{origin}` is the origin of every app that is made this way, not of yours alone: a server that allows it still has"
    " to ask each user to log in."
)
_CAPACITOR = (
    "In a Capacitor app, native code can ask instead of the page: `CapacitorHttp` with `enabled: true` under `plugins`"
    " in capacitor.config sends `fetch` and XMLHttpRequest through it, and CORS does not apply. It takes no streams,"
    " and the cookies are those of the native side."
)
_IONIC = (
    "An Ionic app asks through the container that it runs in: Capacitor has `CapacitorHttp`, and Cordova has"
    " cordova-plugin-advanced-http. Both send requests from native code, to which CORS does not apply."
)
_CORDOVA = (
    "In a Cordova app, cordova-plugin-advanced-http sends requests from native code, to which CORS does not apply. The"
    " entry `access` in config.xml only says where requests may go: it is no answer to CORS."
)
_MAYBE = (
    "If this page is an app on a phone: Capacitor and Cordova serve it from `{origin}` on Android, the same origin as a"
    " page on a developer's machine."
)
_FILE = (
    "If this page is an app on a phone: a web view that loads files has the origin `null`, which no server is to allow."
    " Let Capacitor or Cordova serve the files from an origin instead, as their current versions do."
)


def web_view(origin: str) -> list[str]:
    """What a mobile web view can do; empty where the page's origin is none of theirs."""
    scheme = origin.partition("://")[0]
    if scheme == "capacitor":
        return [_CAPACITOR, _EVERY_APP.format(origin=origin)]
    if scheme == "ionic":
        return [_IONIC, _EVERY_APP.format(origin=origin)]
    if scheme in ("app", "cordova"):
        return [_CORDOVA, _EVERY_APP.format(origin=origin)]
    if re.fullmatch(r"https?://localhost", origin):
        return [_MAYBE.format(origin=origin), _CAPACITOR, _CORDOVA]
    if origin == "null" or scheme == "file":
        return [_FILE, _CAPACITOR, _CORDOVA]
    return []
