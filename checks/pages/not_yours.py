"""What to do where a page needs a server that is not yours: proxies of your own, and ways of apps and extensions."""

from __future__ import annotations

import re

from checks.cors.app_pages import is_extension
from checks.fixes import STACKS

PROXIES = tuple((stack.id, stack.title) for stack in STACKS.values() if stack.same_origin and not stack.not_run)
_EVERY_APP = (
    "`{origin}` is the origin of every app made this way, not only of yours: a server that allows it still has to"
    " require a login."
)
_CAPACITOR = (
    "In a Capacitor app, `CapacitorHttp` with `enabled: true` under `plugins` in capacitor.config sends `fetch` and"
    " XMLHttpRequest from native code, where CORS does not apply. It supports no streams, and uses the native side's"
    " cookies."
)
_IONIC = (
    "In an Ionic app, use the container's plugin: `CapacitorHttp` for Capacitor, cordova-plugin-advanced-http for"
    " Cordova. Both send requests from native code, where CORS does not apply."
)
_TAURI = (
    "In a Tauri app, `fetch` of `@tauri-apps/plugin-http` sends requests from native code, where CORS does not apply;"
    " list the hosts in the app's capabilities. The same app has a different origin on each system: `tauri://localhost`"
    " on macOS, iOS and Linux, `http://tauri.localhost` on Windows and Android."
)
_ELECTRON = (
    "In an Electron app, send the request from the main process, with `net.fetch` behind `ipcMain.handle`: CORS does"
    " not apply there. Leave `webSecurity` on."
)
_EXTENSION = (
    "This is a browser extension's page: with the host in `host_permissions` of the manifest, its pages and its"
    " background skip CORS. In Firefox and Safari the user grants it. A content script counts as the page it runs in:"
    " let it send a message to the background."
)
_CORDOVA = (
    "In a Cordova app, cordova-plugin-advanced-http sends requests from native code, where CORS does not apply. The"
    " `access` entry in config.xml only says where requests may go: it does not change CORS."
)
_MAYBE = (
    "If this page is a phone app: on Android, Capacitor and Cordova serve it from `{origin}`, the same origin as a page"
    " on a developer's machine."
)
_FILE = (
    "If this page is a phone app: a web view that loads files has the origin `null`, which no server should allow."
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
