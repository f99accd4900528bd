"""Requests that a server refuses for their Sec-Fetch-Site alone: a resource isolation policy
(https://www.w3.org/TR/fetch-metadata/)."""

from __future__ import annotations

from checks.cors import phrases
from checks.cors.failure import Failed, said
from checks.cors.journey import Answered, Journey
from checks.cors.layers import by
from checks.cors.model import Evidence, HttpRequest, HttpResponse
from checks.cors.variations import as_probe, with_fields

PROBE = "as-same-origin"
NAME = "Sec-Fetch-Site"
# What such a policy answers with; 401, 404 and 405 have a plainer reason unless the answer says what it looked at.
_STATUSES = frozenset({400, 403, 406, 409, 412, 418, 421, 422, 451})
_HIDING = frozenset({401, 404, 405})
_EXPLAINS = ("www-authenticate", "cf-mitigated", "x-amzn-waf-action", "x-amzn-errortype")


def may_refuse_for_site(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether nothing in a refusal says that it has another reason than the site of the page."""
    if request.get(NAME.lower()) not in ("cross-site", "same-site"):
        return False
    if _names_fetch_metadata(response):
        return response.status in _STATUSES | _HIDING
    phrase = phrases.named(response.phrase)
    explained = (phrase is not None and phrase.kind != "layer") or any(response.get(name) for name in _EXPLAINS)
    return response.status in _STATUSES and not explained


def _names_fetch_metadata(response: HttpResponse) -> bool:
    return "sec-fetch-" in (response.get("vary") or "").lower()


def as_same_origin(request: HttpRequest) -> HttpRequest:
    """The same request as a page of the server itself would make it, as far as this header says."""
    return as_probe(with_fields(request, (NAME, "same-origin")))


def refused_for_site(failed: Failed) -> Evidence | None:
    """A sign of a cause; see `checks.cors.rules.causes`."""
    return _refused(failed.journey, failed.answered)


def answered_badly_for_site(journey: Journey) -> Evidence | None:
    """As `refused_for_site`, of a refusal that the page may read."""
    return _refused(journey, journey.last) if journey.last is not None else None


def _refused(journey: Journey, answered: Answered) -> Evidence | None:
    site, status = answered.exchange.request.get(NAME.lower()), answered.response.status
    told = _told_apart(journey, answered)
    if site is None or told is None:
        return None
    args = (("status", str(status)), ("by", by(answered.response)), ("site", site), ("more", told))
    return Evidence(answered.number, NAME, site, span=(0, len(site)), args=args)


def _told_apart(journey: Journey, answered: Answered) -> str | None:
    """What shows that the site decides: the server's own words, or an answer to a request with another one."""
    phrase = phrases.named(answered.response.phrase)
    if phrase is not None and phrase.kind == "site":
        return said(answered.response)
    as_own, twin = journey.probes.get(PROBE), journey.probes.get("no-origin")
    if as_own is None or as_own.exchange.request.is_preflight != answered.exchange.request.is_preflight:
        return None
    if not as_own.exchange.request.is_preflight and (twin is None or twin.response.status != answered.response.status):
        return None  # What the question is held against was answered otherwise.
    status = as_own.response.status
    passes = status < 300 or (status in range(300, 400) and not as_own.exchange.request.is_preflight) or status == 401
    return f"; with only {NAME} changed to same-origin, the status is {status}" if passes else None
