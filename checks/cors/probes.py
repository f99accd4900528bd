"""Diagnostic requests: what else to ask a server, to tell why a request fails, and who else may read its answer.

`rounds` is a generator without I/O, as `checks.cors.flow.fetch` is: it yields the probes of a round, which may go out
together, and is sent their exchanges. `with_main` are those that need not wait for the main request's answer. No probe
carries a credential or a method that changes data. Every foreign origin is made from a random label, so that no server
can have it on a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.cors import fetch_metadata, grants, lookalikes, socket_probes, urls
from checks.cors.cached import cache_hit
from checks.cors.journey import is_told_by_get, own_of, response_of
from checks.cors.lost_lines import may_lose_lines
from checks.cors.model import Exchange, Failure, HttpRequest, HttpResponse, Request
from checks.cors.plan import is_cross_origin
from checks.cors.secret_names import without_secrets
from checks.cors.variations import (
    Probe,
    Rounds,
    as_probe,
    beside,
    is_safe,
    loosely,
    preflight_of,
    repeatable,
    with_fields,
    without_field,
)

MAX_REQUESTS = 24
MAX_CONNECTIONS = 6
TRACING = ("baggage", "sentry-trace", "traceparent")
# So many of a request's headers are asked about one by one.
ONE_HEADER = tuple(f"one-header-{number}" for number in range(1, 5))
_LOOKED_AT = (*range(200, 300), 400, 403)


ASKS: dict[str, str] = {
    "page-origin": "Does it allow the page's origin when the request names it?",
    "simple-request": "Does a plain GET from the page get the CORS headers, although this request fails earlier?",
    "random-origin": "Does it allow an unknown origin?",
    "random-preflight": "Does its preflight allow an unknown origin, although the response itself says *?",
    "null-origin": "Does it allow the origin null, which any site can use?",
    "no-origin": "What does it send without an Origin header, as to a cache or an image?",
    "error-path": "Does an error response have the CORS headers too?",
    "other-names": "Does the preflight response list fixed headers, or repeat the requested ones?",
    "plain-preflight": "Does the preflight pass for a GET without headers? If so, the method or a header is refused.",
    "bare-preflight": "Does the preflight pass for this method without headers?",
    **dict.fromkeys(ONE_HEADER, "Does the preflight pass with one of the request's headers alone?"),
    "own-preflight": "Does a preflight for it get the CORS headers that the response itself lacks?",
    "front-page": "Does the server's front page have the CORS headers that this response lacks?",
    fetch_metadata.PROBE: "Does the same request work if it claims to come from the server's own page?",
    "around-cache": "What does the server itself send, past the cache?",
    "fresh-no-origin": "What does the server itself send without an Origin, past the cache?",
    "loose-preflight": "Does it accept a preflight's header names with spaces and in uppercase too?",
    "target-origin": "Does it allow its own origin? If so, it compares the Origin with its own name.",
    "target-host": "Does it allow its own host on the default port? If so, it compares the Origin with its own name.",
    **lookalikes.ASKS,
    **socket_probes.ASKS,
}


def asks(name: str) -> str:
    """The question of a probe; empty for a name that is no longer used."""
    return ASKS.get(name.removesuffix(lookalikes.TARGET), "")


def with_main(request: Request, exchanges: Sequence[Exchange], main: HttpRequest, label: str) -> tuple[Probe, ...]:
    """The probes that may go out together with the main request, on the connections that it leaves idle: `exchanges`
    are those before it. They vary it as if its answer were the last; where it is not, `rounds` asks anew."""
    if request.is_websocket:
        return ()
    supposed = (*exchanges, Exchange(main, HttpResponse(200, ())))
    return tuple(_Plan(request, supposed, label, ()).first()[: MAX_CONNECTIONS - 1])


def rounds(request: Request, exchanges: Sequence[Exchange], label: str, asked: Sequence[Exchange] = ()) -> Rounds:
    """The probes of a check whose browsers have had their `exchanges`, a round for each time that all connections are
    free; `asked` are the exchanges of `with_main`, and `label` is random, of lower-case letters.

    Where nothing was answered, none but a GET where the preflight met silence; the look-alikes only where the answer
    follows the Origin.
    """
    if request.is_websocket:
        yield from socket_probes.rounds(exchanges, label)
        return
    if not any(response_of(exchange.answer) for exchange in exchanges):
        if any(exchange.request.is_preflight and _is_silent(exchange) for exchange in exchanges):
            yield (_Plan(request, exchanges, label, asked).simple_request(),)
        return
    plan = _Plan(request, exchanges, label, asked)
    while probes := plan.lot():
        plan.learn((yield probes))


class _Plan:
    """What all probes of a check are made from: the exchange that they vary, and what the probes have told so far."""

    def __init__(self, request: Request, exchanges: Sequence[Exchange], label: str, asked: Sequence[Exchange]) -> None:
        self.page = request.origin
        self.label = label
        self.room = MAX_REQUESTS - len(exchanges) - len(asked)
        self.known = {exchange.request for exchange in exchanges}
        self.asked = {exchange.request: exchange for exchange in asked}
        self.told: dict[str, HttpResponse | None] = {}
        self.own = own_of(exchanges)
        self.refusal = next((e for e in exchanges if e.request.purpose == "preflight"), None)
        self.preflight = self.refusal.request if self.refusal else None
        first = next(e.request for e in exchanges)
        asking = next((e for e in exchanges if e.request.purpose == "main"), None)
        main = asking.request if asking else None
        base = self.own.request if self.own else main or first
        self.get = HttpRequest("GET", without_secrets(base.url), repeatable(main or base), "probe")
        self.asks_by_get = is_safe(self.own.request) if self.own else main is not None and is_safe(main)
        if base.method == "HEAD":
            self.get = replace(self.get, method="HEAD")
        self.by_options = as_probe(self.preflight) if self.preflight else preflight_of(base)
        self.refused_early = self.preflight is not None and main is None
        self.cross_origin = is_cross_origin(request)
        self.own_refused = asking is not None and not self.cross_origin and _refuses_by_origin(asking)
        self.target = urls.parse(self.get.url)

    def lot(self) -> tuple[Probe, ...]:
        """The next probes, as many as there are connections and as there is room for, without repetition."""
        if self.refused_early and self.own is not None and not self.asks_by_get:
            refusal = response_of(self.own.answer)
            self.asks_by_get = refusal is not None and is_told_by_get(refusal, self.told.get("simple-request"))
        fresh: dict[HttpRequest, Probe] = {}
        for probe in self.questions():
            if probe.request in self.asked:
                self.told.setdefault(probe.name, response_of(self.asked[probe.request].answer))
            elif probe.request not in self.known:
                fresh.setdefault(probe.request, probe)
        return tuple(fresh.values())[: max(min(self.room, MAX_CONNECTIONS), 0)]

    def learn(self, exchanges: Sequence[Exchange]) -> None:
        self.room -= len(exchanges)
        self.known.update(exchange.request for exchange in exchanges)
        self.told.update((exchange.probe or "", response_of(exchange.answer)) for exchange in exchanges)

    def questions(self) -> Iterator[Probe]:
        """What may be asked, the most telling first, as far as the answers until now lead."""
        yield from self.first()
        yield from self.around_the_cache()
        yield from self.beside_lost_lines()
        yield from self.as_own_site()
        if "random-origin" in self.told:
            yield from self.with_less()
            yield from self.second()

    def first(self) -> list[Probe]:
        named = [self.as_origin("page-origin", self.page)] if self.asks_for_page() else []
        named.append(self.as_origin("random-origin", f"https://{self.label}.example"))
        named += [Probe("no-origin", self.get), Probe("error-path", self.elsewhere())]
        if self.preflight is not None:
            named.append(Probe("other-names", self.other_names()))
            if self.refused_early:
                named.append(self.simple_request())
                named.append(Probe("loose-preflight", loosely(self.preflight)))
        elif self.own_refused:
            named.append(self.simple_request())
        if self.target is not None:
            named.append(self.as_origin("target-origin", self.target.origin))
        return named + ([] if self.preflight else [self.as_origin("null-origin", "null")])

    def around_the_cache(self) -> Iterator[Probe]:
        """What a parameter that no cache knows leads to, and for caches that ignore it a coding that is seldom asked
        for, where the head says that a cache has answered."""
        own = response_of(self.own.answer) if self.own else None
        if own is None or not self.asks_by_get or cache_hit(own) is None:
            return
        unseen = f"{self.get.url}{'&' if '?' in self.get.url else '?'}{self.label}=1"
        past = with_fields(replace(self.get, url=unseen), ("Accept-Encoding", "gzip"))
        if own.get("access-control-allow-origin") is None:
            yield Probe("around-cache", with_fields(past, ("Origin", self.page)))
        else:
            yield Probe("fresh-no-origin", past)

    def beside_lost_lines(self) -> Iterator[Probe]:
        """Two other answers of a server whose configuration may have lost the header on this one alone."""
        own = response_of(self.own.answer) if self.own else None
        if own is None or self.preflight is not None or not self.asks_by_get or not may_lose_lines(own):
            return
        yield Probe("own-preflight", with_fields(self.by_options, ("Origin", self.page)))
        front = f"{self.target.origin}/" if self.target else self.get.url
        if front != self.get.url:
            yield Probe("front-page", with_fields(replace(self.get, url=front), ("Origin", self.page)))

    def as_own_site(self) -> Iterator[Probe]:
        """The refused preflight, or the request without an Origin where that is refused as the page's own was, with
        nothing changed but the site that it comes from."""
        exchange = self.refusal if self.refused_early else self.own
        refusal, without = response_of(exchange.answer) if exchange else None, self.told.get("no-origin")
        if exchange is None or refusal is None or without is None or without.status < 400:
            return
        if not fetch_metadata.may_refuse_for_site(exchange.request, refusal):
            return
        if self.refused_early:
            yield Probe(fetch_metadata.PROBE, fetch_metadata.as_same_origin(exchange.request))
        elif without.status == refusal.status:
            yield Probe(fetch_metadata.PROBE, fetch_metadata.as_same_origin(self.get))

    def with_less(self) -> Iterator[Probe]:
        """The preflight with less in it, where the answer is not the one of a server that knows no preflights, or its
        other answers have CORS headers: whether a list of methods or headers refuses, and what."""
        refusal = response_of(self.refusal.answer) if self.refusal and self.refused_early else None
        if self.preflight is None or refusal is None or refusal.get("access-control-allow-origin") is not None:
            return
        simple = self.told.get("simple-request")
        if refusal.status not in _LOOKED_AT and not grants.allows(simple, self.page):
            return
        bare = as_probe(without_field(self.preflight, "access-control-request-headers"))
        yield Probe("plain-preflight", with_fields(bare, ("Access-Control-Request-Method", "GET")))
        if not self.lets_pass("plain-preflight", refusal):
            return
        yield Probe("bare-preflight", bare)
        names = (self.preflight.get("access-control-request-headers") or "").split(",")
        if len(names) > 1 and ("bare-preflight" not in self.told or self.lets_pass("bare-preflight", refusal)):
            for probe, name in zip(ONE_HEADER, names, strict=False):
                yield Probe(probe, as_probe(with_fields(self.preflight, ("Access-Control-Request-Headers", name))))

    def lets_pass(self, name: str, refusal: HttpResponse) -> bool:
        """Whether the CORS handling lets a preflight pass; what is behind it may refuse both for another reason."""
        answer = self.told.get(name)
        if answer is None or not grants.allows(answer, self.page):
            return False
        return 200 <= answer.status < 300 or answer.status == refusal.status

    def second(self) -> Iterator[Probe]:
        """What depends on the answer to a stranger: `null`, and the look-alikes of the origins that are allowed and not
        by echo or fixture."""
        own = self.told.get("page-origin") or (response_of(self.own.answer) if self.own else None)
        if self.refused_early and self.asks_by_get:
            own = self.told["simple-request"]
        random = self.told["random-origin"]
        if grants.may_allow_null(own, random):
            yield self.as_origin("null-origin", "null")
        if grants.is_contradiction(random):
            unknown = replace(
                with_fields(self.by_options, ("Origin", f"https://{self.label}.example")), purpose="probe"
            )
            yield Probe("random-preflight", unknown)
        if random is not None and random.get("access-control-allow-origin"):
            return
        for name, origin in self.owns()[1:]:
            yield self.as_origin(name, origin)
        for name, origin in self.lookalikes(own):
            yield self.as_origin(name, origin)

    def lookalikes(self, own: HttpResponse | None) -> Sequence[tuple[str, str]]:
        """Those of the page and of the target, where they are allowed, and of no one: what the answers until now make
        likely first, what they make unlikely last."""
        page = self.page if grants.names(own, self.page) else None
        target = next((origin for name, origin in self.owns() if grants.names(self.told.get(name), origin)), None)
        if page is None and target is None:
            return ()
        ofs = lookalikes.of_both(page, target, self.label)
        questions = [*ofs, *lookalikes.third_parties(self.label)]
        allowed = {name for name, origin in questions if grants.names(self.told.get(name), origin)}
        return lookalikes.by_likelihood(questions, allowed, one_domain=urls.is_one_domain(self.page, self.get.url))

    def owns(self) -> Sequence[tuple[str, str]]:
        """What the target may take for its own origin: with its port, and where that is refused, without."""
        if self.target is None:
            return ()
        own = ("target-origin", self.target.origin)
        if self.target.port is None or grants.names(self.told.get(own[0]), own[1]):
            return (own,)
        return own, ("target-host", f"{self.target.scheme}://{self.target.hostname}")

    def asks_for_page(self) -> bool:
        """Whether no browser has named the page's origin yet, since CORS did not apply or the request was held back."""
        return self.own is None or (self.own.request.get("origin") is None and self.cross_origin)

    def as_origin(self, name: str, origin: str) -> Probe:
        base = self.get if self.asks_by_get else self.by_options
        return Probe(name, replace(with_fields(base, ("Origin", origin)), purpose="probe"))

    def simple_request(self) -> Probe:
        return Probe("simple-request", with_fields(self.get, ("Origin", self.page)))

    def elsewhere(self) -> HttpRequest:
        return with_fields(replace(self.get, url=beside(self.get.url, self.label)), ("Origin", self.page))

    def other_names(self) -> HttpRequest:
        assert self.preflight is not None  # noqa: S101 - asked for only where there was one
        asked = [name for name in (self.preflight.get("access-control-request-headers") or "").split(",") if name]
        names = sorted({*asked, *TRACING, f"x-{self.label}"})
        return as_probe(with_fields(self.preflight, ("Access-Control-Request-Headers", ",".join(names))))


def _is_silent(exchange: Exchange) -> bool:
    """Whether a request was sent over an open connection and nothing came back."""
    return isinstance(exchange.answer, Failure) and exchange.answer.silent_s is not None


def _refuses_by_origin(exchange: Exchange) -> bool:
    """Whether a request that named its origin was answered with an error: maybe for that."""
    answer = response_of(exchange.answer)
    return answer is not None and answer.status >= 400 and exchange.request.get("origin") is not None
