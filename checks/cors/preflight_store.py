"""One browser's preflight cache over several requests of a page (https://fetch.spec.whatwg.org/#concept-cache).

Asked before each preflight whether one that is kept serves instead, and told afterwards what became of the fetch.
Where a browser departs from the standard, its profile says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from checks.cors import fetch_standard as standard
from checks.cors import http_head, preflight_cache
from checks.cors.browsers import Browser
from checks.cors.model import Exchange, HttpRequest, HttpResponse, Outcome, Request
from checks.cors.rules import GRANTED_LESS


@dataclass(frozen=True, slots=True)
class Use:
    """What the cache says of a request that needs a preflight: "kept", or why it is asked for (a key of `WHY` or of
    `preflight_cache.WHY`), the value that the reason speaks of, and for how many seconds a kept one is still good."""

    code: str
    value: str = ""
    seconds: int = 0

    @property
    def kept(self) -> bool:
        return self.code == "kept"


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer that is kept: for whom, until when, and what it lists."""

    url: str
    party: str
    credentials: bool
    seconds: int
    until: float
    methods: frozenset[str]
    names: frozenset[str]


WHY = {
    "kept": "the kept preflight covers it",
    "not-needed": "it needs no preflight",
    "not-sent": "nothing is sent",
    "first": "no preflight is kept for it",
    "url": "a preflight is kept for one URL, and this is another",
    "credentials-added": "the preflight was kept for requests without credentials",
    "credentials-dropped": "{label} keeps preflights with and without credentials apart",
    "origin": "a preflight is kept for one origin, and this code has another",
    "expired": "the preflight was kept for {value} s, which are over",
    "method": "the kept preflight does not list {value} in Access-Control-Allow-Methods",
    "header": "the kept preflight does not list {value} in Access-Control-Allow-Headers",
    "blocked": "{label} drops a kept preflight when a request is blocked",
    "dropped": "{label} drops a kept preflight that does not cover a request",
    "refused": "the preflight before it failed",
    "not-recorded": "the response to the preflight before it is not in the recording",
}


class PreflightStore:
    """What a browser keeps; `now` are the seconds that have gone by. `frame` numbers the code's opaque origin."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.now = 0.0
        self.frame = 0
        self._uses: list[Use] = []
        self._kept: list[_Kept] = []
        self._gone: dict[tuple[str, str], Use] = {}

    def serves(self, preflight: HttpRequest, request: Request) -> bool:
        """Whether the request may go without this preflight; notes why, or why not."""
        use = self._use(preflight, request)
        self._uses.append(use)
        return use.kept

    def taken(self) -> tuple[Use, ...]:
        """What was said since this was asked last."""
        uses, self._uses = tuple(self._uses), []
        return uses

    def learn(self, request: Request, outcome: Outcome) -> None:
        """Keeps what the answers to the preflights of a fetch grant, and drops what its end makes the browser drop."""
        exchanges = outcome.exchanges
        for exchange, after in zip_longest(exchanges, exchanges[1:]):
            if exchange.request.is_preflight and (after is None or exchange.request != after.request):
                passed = after is not None or outcome.outcome not in ("blocked", "unknown")
                grants = passed or (self.browser.keeps_refused_grants and outcome.rule in GRANTED_LESS)
                self._learn_one(exchange, request, grants=grants)
        if outcome.outcome == "blocked" and exchanges and request.mode == "cors" and self.browser.drops_after_block:
            self._drop(exchanges[-1].request, request)

    def _learn_one(self, exchange: Exchange, request: Request, *, grants: bool) -> None:
        party = self._party(exchange.request, request)
        if party is None:
            return
        url = _url(exchange.request, request)
        response = http_head.read_answer(exchange.answer, self.browser.head)
        if not isinstance(response, HttpResponse):
            self._gone[url, party] = Use("not-recorded" if grants else "refused")
            return
        reuse = preflight_cache.storage(exchange, response, request, self.browser)
        if not grants or not reuse.seconds:
            self._gone[url, party] = Use(reuse.code, reuse.value) if grants else Use("refused")
            return
        methods, _ = standard.header_list_values(response, "access-control-allow-methods")
        names, _ = standard.header_list_values(response, "access-control-allow-headers")
        if not self.browser.merges_preflights:
            self._kept = [kept for kept in self._kept if (kept.url, kept.party) != (url, party)]
        self._kept.append(
            _Kept(
                url,
                party,
                request.credentials == "include",
                reuse.seconds,
                self.now + reuse.seconds,
                frozenset(methods),
                frozenset(name.lower() for name in names),
            )
        )

    def _drop(self, last: HttpRequest, request: Request) -> None:
        url, party = _url(last, request), self._party(last, request)
        left = [kept for kept in self._kept if (kept.url, kept.party) != (url, party)]
        if party is not None and len(left) < len(self._kept):
            self._kept = left
            self._gone[url, party] = Use("blocked")

    def _use(self, preflight: HttpRequest, request: Request) -> Use:
        if request.cache in self.browser.cache_modes_without_kept:
            return Use("bypassed")
        party, url = self._party(preflight, request), _url(preflight, request)
        if party is None:
            return Use("opaque")
        same = [kept for kept in self._kept if (kept.url, kept.party) == (url, party)]
        if not same:
            return self._absent(url, party)
        use = self._of(same, preflight, request)
        if not use.kept and not self.browser.merges_preflights:
            self._kept.remove(same[0])
            self._gone[url, party] = Use("dropped")
        return use

    def _of(self, same: Sequence[_Kept], preflight: HttpRequest, request: Request) -> Use:
        """What those say that are kept for the same URL and origin."""
        credentials = request.credentials == "include"
        if self.browser.keeps_credentials_apart:
            fitting = [kept for kept in same if kept.credentials == credentials]
        else:
            fitting = [kept for kept in same if kept.credentials or not credentials]
        if not fitting:
            return Use("credentials-added" if credentials else "credentials-dropped")
        fresh = [kept for kept in fitting if kept.until > self.now]
        if not fresh:
            return Use("expired", str(fitting[-1].seconds))
        return self._lacking(fresh, preflight) or Use("kept", seconds=int(fresh[-1].until - self.now))

    def _lacking(self, fresh: Sequence[_Kept], preflight: HttpRequest) -> Use | None:
        """What this preflight would ask for and no answer that is kept lists."""
        methods = frozenset[str]().union(*(kept.methods for kept in fresh))
        names = frozenset[str]().union(*(kept.names for kept in fresh))
        wild = not fresh[-1].credentials
        method = preflight.get("access-control-request-method") or ""
        to_list = method in self.browser.preflight_methods_to_list
        if method not in methods and (to_list or method not in standard.CORS_SAFELISTED_METHODS):
            if not (wild and "*" in methods):
                return Use("method-unlisted" if to_list else "method", method)
            if not self.browser.reuses_wildcards:
                return Use("wildcard")
        for name in filter(None, (preflight.get("access-control-request-headers") or "").split(",")):
            if name in names:
                continue
            if not (wild and "*" in names):
                return Use("header", name)
            if not self.browser.reuses_wildcards:
                return Use("wildcard")
            if name == "authorization" and not self.browser.reuses_wildcard_for_authorization:
                return Use("wildcard-authorization")
        return None

    def _absent(self, url: str, party: str) -> Use:
        """Why nothing is kept for this URL and origin."""
        if (url, party) in self._gone:
            return self._gone[url, party]
        if any(kept.url == url for kept in self._kept):
            return Use("origin")
        if self._kept:
            return Use("url")
        lost = next((use for use in self._gone.values() if use.code in preflight_cache.WHY), None)
        return lost or Use("first")

    def _party(self, http: HttpRequest, request: Request) -> str | None:
        """For whom a preflight is kept; None where the browser keeps none."""
        origin = http.get("origin") or request.origin
        if origin != "null" or self.browser.opaque_origins_share_preflights:
            return origin
        # The origin that a redirect made opaque is another each time.
        of_frame = request.origin == "null" and self.browser.reuses_for_opaque_origin
        return f"null {self.frame}" if of_frame else None


def _url(http: HttpRequest, request: Request) -> str:
    """The URL with the fragment, which browsers tell apart here."""
    fragment = request.url.partition("#")[2]
    return f"{http.url}#{fragment}" if fragment else http.url
