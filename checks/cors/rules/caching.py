"""Caches between page and server, judged from how the answer follows the Origin.

(https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors.cached import cache_hit
from checks.cors.hits import NAME
from checks.cors.journey import Answered, Journey, is_probed
from checks.cors.model import Evidence, Finding, HttpResponse
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Reply, Severity, When, advice

SPEC = "cors-protocol-and-http-caches"
VARY_PAGE = "Reference/Headers/Vary"
_NAMED = When(origin=re.compile(".+"))
# What servers answer to an origin that they turn away.
_REFUSALS = (400, 403)
PNG = ("Content-Type", "image/png")


def _allow_origin(response: HttpResponse) -> str | None:
    return response.get("access-control-allow-origin")


def _varies(response: HttpResponse) -> bool:
    names = {name.strip().lower() for name in (response.get("vary") or "").split(",")}
    return bool(names & {"origin", "*"})


def _stored(response: HttpResponse) -> bool:
    """Whether a cache may keep this answer at all."""
    return "no-store" not in (response.get("cache-control") or "").lower()


def _missing(answered: Answered, **args: str) -> Evidence:
    value = answered.response.get("vary")
    return Evidence(answered.number, "Vary", value, span=(0, len(value)) if value else None, args=tuple(args.items()))


def _strangers(journey: Journey) -> list[Answered]:
    """What others than the page were answered, with the status that the page had."""
    own = journey.own
    named = (journey.probes.get(name) for name in ("random-origin", "null-origin", "no-origin", "fresh-no-origin"))
    return [
        probe
        for probe in named
        if probe and own and probe.response.status == own.response.status and _same_kind(probe, own)
    ]


def _same_kind(one: Answered, other: Answered) -> bool:
    return one.exchange.request.is_preflight == other.exchange.request.is_preflight


def _followed(journey: Journey) -> Answered | None:
    """The page's own answer, where a cache may keep it and Access-Control-Allow-Origin follows the Origin's value."""
    own = journey.own
    if own is None or own.exchange.request.is_preflight or not _stored(own.response):
        return None
    other = journey.probes.get("random-origin")
    mine = _allow_origin(own.response)
    if mine is None or other is None or not _same_kind(own, other):
        return None
    if other.response.status not in (own.response.status, *_REFUSALS):
        return None  # Something else than the Origin may have made the difference.
    return own if _allow_origin(other.response) != mine else None


def _is_image(journey: Journey) -> bool:
    return journey.own is not None and (journey.own.response.get("content-type") or "").lower().startswith("image/")


@advice(
    "vary-origin-missing",
    Severity.WARNING,
    when=is_probed,
    title="The response depends on the Origin, but Vary does not say so",
    label="Vary does not name Origin, but only requests from {allowed} are allowed",
    remedy="Send Vary: Origin on every response of this URL, including those without CORS headers.",
    spec=SPEC,
    mdn=VARY_PAGE,
    broken=Example(
        (Hop(x.reply(), cases=((When(origin=re.compile(re.escape(x.PAGE))), x.reply(x.ECHO)),)),), {"origin": x.PAGE}
    ),
    right=x.allowing(re.escape(x.PAGE)),
)
def vary_origin_missing(journey: Journey) -> Iterator[Finding]:
    """
    A cache keeps one response per URL unless Vary says what else it depends on. Here it hands one site's response to
    another: it works for whoever came first and fails at random for the next.
    """
    own = _followed(journey)
    if own is not None and not _varies(own.response):
        yield Finding("vary-origin-missing", (_missing(own, allowed=_allow_origin(own.response) or ""),))


def _conditional(journey: Journey) -> Answered | None:
    """An answer to someone else that a cache may keep and that lacks both the page's header and Vary."""
    own = journey.own
    if own is None or _allow_origin(own.response) is None or own.exchange.request.is_preflight:
        return None
    if _followed(journey) is not None and not _varies(own.response):
        return None
    for answered in _strangers(journey):
        if _allow_origin(answered.response) is None and not _varies(answered.response) and _stored(answered.response):
            return answered
    return None


@advice(
    "allow-origin-conditional",
    Severity.WARNING,
    when=is_probed,
    title="A cache may serve a response without CORS headers to everyone",
    label="no Access-Control-Allow-Origin here, and Vary does not name Origin",
    remedy="Send Vary: Origin on every response of this URL, or always send Access-Control-Allow-Origin: *.",
    spec=SPEC,
    mdn=VARY_PAGE,
    broken=Example((Hop(x.reply(), cases=((_NAMED, x.reply(x.ANY_ORIGIN)),)),)),
    right=x.simple(x.reply(x.ANY_ORIGIN)),
)
def allow_origin_conditional(journey: Journey) -> Iterator[Finding]:
    """
    The server sends the CORS headers, or Vary, only if the request has an allowed Origin. Links, images and other
    servers send none. A cache keeps what they get and later serves it to your page.
    """
    answered = _conditional(journey)
    if answered is not None and not _is_image(journey):
        yield Finding("allow-origin-conditional", (_missing(answered),))


@advice(
    "image-cached-without-cors",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    when=is_probed,
    title="An image loaded without crossorigin breaks the canvas through the cache",
    label="an image element without crossorigin gets this response, and the canvas later finds it in the cache",
    remedy="Send Access-Control-Allow-Origin on every response, or Vary: Origin; add crossorigin wherever the image "
    "is used.",
    spec=SPEC,
    mdn="Guides/CORS",
    broken=Example((Hop(Reply(200, (PNG,)), cases=((_NAMED, Reply(200, (x.ANY_ORIGIN, PNG))),)),)),
    right=x.simple(Reply(200, (x.ANY_ORIGIN, PNG))),
)
def image_cached_without_cors(journey: Journey) -> Iterator[Finding]:
    """
    Without crossorigin, the browser requests an image without an Origin and caches a response without CORS headers.
    When a script loads the same image for a canvas, Chromium and WebKit refuse the cached copy; Firefox fetches it
    again. Reloading without the cache hides the problem.
    """
    answered = _conditional(journey)
    if answered is not None and _is_image(journey):
        yield Finding("image-cached-without-cors", (_missing(answered),), ("chromium", "webkit"))


@advice(
    "cache-cross-origin",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    title="A cache responded with another page's CORS headers",
    label="another origin, and {cache} says that the response came from a cache",
    remedy="Purge the cache for this URL, then send Vary: Origin or add Origin to the cache key.",
    spec=SPEC,
    broken=x.simple(x.reply((NAME, "https://other.example"), ("Age", "300"))),
    right=x.simple(x.reply(x.ORIGIN, ("Age", "300"))),
    explains=("allow-origin-mismatch", "allow-origin-host-spelling", "allow-origin-missing"),
)
def cache_cross_origin(journey: Journey) -> Iterator[Finding]:
    """
    The response comes from a cache and may have been stored for that other site. Or the server always names this
    origin, and the cache is not the cause.
    """
    for number, exchange, response in journey.mains():
        value, origin = _allow_origin(response), exchange.request.get("origin")
        cache = cache_hit(response)
        if cache and origin not in (None, "null") and value not in (None, "*", origin) and "://" in (value or ""):
            args = (("cache", cache),)
            yield Finding("cache-cross-origin", (Evidence(number, NAME, value, span=(0, len(value or "")), args=args),))
            return


_KEPT = ("Cache-Control", "public, max-age=600")


def _preflight_example(*fields: tuple[str, str]) -> Example:
    allowed = x.preflight(x.ECHO, x.methods("PUT"), _KEPT, *fields)
    case = (When(origin=re.compile(re.escape(x.PAGE)), preflight=True), allowed)
    return Example(
        (Hop(x.reply(x.ECHO, x.VARY), x.preflight(_KEPT, *fields), cases=(case,)),), {"method": "PUT", "origin": x.PAGE}
    )


@advice(
    "preflight-vary",
    Severity.WARNING,
    when=is_probed,
    title="The preflight response may be cached, but Vary does not name Origin",
    label="Vary does not name Origin, though caches may keep this response",
    remedy="Send Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers on preflight responses, "
    "or mark them uncacheable.",
    spec=SPEC,
    mdn=VARY_PAGE,
    broken=_preflight_example(),
    right=_preflight_example(x.VARY),
)
def preflight_vary(journey: Journey) -> Iterator[Finding]:
    """
    Most caches never keep responses to OPTIONS; some CDNs do if configured to. This response depends on the Origin and
    may be cached, so a CDN may give one site what another was allowed.
    """
    own, other = journey.own, journey.probes.get("random-origin")
    if own is None or other is None or not (own.exchange.request.is_preflight and other.exchange.request.is_preflight):
        return
    kept = re.search(r"public|max-age=0*[1-9]|s-maxage", (own.response.get("cache-control") or "").lower())
    differ = _allow_origin(own.response) != _allow_origin(other.response)
    if (kept or cache_hit(own.response)) and differ and not _varies(own.response):
        yield Finding("preflight-vary", (_missing(own),))


@advice(
    "vary-unneeded",
    Severity.INFO,
    when=is_probed,
    title="Vary: Origin is on a response that is the same for every origin",
    label="names Origin, but every origin got the same response",
    remedy="Remove Origin from Vary, so that caches can share one response.",
    spec=SPEC,
    mdn=VARY_PAGE,
    broken=x.simple(x.reply(x.ANY_ORIGIN, x.VARY)),
    right=x.simple(x.reply(x.ANY_ORIGIN)),
)
def vary_unneeded(journey: Journey) -> Iterator[Finding]:
    """
    Every origin gets the same Access-Control-Allow-Origin, yet caches keep a copy per origin. Nothing breaks; the cache
    is only less effective.
    """
    own, others = journey.own, _strangers(journey)
    if own is None or len(others) < 2 or "origin" not in (own.response.get("vary") or "").lower():
        return
    allowed = {_allow_origin(answered.response) for answered in (own, *others)}
    if len(allowed) == 1 and None not in allowed:
        value = own.response.get("vary") or ""
        start = value.lower().index("origin")
        yield Finding("vary-unneeded", (Evidence(own.number, "Vary", value, span=(start, start + 6)),))
