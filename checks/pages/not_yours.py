"""What to do where a page needs a server that is not yours: proxies of your own, and ways of apps and extensions."""

from __future__ import annotations

import re

from checks.cors.app_pages import is_extension
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
_TAURI = (
    "In a Tauri app, `fetch` of `@tauri-apps/plugin-http` sends requests from native code, to which CORS does not"
    " apply; name the hosts in the app's capabilities. On other systems the same app has another origin: `tauri://localhost`"
    " on macOS, iOS and Linux, `http://tauri.localhost` on Windows and Android."
)
_ELECTRON = (
    "In an Electron app, the main process can ask in place of the page, by `net.fetch` behind `ipcMain.handle`: CORS"
    " does not apply there. Leave `webSecurity` on."
)
_EXTENSION = (
    "This page is a browser extension's: with the host in `host_permissions` of its manifest, its pages and its"
    " background ask without CORS. In Firefox and Safari the user grants it. A content script counts as the page that"
    " it runs in: let it send a message to the background."
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
    """What an app's web view or an extension can do; empty where the page's origin is none of theirs."""
    scheme = origin.partition("://")[0]
    if scheme == "capacitor":
        return [_CAPACITOR, _EVERY_APP.format(origin=origin)]
    if scheme == "ionic":
        return [_IONIC, _EVERY_APP.format(origin=origin)]
    if is_extension(origin):
        return [_EXTENSION]
    if scheme == "tauri" or re.fullmatch(r"https?://tauri\.localhost", origin):
        return [_TAURI, _EVERY_APP.format(origin=origin)]
    if scheme == "app":
        return [_ELECTRON, _CORDOVA, _EVERY_APP.format(origin=origin)]
    if scheme == "cordova":
        return [_CORDOVA, _EVERY_APP.format(origin=origin)]
    if re.fullmatch(r"https?://localhost", origin):
        return [_MAYBE.format(origin=origin), _CAPACITOR, _CORDOVA]
    if origin == "null" or scheme == "file":
        return [_FILE, _CAPACITOR, _CORDOVA]
    return []
