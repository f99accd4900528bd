"""Drives Chromium by the DevTools protocol: several tabs, one case at a time in each.

Console lines come from the Log domain of the tab (https://chromedevtools.github.io/devtools-protocol/tot/Log/).
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import websockets

from . import authority, process
from .lines import Lines

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A modifier of Input.dispatchKeyEvent.
CTRL = 2
PARTS = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
    "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]",
)


def find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A started browser; `tabs` cases can run at once."""

    name = "chromium"

    def __init__(self, program: str, lines: Lines, tabs: int = 6) -> None:
        self.version = ""
        self.tabs = tabs
        self._program = program
        self._lines = lines
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._sessions: list[str] = []
        self._tabs: dict[str, int] = {}
        self._enabling: set[asyncio.Task[None]] = set()
        self._sent: list[dict[str, Any]] | None = None
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)

    async def __aenter__(self) -> Self:
        profile = Path(self._profile.name)
        # It looks for authorities in the home of whoever starts it.
        authorities = profile / ".pki" / "nssdb"
        authorities.mkdir(parents=True)
        await authority.trust(authorities)
        options = (*FLAGS, f"--user-data-dir={profile}", "about:blank")
        self._process = await process.start(self._program, *options, HOME=str(profile))
        port, path = (await process.announced(self._process, profile / "DevToolsActivePort")).split()
        self._socket = await websockets.connect(f"ws://127.0.0.1:{port}{path}", max_size=None, proxy=None)
        self._reading = asyncio.create_task(self._read())
        self.version = (await self._call("Browser.getVersion"))["product"]
        for _ in range(self.tabs):
            # A window each: a tab that nobody sees loads no media.
            target = (await self._call("Target.createTarget", url="about:blank", newWindow=True))["targetId"]
            session = (await self._call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
            await self._call("Log.enable", session)
            await self._call("Target.setAutoAttach", session, **PARTS)
            self._tabs[session] = len(self._sessions)
            self._sessions.append(session)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.send(json.dumps({"id": next(self._ids), "method": "Browser.close"}))
        await process.stop(self._process)
        self._reading.cancel()
        self._profile.cleanup()

    async def open(self, tab: int, url: str) -> None:
        await self._call("Page.navigate", self._sessions[tab], url=url)

    async def evaluate(self, tab: int, expression: str) -> Any:
        """The value of an expression in the page, a promise's once it is kept."""
        session = self._sessions[tab]
        params = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = await self._call("Runtime.evaluate", session, **params)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def until(self, tab: int, expression: str, within_s: float = 20) -> Any:
        """The expression's value in the page, once there is one; a page that gives way to the next has none yet."""
        async with asyncio.timeout(within_s):
            while True:
                with suppress(RuntimeError):
                    value = await self.evaluate(tab, expression)
                    if value:
                        return value
                await asyncio.sleep(0.05)

    async def type(self, tab: int, text: str) -> None:
        """Put text where the focus is, as a paste does."""
        await self._call("Input.insertText", self._sessions[tab], text=text)

    async def press(self, tab: int, key: str) -> None:
        code = {"Tab": 9, "Enter": 13, "/": 191}[key]
        typed = {"Enter": "\r", "/": "/"}
        for kind in ("keyDown", "keyUp"):
            text = {"text": typed[key]} if key in typed and kind == "keyDown" else {}
            press = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code} | text
            await self._call("Input.dispatchKeyEvent", self._sessions[tab], **press)

    async def paste(self, tab: int, text: str) -> None:
        """Paste a text from the clipboard where the focus is, with the event that the page hears."""
        session = self._sessions[tab]
        await self._call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        await self._call("Page.bringToFront", session)
        await self.evaluate(tab, f"navigator.clipboard.writeText({json.dumps(text)})")
        press = {"type": "rawKeyDown", "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86, "modifiers": CTRL}
        await self._call("Input.dispatchKeyEvent", session, **press, commands=["paste"])

    async def drop(self, tab: int, text: str, selector: str) -> None:
        """Drag a text from elsewhere onto the middle of an element."""
        middle = f"(() => {{ const at = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
        x, y = await self.evaluate(tab, middle + " return [at.x + at.width / 2, at.y + at.height / 2]; })()")
        data = {"items": [{"mimeType": "text/plain", "data": text}], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            event = {"type": kind, "x": x, "y": y, "data": data}
            await self._call("Input.dispatchDragEvent", self._sessions[tab], **event)

    async def press_ctrl_enter(self, tab: int) -> None:
        press = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": CTRL}
        for kind in ("rawKeyDown", "keyUp"):
            await self._call("Input.dispatchKeyEvent", self._sessions[tab], type=kind, **press)

    async def line(self, tab: int, *, offline: bool = False, latency_ms: int = 0, kbit_s: int = 0) -> None:
        """From now on the network is slow, or away; 0 is as it comes."""
        rate = kbit_s * 1000 // 8 or -1
        line = {"offline": offline, "latency": latency_ms, "downloadThroughput": rate, "uploadThroughput": rate}
        await self._call("Network.enable", self._sessions[tab])
        await self._call("Network.emulateNetworkConditions", self._sessions[tab], **line)

    async def at_start(self, tab: int, script: str) -> None:
        """Run a script in every page that is opened from now on, before anything of the page's."""
        await self._call("Page.enable", self._sessions[tab])
        await self._call("Page.addScriptToEvaluateOnNewDocument", self._sessions[tab], source=script)

    async def choose_file(self, tab: int, selector: str, path: Path) -> None:
        session = self._sessions[tab]
        root = (await self._call("DOM.getDocument", session))["root"]["nodeId"]
        node = (await self._call("DOM.querySelector", session, nodeId=root, selector=selector))["nodeId"]
        await self._call("DOM.setFileInputFiles", session, nodeId=node, files=[str(path)])

    async def media(self, tab: int, kind: str = "", **features: str) -> None:
        """Show the page as on this medium, to a reader with these wishes: `forced_colors="active"`."""
        wishes = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        await self._call("Emulation.setEmulatedMedia", self._sessions[tab], media=kind, features=wishes)

    async def without_scripts(self, tab: int) -> None:
        await self._call("Emulation.setScriptExecutionDisabled", self._sessions[tab], value=True)

    async def pdf(self, tab: int) -> bytes:
        """The page as a sheet-by-sheet PDF, of A4 with the margins that people's browsers have."""
        inches = {"paperWidth": 8.27, "paperHeight": 11.69}
        return base64.b64decode((await self._call("Page.printToPDF", self._sessions[tab], **inches))["data"])

    async def watch(self, tab: int) -> list[dict[str, Any]]:
        """The list that every request of the tab will be put into, with its body as `postData`."""
        self._sent = []
        await self._call("Network.enable", self._sessions[tab], maxPostDataSize=10_000_000)
        return self._sent

    async def resize(self, tab: int, width: int, height: int) -> None:
        """Give the page a window of this size; of a phone below 600 pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        await self._call("Emulation.setDeviceMetricsOverride", self._sessions[tab], **size)

    async def settle(self) -> None:
        """Wait until the lines of what just ended have come."""
        await asyncio.sleep(0.1)

    async def _call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        await self._socket.send(json.dumps(message))
        return await self._waiting[number]

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            if "id" in message:
                waiting = self._waiting.pop(message["id"], None)
                if waiting is None:
                    continue
                if "error" in message:
                    waiting.set_exception(RuntimeError(str(message["error"])))
                else:
                    waiting.set_result(message["result"])
            elif message["method"] == "Network.requestWillBeSent" and self._sent is not None:
                self._sent.append(message["params"]["request"])
            elif message["method"] == "Log.entryAdded":
                entry = message["params"]["entry"]
                self._lines.add(entry["text"], entry.get("url", ""), self._tabs.get(message["sessionId"]))
            elif message["method"] == "Target.attachedToTarget" and message.get("sessionId") in self._tabs:
                task = asyncio.create_task(self._begin(message["params"], self._tabs[message["sessionId"]]))
                self._enabling.add(task)
                task.add_done_callback(self._enabling.discard)

    async def _begin(self, attached: dict[str, Any], tab: int) -> None:
        """Let a part of a tab run: a frame that has a process of its own is heard from its first line on; what workers
        print comes by their page."""
        session = attached["sessionId"]
        with suppress(RuntimeError):
            if attached["targetInfo"]["type"] == "iframe":
                self._tabs[session] = tab
                await self._call("Log.enable", session)
                await self._call("Target.setAutoAttach", session, **PARTS)
            await self._call("Runtime.runIfWaitingForDebugger", session)
