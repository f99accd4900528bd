"""Whether a host has opted out of being checked, in its robots.txt (https://www.rfc-editor.org/rfc/rfc9309).

Only groups of this service's own name count: rules for all robots are for those that crawl, and what is checked here
is one URL that a person asked about. For the same reason a host that does not answer, or answers with an error of its
own (5xx), has not opted out, as it would have for a crawler: broken servers are what people check. What it said when
it last answered still holds.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import quote
from weakref import WeakValueDictionary

from protego import Protego

from checks.cors import http_head, urls
from checks.cors.browsers import BROWSERS
from checks.cors.model import HttpRequest, HttpResponse
from checks.probing.addresses import IPAddress
from checks.probing.body import Body
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.network_error import NetworkError
from checks.probing.target import Target
from checks.probing.tls import default_context
from checks.probing.wire import Connection, request_head, wire_fields
from checks.refusal import Refusal

NAME = "corschecker"
KEPT_S = 3600.0
RETRY_S = 60.0
TIMEOUT_S = 5.0
MAX_REDIRECTS = 5
MAX_RULES = 16 * 1024
MAX_KEPT = 4 * 1024 * 1024

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RECORD = re.compile(rb"^[ \t]*(user-agent|allow|disallow)[ \t]*:[ \t]*([^#\n]*)", re.IGNORECASE | re.MULTILINE)
_OUR_NAME = re.compile(NAME.encode() + rb"(?![a-z_-])", re.IGNORECASE)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_EVERYTHING = "disallow: /\n"
# What an entry takes in memory beside its two texts.
_ENTRY = 500

Reach = Callable[[str], Awaitable[tuple[Target, Sequence[IPAddress]]]]


class _Kept(NamedTuple):
    """The rules that a host has for this service, and how long they are believed."""

    rules: str
    until: float

    def size(self, origin: str) -> int:
        return _ENTRY + len(origin) + len(self.rules)


class Robots:
    """Asks each host once an hour, and a minute later one that did not answer.

    `timeout_s` bounds all that a check waits for it, `max_kept` the bytes of all that is kept.
    """

    def __init__(
        self,
        guard: Guard,
        user_agent: str,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        timeout_s: float = TIMEOUT_S,
        max_kept: int = MAX_KEPT,
    ) -> None:
        self._guard = guard
        self._headers = (("User-Agent", user_agent), ("Accept", "text/plain"), ("Accept-Encoding", "identity"))
        self._context = context
        self._clock = clock
        self._timeout_s = timeout_s
        self._max_kept = max_kept
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def forbids(self, target: Target, reach: Reach) -> bool:
        """Whether the target's host has asked this service to leave its URL alone.

        `reach` admits each URL on the way to the robots.txt and gives its addresses; where it raises `Refusal`, the
        host could not be asked.
        """
        origin = f"{target.scheme}://{target.authority}"
        until = asyncio.get_running_loop().time() + self._timeout_s
        kept = self._fresh(origin)
        if kept is None:
            # Who comes while the host is asked waits for the same answer; if that check is broken off, the next asks.
            lock = self._asking.setdefault(origin, asyncio.Lock())
            try:
                async with asyncio.timeout_at(until):
                    await lock.acquire()
            except TimeoutError:
                return False
            try:
                kept = self._fresh(origin) or self._keep(origin, await self._ask(origin, reach, until))
            finally:
                lock.release()
        return is_disallowed(kept.rules, target.path_and_query)

    def _fresh(self, origin: str) -> _Kept | None:
        kept = self._kept.get(origin)
        return kept if kept is not None and self._clock() < kept.until else None

    def _keep(self, origin: str, rules: str | None) -> _Kept:
        earlier = self._kept.pop(origin, None)
        if earlier is not None:
            self._size -= earlier.size(origin)
        if rules is not None:
            kept = _Kept(rules, self._clock() + KEPT_S)
        else:
            kept = _Kept(earlier.rules if earlier else "", self._clock() + RETRY_S)
        self._kept[origin] = kept
        self._size += kept.size(origin)
        while self._size > self._max_kept:
            oldest, dropped = self._kept.popitem(last=False)
            self._size -= dropped.size(oldest)
        return kept

    async def _ask(self, origin: str, reach: Reach, until: float) -> str | None:
        """The rules that the host has for this service; None where it does not say."""
        url = f"{origin}/robots.txt"
        try:
            for _ in range(1 + MAX_REDIRECTS):
                async with self._page(url, reach, until) as (page, response):
                    if 200 <= response.status < 300:
                        return own_rules(await page.read(response, until))
                location = response.get("location")
                if response.status not in _REDIRECTS or location is None:
                    return None if response.status >= 500 else ""
                parsed = urls.parse(location, url)
                if parsed is None:
                    return ""
                url = parsed.href
        except (TimeoutError, NetworkError, Refusal):
            return None
        return ""

    @asynccontextmanager
    async def _page(self, url: str, reach: Reach, until: float) -> AsyncIterator[tuple[_Page, HttpResponse]]:
        """A connection that has got the head of the answer, and that head."""
        async with asyncio.timeout_at(until):
            target, addresses = await reach(url)
            page = await self._guard.connect(addresses, target.port, lambda: _Page(target))
        try:
            async with asyncio.timeout_at(until):
                if target.is_secure:
                    await page.secure(self._context or default_context())
                request = HttpRequest("GET", url, self._headers, "main")
                fields = wire_fields(target, request, ())
                head = await page.exchange(request_head("GET", target.path_and_query.encode(), fields), "GET")
            response = http_head.read(head, BROWSERS["chromium"].head)
            if not isinstance(response, HttpResponse):
                raise NetworkError(response)
            yield page, response
        finally:
            page.close()


def own_rules(text: bytes) -> str:
    """The rules of all groups that name this service, one a line, percent-encoded where they are not ASCII.

    More of them than `MAX_RULES` characters, which nobody writes for one service, are read as a rule for everything:
    who writes them wants to be left alone, and what would be read costs all other checks their time.
    """
    if NAME.encode() not in text.lower():
        return ""
    named = naming = False
    rules, size = [], 0
    for record in _RECORD.finditer(text.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n")):
        field, value = record[1].lower(), record[2].strip()
        if field == b"user-agent":
            named = (naming and named) or _OUR_NAME.match(value) is not None
            naming = True
            continue
        naming = False
        if named:
            rules.append(f"{field.decode()}: {quote(value[:MAX_RULES], safe=_PRINTABLE)}\n")
            size += len(rules[-1])
            if size > MAX_RULES:
                return _EVERYTHING
    return "".join(rules)


def is_disallowed(rules: str, path_and_query: str) -> bool:
    """Whether `own_rules` shut a URL out: the longest rule that matches counts, and of equal ones the one that allows
    (https://www.rfc-editor.org/rfc/rfc9309#section-2.2.2)."""
    if not rules:
        return False
    # Under a host of no account: the library would take a path that begins with two slashes for one.
    return not Protego.parse(f"user-agent: {NAME}\n{rules}").can_fetch(f"http://host{path_and_query}", NAME)


class _Page(Connection):
    """A connection that keeps the bytes after the head of its one answer, for `read`."""

    def __init__(self, target: Target) -> None:
        super().__init__(target, Limits())
        self._came: list[bytes] = []
        self._is_over = False
        self._more = asyncio.Event()

    async def read(self, response: HttpResponse, until: float) -> bytes:
        """The body, as far as it is wanted and comes until then."""
        body = Body(response)
        try:
            async with asyncio.timeout_at(until):
                while not body.is_enough:
                    came, self._came = self._came, []
                    body.feed(b"".join(came))
                    if not came and self._is_over:
                        body.end()
                    elif not came:
                        self._more.clear()
                        await self._more.wait()
        except TimeoutError:
            pass
        return body.text

    def _drain(self, data: bytes) -> None:
        self._came.append(data)
        self._more.set()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._is_over = True
        self._more.set()
