"""Access-Control-Max-Age: how long a preflight is reused (https://fetch.spec.whatwg.org/#http-access-control-max-age)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import preflight_cache
from checks.cors.browsers import BROWSERS
from checks.cors.journey import Answered, Journey, once
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Severity, advice

NAME = "Access-Control-Max-Age"
_MDN = "Reference/Headers/Access-Control-Max-Age"


def _passed(journey: Journey) -> Answered | None:
    return journey.passed_preflights[0] if journey.passed_preflights else None


@once
def fault(journey: Journey) -> str | None:
    """The id of the one rule that the header breaks, None where it is in order or no preflight passed."""
    passed = _passed(journey)
    if passed is None:
        return None
    response = passed[2]
    value = response.get(NAME.lower())
    if value is None:
        return "options-cached" if _http_cache(response.get("cache-control") or "") else "max-age-missing"
    if not re.fullmatch(r"[0-9]+", value):
        return "max-age-invalid"
    if int(value[:20]) == 0:
        return "max-age-zero"
    return "max-age-capped" if any(int(value[:20]) > browser.max_age_cap for browser in BROWSERS.values()) else None


def _http_cache(value: str) -> bool:
    """Whether Cache-Control asks for the answer to be kept for a while."""
    ages = re.findall(r"(?:s-maxage|max-age)\s*=\s*\"?([0-9]+)", value.lower())
    return any(int(age[:18]) > 0 for age in ages) and "no-store" not in value.lower()


def _evidence(journey: Journey, header: str, **args: str) -> Evidence:
    passed = _passed(journey)
    assert passed is not None  # noqa: S101 - a fault was found in it
    number, _, response = passed
    value = response.get(header.lower())
    span = (0, len(value)) if value is not None else None
    return Evidence(exchange=number, header=header, value=value, span=span, args=tuple(args.items()))


@advice(
    "max-age-missing",
    Severity.INFO,
    when=_passed,
    title="The preflight response does not say how long it may be cached",
    label="the header is missing, so browsers ask again after five seconds",
    remedy="Send Access-Control-Max-Age with the seconds for which your rules stay valid, such as 600 or 7200.",
    spec="http-access-control-max-age",
    mdn=_MDN,
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
def max_age_missing(journey: Journey) -> Iterator[Finding]:
    """
    A preflight costs a second round trip, unless the browser has it cached: for five seconds without
    Access-Control-Max-Age. The maximum is two hours in Chromium, a day in Firefox and ten minutes in Safari. The cache
    is per URL: another id or query asks again, and so does a method or header that the response does not list.
    """
    if fault(journey) == "max-age-missing":
        yield Finding("max-age-missing", (_evidence(journey, NAME),))


@advice(
    "max-age-capped",
    Severity.INFO,
    when=_passed,
    title="Browsers cache the preflight for less time than the server says",
    label="capped at {caps}",
    remedy="Nothing to fix; expect the shorter time when you change your rules or count requests.",
    spec="cors-preflight-fetch",
    mdn=_MDN,
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), (NAME, "86400"), max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
def max_age_capped(journey: Journey) -> Iterator[Finding]:
    """
    The limits, 7200 seconds in Chromium, 86400 in Firefox and 600 in Safari, keep a wrong preflight from lasting for
    ever. A larger value is harmless.
    """
    if fault(journey) == "max-age-capped":
        evidence = _evidence(journey, NAME)
        asked = int((evidence.value or "0")[:20])
        capped = [browser for browser in BROWSERS.values() if asked > browser.max_age_cap]
        caps = ", ".join(f"{browser.max_age_cap} s in {browser.label}" for browser in capped)
        names = tuple(browser.name for browser in capped)
        yield Finding("max-age-capped", (_evidence(journey, NAME, caps=caps),), names)


@advice(
    "max-age-invalid",
    Severity.WARNING,
    when=_passed,
    title="Access-Control-Max-Age is not a number of seconds",
    label="must be one whole number of seconds",
    remedy="Send one whole number of seconds, once, without a unit.",
    spec="http-new-header-syntax",
    mdn=_MDN,
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), (NAME, "10m"), max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
def max_age_invalid(journey: Journey) -> Iterator[Finding]:
    """
    A unit, a sign, a fraction, or a repeated header makes the value unreadable. Chromium and Safari then act as if it
    were missing and ask again after five seconds; Firefox does not cache at all. A negative number counts as 0 in all
    three.
    """
    if fault(journey) == "max-age-invalid":
        yield Finding("max-age-invalid", (_evidence(journey, NAME),))


@advice(
    "max-age-zero",
    Severity.WARNING,
    when=_passed,
    title="Access-Control-Max-Age is 0",
    label="0 means a preflight before every request",
    remedy="Raise it when you have finished testing: 600 works in every browser.",
    spec="concept-cache",
    mdn=_MDN,
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), (NAME, "0"), max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
def max_age_zero(journey: Journey) -> Iterator[Finding]:
    """
    Every request sends an OPTIONS first and waits for it. That helps while you change the rules, and costs an extra
    round trip afterwards.
    """
    if fault(journey) == "max-age-zero":
        yield Finding("max-age-zero", (_evidence(journey, NAME),))


@advice(
    "preflight-wildcard-uncached",
    Severity.INFO,
    when=_passed,
    title="A preflight response with * is not reused",
    label="{needs} is covered by * alone",
    remedy="List the methods and headers that your pages use, beside or instead of the *.",
    spec="concept-cache",
    mdn="Reference/Headers/Access-Control-Allow-Headers",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("*"))),
    right=x.put(x.preflight(x.ORIGIN, x.methods("*, PUT"))),
)
def preflight_wildcard_uncached(journey: Journey) -> Iterator[Finding]:
    """
    Firefox looks for the exact method and header names in its preflight cache. `*` matches none, so it asks again
    before every request, whatever Access-Control-Max-Age says. Chromium and Safari reuse the response; Chromium not for
    Authorization.
    """
    passed = _passed(journey)
    if passed is None or fault(journey) in ("max-age-zero", "max-age-invalid"):
        return
    number, exchange, response = passed
    methods, names = preflight_cache.asked_of_wildcard(exchange, response)
    # Authorization under * has a rule of its own, which asks for the same change.
    if journey.credentials or "authorization" in names or not (methods or names):
        return
    header = "Access-Control-Allow-Methods" if methods else "Access-Control-Allow-Headers"
    value = response.get(header.lower()) or ""
    start = value.find("*")
    needs = ", ".join((*methods, *names))
    evidence = Evidence(exchange=number, header=header, value=value, span=(start, start + 1), args=(("needs", needs),))
    yield Finding("preflight-wildcard-uncached", (evidence,), ("firefox",))


@advice(
    "options-cached",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    when=_passed,
    title="Cache-Control does not cache a preflight",
    label="by the standard, HTTP caches do not store responses to OPTIONS; browsers read Access-Control-Max-Age",
    remedy="Send Access-Control-Max-Age; keep Cache-Control for responses to GET.",
    spec="concept-cache",
    mdn=_MDN,
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), ("Cache-Control", "public, max-age=3600"), max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
def options_cached(journey: Journey) -> Iterator[Finding]:
    """
    Browsers have a separate preflight cache, controlled only by Access-Control-Max-Age; without it, five seconds. Some
    CDNs do cache OPTIONS if configured to, as CloudFront does for the methods in CachedMethods. That saves your server
    work but the browser nothing, and requires the Origin in the cache key.
    """
    if fault(journey) == "options-cached":
        yield Finding("options-cached", (_evidence(journey, "Cache-Control"),))
