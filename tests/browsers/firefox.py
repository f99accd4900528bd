"""Drives Firefox by Marionette, in its privileged context: several tabs, one case at a time in each.

CORS lines are written to the browser's console service and to nothing that a page or WebDriver sees, hence the
listener there (https://firefox-source-docs.mozilla.org/testing/marionette/).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Self

from . import authority, process
from .lines import Lines

NAMES = ("firefox-esr", "firefox")
PREFERENCES = {
    "marionette.port": 0,
    "app.update.disabledForTesting": True,
    "app.normandy.enabled": False,
    "browser.aboutConfig.showWarning": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.tabs.remote.autostart": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.min_background_timeout_value": 4,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.dns.localDomains": ",".join(authority.HOSTS),
    # Nothing but loopback is dialled: all else goes to a proxy that is not there.
    "network.proxy.no_proxies_on": ",".join(("localhost", "127.0.0.1", "[::1]", *authority.HOSTS)),
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.trr.mode": 5,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
}
LISTEN = """
    window.consoleLines = [];
    Services.console.registerListener({observe(message) {
        if (message instanceof Ci.nsIScriptError)
            window.consoleLines.push([message.errorMessage, message.sourceName, message.innerWindowID]);
    }});
    const principal = Services.scriptSecurityManager.getSystemPrincipal();
    window.caseTabs = [];
    for (let i = 0; i < arguments[0]; i++)
        window.caseTabs.push(gBrowser.addTab("about:blank", {triggeringPrincipal: principal}));
"""
OPEN = """
    const [tab, url] = arguments;
    const principal = Services.scriptSecurityManager.getSystemPrincipal();
    window.caseTabs[tab].linkedBrowser.loadURI(Services.io.newURI(url), {triggeringPrincipal: principal});
"""
DRAIN = """
    const shown = (tab) => tab.linkedBrowser.browsingContext?.currentWindowGlobal?.innerWindowId;
    return [window.caseTabs.map(shown), window.consoleLines.splice(0)];
"""


def find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """A started browser; `tabs` cases can run at once."""

    name = "firefox"

    def __init__(self, program: str, lines: Lines, tabs: int = 6) -> None:
        self.version = ""
        self.tabs = tabs
        self._program = program
        self._lines = lines
        self._ids = itertools.count(1)
        self._turn = asyncio.Lock()
        self._profile = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)

    async def __aenter__(self) -> Self:
        profile = Path(self._profile.name)
        settings = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        await authority.trust(profile)
        (profile / "user.js").write_text("".join(settings))
        arguments = (
            "--headless",
            "--marionette",
            "--remote-allow-system-access",
            "--no-remote",
            "--profile",
            str(profile),
        )
        self._process = await process.start(self._program, *arguments)
        port = int(await process.announced(self._process, profile / "MarionetteActivePort"))
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
        await self._receive()
        session = await self._call("WebDriver:NewSession", {})
        self.version = "Firefox/" + session["capabilities"]["browserVersion"]
        await self._call("Marionette:SetContext", {"value": "chrome"})
        await self._script(LISTEN, self.tabs)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._call("Marionette:Quit", {"flags": ["eForceQuit"]})
        await process.stop(self._process)
        self._writer.close()
        self._profile.cleanup()

    async def open(self, tab: int, url: str) -> None:
        await self._script(OPEN, tab, url)

    async def settle(self) -> None:
        """Wait until the lines of what just ended have come."""
        await asyncio.sleep(0.15)
        pages, lines = await self._script(DRAIN)
        for text, source, page in lines:
            self._lines.add(text, source, pages.index(page) if page in pages else None)

    async def _script(self, script: str, *args: Any) -> Any:
        parameters = {"script": script, "args": args, "newSandbox": False, "sandbox": None}
        return (await self._call("WebDriver:ExecuteScript", parameters))["value"]

    async def _call(self, command: str, parameters: dict[str, Any]) -> Any:
        async with self._turn:
            text = json.dumps([0, next(self._ids), command, parameters]).encode()
            self._writer.write(b"%d:%b" % (len(text), text))
            _, _, error, result = await self._receive()
            if error:
                raise RuntimeError(f"{command}: {error['message']}")
            return result

    async def _receive(self) -> Any:
        length = int((await self._reader.readuntil(b":"))[:-1])
        return json.loads(await self._reader.readexactly(length))
