"""The log of a HAR: its entries, found by URL, and what its recorder is known to leave out."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks.cors.urls import parse
from checks.inputs.hars.entry import Entry, read
from checks.inputs.hars.kinds import mode_of

_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_HOPS = 20
# They ask Chromium for a body, which it does not give of what the page was refused.
_OVER_CHROMIUM = re.compile(r"WebInspector|chrome-har|browsertime|sitespeed|puppeteer", re.IGNORECASE)
# They leave an entry out where the browser ended the request.
_DROPS_REFUSED = re.compile(r"chrome-har|browsertime|sitespeed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request and the redirects that follow it, and beside each the preflight that was recorded for it."""

    hops: tuple[Entry, ...]
    preflights: tuple[Entry | None, ...]

    @property
    def first(self) -> Entry:
        return self.hops[0]

    @property
    def last(self) -> Entry:
        return self.hops[-1]

    @property
    def mode(self) -> str:
        """The request's mode: what is preflighted is made in mode cors, whoever made it. A redirect of the browser's
        own never left it, so only the next request shows the mode."""
        is_internal = self.first.answers("non-authoritative-reason") is not None
        return (
            "cors" if self.preflights[0] is not None else mode_of(self.hops[1 if is_internal and self.hops[1:] else 0])
        )

    @property
    def may_fail(self) -> bool:
        """Whether a glance finds a reason to look closer: an error, no answer, or none that names the page's origin."""
        entries = (*self.hops, *(preflight for preflight in self.preflights if preflight is not None))
        welcome = ("*", self.first.page_origin)
        return any(
            entry.error or not entry.status or entry.answers("access-control-allow-origin") not in welcome
            for entry in entries
        )


class Log:
    """The entries that are requests with their answers: main requests and preflights apart, each by place in order."""

    def __init__(self, log: Mapping[str, Any]) -> None:
        pages = _pages(log.get("pages"))
        listed = log["entries"]
        read_ones = (read(number, value, pages) for number, value in enumerate(listed))
        self.entries: list[Entry] = [entry for entry in read_ones if entry is not None]
        self.damaged = len(listed) - len(self.entries)
        dropped = log.get("_dropped")
        self.dropped = dropped if isinstance(dropped, int) and dropped > 0 else 0
        creator, browser = _name(log.get("creator")), _name(log.get("browser"))
        self.sanitised = creator == "WebInspector"
        self.drops_refused = _DROPS_REFUSED.search(creator) is not None
        by_playwright = creator == "Playwright" and re.search("chrom|edge", browser, re.IGNORECASE)
        self._over_chromium = bool(by_playwright) or _OVER_CHROMIUM.fullmatch(creator) is not None
        self.tells_storage_access = any(entry.asks("sec-fetch-storage-access") for entry in self.entries)
        self._requests: dict[str, list[int]] = {}
        self._preflights: dict[tuple[str, str], list[int]] = {}
        self._passing: dict[tuple[str, str], list[int]] = {}
        for place, entry in enumerate(self.entries):
            if entry.is_preflight:
                method = (entry.asks("access-control-request-method") or "").upper()
                self._preflights.setdefault((entry.url, method), []).append(place)
                if 200 <= entry.status < 300:
                    self._passing.setdefault((entry.url, method), []).append(place)
            else:
                self._requests.setdefault(entry.url, []).append(place)
        for place, entry in enumerate(self.entries):
            if entry.page_origin is None and (preflight := self._preflight_of(place)) is not None:
                self.entries[place] = replace(entry, page=preflight.page_origin or "")
        self.names_a_page = any(entry.page_origin is not None for entry in self.entries)

    def conversation(self, chain: list[int]) -> Conversation:
        return Conversation(tuple(self.entries[hop] for hop in chain), tuple(map(self._preflight_of, chain)))

    def chain(self, start: int) -> list[int]:
        """The place of an entry, and those of the redirects that follow it."""
        chain = [start]
        while len(chain) <= _MAX_HOPS:
            entry = self.entries[chain[-1]]
            target = redirect_target(entry)
            following = self._first_after(chain[-1], target) if target else None
            if following is None:
                break
            chain.append(following)
        return chain

    def _preflight_of(self, place: int) -> Entry | None:
        """The nearest preflight for the entry's URL and method: browsers record it before or after the request. Of one
        that was answered, the nearest that lets a request pass."""
        entry = self.entries[place]
        key = (entry.url, entry.method.upper())
        found = (self._passing.get(key) if entry.status else None) or self._preflights.get(key, [])
        at = bisect(found, place)
        nearest = min(found[max(0, at - 1) : at + 1], key=lambda other: abs(other - place), default=None)
        return None if nearest is None else self.entries[nearest]

    def has_request(self, url: str) -> bool:
        return url in self._requests

    def went_through(self, entry: Entry) -> bool:
        """Whether the recording shows that Chromium handed the answer to the page."""
        if entry.error or entry.by_worker or not entry.status:
            return False
        return self.drops_refused or (self._over_chromium and entry.has_content)

    def _first_after(self, place: int, url: str) -> int | None:
        found = self._requests.get(url, [])
        at = bisect(found, place)
        return found[at] if at < len(found) else None


def redirect_target(entry: Entry) -> str | None:
    """Where its answer leads, None where it is no redirect."""
    location = entry.answers("location")
    if entry.status not in _REDIRECTS or location is None:
        return None
    parsed = parse(location, entry.url)
    return parsed.href if parsed else None


def _pages(listed: Any) -> dict[str, str]:
    """By id, the title of each page, which is its URL where DevTools recorded it."""
    pages = listed if isinstance(listed, list) else []
    return {str(page.get("id")): str(page.get("title") or "")[:4096] for page in pages if isinstance(page, dict)}


def _name(part: Any) -> str:
    name = part.get("name") if isinstance(part, dict) else None
    return name[:100] if isinstance(name, str) else ""
