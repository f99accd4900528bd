"""Redirects of an application that does not know that its visitors come over https."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors.behind_tls import Downgrade, downgrades, setting
from checks.cors.failure import leads_to_login
from checks.cors.journey import Journey, once
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, advice

_API, _PAGE = "https://api.example.com/items", "https://app.example.com"
_EXPLAINS = ("mixed-content", "preflight-redirect", "redirect-allow-origin-missing", "redirect-origin-null")


@once
def sent_to_http(journey: Journey) -> Downgrade | None:
    """The redirect to http that a browser did not follow to its end."""
    if not any(outcome.rule in _EXPLAINS for outcome in journey.outcomes.values()):
        return None
    return next(downgrades(journey), None)


@advice(
    "application-unaware-of-tls",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    when=sent_to_http,
    title="The application does not know that it is behind TLS",
    label="{host} was called over https and responds with an http URL{change}: the setting is {setting}",
    remedy=(
        "Have the proxy that ends TLS send X-Forwarded-Proto: https, and configure the application to trust it. A "
        "relative Location needs neither."
    ),
    spec="http-redirect-fetch",
    mdn="Reference/Headers/X-Forwarded-Proto",
    broken=Example((Hop(x.redirecting("http://api.example.com/items/", x.ORIGIN)),), {"origin": _PAGE}, _API),
    right=Example((Hop(x.redirecting(f"{_API}?hop=1", x.ORIGIN)), Hop(x.READABLE)), {"origin": _PAGE}, _API),
    explains=_EXPLAINS,
)
def application_unaware_of_tls(journey: Journey) -> Iterator[Finding]:
    """
    Something in front ends TLS and forwards requests over http, so the application takes itself for an http site: every
    absolute URL it builds, to add a slash, redirect to a login or respond to a POST, begins with `http://`. People who
    follow such a link are quietly sent back to https; a page's request is blocked, as mixed content or because a
    preflight must not be redirected. The API itself needs no change: the proxy must say how the visitor connected, and
    the application must trust it.

    Until then, call the URL that needs no redirect, usually the one with the slash.
    """
    found = sent_to_http(journey)
    if found is None:
        return
    number = found.answered.number
    change = ", to a login" if leads_to_login(found.location, found.answered) else found.change
    inner = ", with an internal host name: pass Host on too" if found.inner else ""
    args = (("host", found.host), ("change", change + inner), ("setting", setting(found.answered)))
    start = found.location.lower().find("http:")
    span = (start, start + len("http://")) if start == 0 else (0, len(found.location))
    yield Finding("application-unaware-of-tls", (Evidence(number, "Location", found.location, span=span, args=args),))
