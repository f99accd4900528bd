"""Pages that no web server serves: those of extensions and apps, each with its way past CORS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_EXTENSION = re.compile(r"(chrome|moz|safari-web|ms-browser)-extension://", re.IGNORECASE)
_OWN_URL = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://[^/?#]{0,200}/(_capacitor_(?:https?(?:_interceptor)?|file|content)_)(?=[/?]|\Z)"
)
_OWN_HOST = re.compile(r"(?:ipc|asset)://localhost(?=[/?]|\Z)|https?://(?:ipc|asset)\.localhost(?=[/:?]|\Z)")


@dataclass(frozen=True, slots=True)
class App:
    """What makes apps of web pages: `others` are the origins that the same app has on other systems, and `way` how its
    native side sends a request, to which CORS does not apply, as a clause that begins with a verb."""

    name: str
    way: str
    others: str = ""


_CAPACITOR = App(
    "Capacitor",
    "enable CapacitorHttp in capacitor.config, so that fetch runs in native code",
    "capacitor://localhost on iOS, https://localhost on Android (http://localhost in old versions)",
)
_TAURI = App(
    "Tauri",
    "use fetch from @tauri-apps/plugin-http, with the host in the app's capabilities",
    "tauri://localhost on macOS, iOS and Linux, http://tauri.localhost on Windows and Android (https:// if the app "
    "is set to it)",
)
_APPS: tuple[tuple[re.Pattern[str], App], ...] = tuple(
    (re.compile(pattern), app)
    for pattern, app in (
        (r"capacitor://.+", _CAPACITOR),
        (
            r"ionic://.+",
            App(
                "Ionic",
                "use CapacitorHttp, or cordova-plugin-advanced-http in Cordova",
                "ionic://localhost on iOS, http://localhost on Android",
            ),
        ),
        (r"tauri://.+|https?://tauri\.localhost", _TAURI),
        (
            r"app://.+|electron://.+",
            App(
                "Electron or Cordova",
                "call net.fetch in Electron's main process, or use Cordova's advanced-http plugin",
            ),
        ),
        (
            r"file://",
            App(
                "Electron, Cordova or an Android web view",
                "serve the files from a custom scheme of the app, not from file:",
            ),
        ),
        (
            # A page at http://localhost is far more often one that a developer serves.
            r"https://localhost",
            App("Capacitor or Cordova on Android, if this is an app", _CAPACITOR.way, _CAPACITOR.others),
        ),
    )
)


def is_extension(origin: str) -> bool:
    """Whether an origin is that of a browser extension's own pages."""
    return _EXTENSION.match(origin) is not None


def app_of(origin: str) -> App | None:
    """What made the app that a page with this origin belongs to."""
    return next((app for pattern, app in _APPS if pattern.fullmatch(origin)), None)


def own_part(url: str) -> str:
    """The part of a URL by which it is one that the app answers itself; empty where it is none."""
    found = _OWN_URL.match(url) or _OWN_HOST.match(url)
    return (found[1] if found.re is _OWN_URL else found[0]) if found is not None else ""


def real_url(url: str) -> str:
    """The URL that an app's own one stands for, without its query; empty where it names none."""
    if not own_part(url):
        return ""
    query = url.partition("?")[2].split("&")
    real = next((unquote(part[2:]) for part in query if part.startswith("u=http")), "")
    return re.split(r"[?#]", real, maxsplit=1)[0]
