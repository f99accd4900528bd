"""Whether a host has opted out of being checked, in its robots.txt (https://www.rfc-editor.org/rfc/rfc9309).

Only a group of this service's own name counts: rules for all robots are for those that crawl, and what is checked here
is one URL that a person asked about.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.robotparser import RobotFileParser

from checks.cors.model import HttpRequest
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.refused import NoAnswer, Refused
from checks.probing.target import Target
from checks.probing.tls import default_context
from checks.probing.wire import LENGTH, Connection, request_bytes

NAME = "corschecker"
KEPT_S = 3600.0
MAX_BYTES = 64 * 1024
MAX_HOSTS = 2000
TIMEOUT_S = 3.0
_OK = (b"HTTP/1.1 200", b"HTTP/1.0 200")


class Robots:
    """Asks each host once an hour; one that does not say no within a few seconds has not opted out."""

    def __init__(
        self,
        guard: Guard,
        user_agent: str,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = guard
        self._headers = (("User-Agent", user_agent), ("Accept", "text/plain"), ("Accept-Encoding", "identity"))
        self._context = context
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, RobotFileParser]] = OrderedDict()

    async def forbids(self, url: str) -> bool:
        """Whether the URL's host has asked this service to leave the URL alone."""
        try:
            target = self._guard.judge(url)
        except Refused:
            return False
        origin = f"{target.scheme}://{target.authority}"
        known = self._known.get(origin)
        if known is None or known[0] < self._clock():
            known = (self._clock() + KEPT_S, rules(await self._text(f"{origin}/robots.txt")))
            self._known[origin] = known
            self._known.move_to_end(origin)
            while len(self._known) > MAX_HOSTS:
                self._known.popitem(last=False)
        return not known[1].can_fetch(NAME, target.url)

    async def _text(self, url: str) -> str:
        page: _Page | None = None
        try:
            async with asyncio.timeout(2 * TIMEOUT_S):
                target = self._guard.judge(url)
                addresses = await self._guard.addresses(target)
                page = await self._guard.connect(addresses, target.port, lambda: _Page(target))
                if target.is_secure:
                    await page.secure(self._context or default_context())
                return await page.read(request_bytes(target, HttpRequest("GET", url, self._headers, "main"), ()))
        except (TimeoutError, NoAnswer, Refused):
            return ""
        finally:
            if page is not None:
                page.close()


def rules(text: str) -> RobotFileParser:
    """What a robots.txt says to this service by name."""
    found = RobotFileParser()
    found.parse([f"User-agent: {NAME}", *_own_rules(text)])
    return found


def _own_rules(text: str) -> Iterator[str]:
    """The rules of the groups that name this service; a group is one or more names and the rules after them."""
    named = naming = False
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        match field.strip().lower():
            case "user-agent":
                named = (naming and named) or value.strip().lower() == NAME
                naming = True
            case "allow" | "disallow":
                naming = False
                if named:
                    yield line


class _Page(Connection):
    """A connection that reads the body of its one answer, as far as it is wanted."""

    def __init__(self, target: Target) -> None:
        super().__init__(target, Limits())
        self._text = b""
        self._length = MAX_BYTES
        self._whole = asyncio.Event()

    async def read(self, payload: bytes) -> str:
        """The body of an answer with status 200; empty for any other."""
        head = await self.exchange(payload, "GET")
        if not head.startswith(_OK):
            return ""
        if found := LENGTH.search(head):
            self._length = min(int(found[1]), MAX_BYTES)
        self._look()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._whole.wait(), TIMEOUT_S)
        return self._text.decode("utf-8", "replace")

    def _drain(self, data: bytes) -> None:
        self._text = (self._text + data)[:MAX_BYTES]
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._whole.set()

    def _look(self) -> None:
        # Of a chunked body, the lines between the chunks say nothing that a robots.txt could.
        if len(self._text) >= self._length or self._text.endswith(b"\r\n0\r\n\r\n"):
            self._whole.set()
