"""What the page's surroundings block and scripts take for CORS: its own policy, HSTS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import console, policy_lines, urls
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, advice, blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step

_API = "https://api.example.com/items"
_PLAIN_API = "http://api.example.com/items"
_PAGE = "https://app.example.com"


def _policy_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return policy_lines.blocked(step)


@blocking(
    "content-security-policy-blocks",
    title="The page's Content-Security-Policy blocks the request",
    label="{directive} does not list {origin}",
    remedy="Add the API's origin to that directive of the page's policy; the API itself needs no change.",
    spec="https://www.w3.org/TR/CSP3/#directive-connect-src",
    mdn="Reference/Headers/Content-Security-Policy/connect-src",
    console=_policy_lines,
    broken=x.unsent(content_security_policy="connect-src 'self'"),
    right=x.unsent(content_security_policy="connect-src 'self' http: https:"),
)
def content_security_policy_blocks(step: Step) -> Iterator[Evidence]:
    """
    The page's policy lists where it may connect, and this URL is not there. Browsers check it before mixed content,
    certificates and CORS, and again at every redirect; nothing is sent, and the script sees the same error as for CORS.
    Without connect-src, default-src applies.
    """
    header = step.request.content_security_policy or ""
    for directive in policy_lines.violated(step, header):
        start = header.lower().find(directive.name)
        end = min(found for mark in ";,\n" if (found := (header + mark).find(mark, start)) >= 0)
        yield Evidence(
            field="content_security_policy",
            value=header,
            span=(start, end),
            args=(("directive", directive.name), ("origin", step.url.origin)),
        )


def _internal_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return console.chromium(step, console.PREFLIGHT + "Redirect is not allowed for a preflight request.")


@blocking(
    "hsts-preflight-redirect",
    title="The browser redirects the preflight to https because of HSTS",
    label="browsers know that {host} requires https",
    remedy="Write https:// in the page's code.",
    spec="main-fetch",
    mdn="Reference/Headers/Strict-Transport-Security",
    console=_internal_lines,
    broken=x.put(x.PUT_ALLOWED, origin="http://app.example.com", hsts=True, url=_PLAIN_API),
    right=x.put(x.PUT_ALLOWED, origin="http://app.example.com", hsts=True, url=_API),
)
def hsts_preflight_redirect(step: Step) -> Iterator[Evidence]:
    """
    The host told browsers with Strict-Transport-Security to use https only. Chromium turns the http request into an
    internal `307 Internal Redirect`; a preflight must not be redirected, so the request fails before it reaches the
    server. A request without a preflight arrives with `Origin: null`. Firefox quietly rewrites the URL where
    page and host are of one site; WebKit leaves
    the requests of an http page alone, as measured in WebKitGTK, which has its own network code, so Safari may differ.
    Only visitors who have been to the host before are affected.
    """
    yield request_field("url", step.request.url, host=step.url.hostname)


_HSTS = ("Strict-Transport-Security", "max-age=31536000")
_FAILS = ", including the preflight, which must not be redirected"
_GOES_ON = "; this request has no preflight that could fail"


@advice(
    "hsts-upgrade",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    title="For returning visitors Chromium upgrades http to https by itself",
    label="from now on Chromium redirects {host} to https by itself{more}",
    remedy="Write https:// in the page's code.",
    spec="main-fetch",
    mdn="Reference/Headers/Strict-Transport-Security",
    broken=Example(
        (
            Hop(
                x.redirecting(f"{_API}?hop=1", x.ANY_ORIGIN, status=307),
                x.preflight(x.ANY_ORIGIN, x.methods("*, PUT")),
            ),
            Hop(x.reply(x.ANY_ORIGIN, _HSTS), x.preflight(x.ANY_ORIGIN, x.methods("*, PUT"))),
        ),
        {"origin": "http://app.example.com", "method": "PUT"},
        _PLAIN_API,
    ),
    right=x.unsent(_API, origin="http://app.example.com"),
)
def hsts_upgrade(journey: Journey) -> Iterator[Finding]:
    """
    The server redirects http to https and makes that permanent with Strict-Transport-Security. After the first visit
    Chromium redirects itself and no longer sends http. If http handled the preflight, the request works in a fresh
    profile and fails in a used one. Without a preflight nothing else changes: `Origin` is `null` after the server's own
    redirect as well.
    """
    first = urls.parse(journey.request.url)
    if first is None or first.scheme != "http" or journey.request.origin.startswith("https:"):
        return
    asked = (urls.parse(preflight.exchange.request.url) for preflight in journey.passed_preflights)
    fails = any(url is not None and url.origin == first.origin for url in asked)
    for number, exchange, response in journey.mains():
        url, value = urls.parse(exchange.request.url), response.get("strict-transport-security")
        if url is None or url.scheme != "https" or url.hostname != first.hostname or value is None:
            continue
        if re.search(r"max-age\s*=\s*\"?0*[1-9]", value, re.IGNORECASE):
            args = (("host", first.hostname), ("more", _FAILS if fails else _GOES_ON))
            evidence = Evidence(number, "Strict-Transport-Security", value, span=(0, len(value)), args=args)
            yield Finding("hsts-upgrade", (evidence,), ("chromium",), severity=None if fails else Severity.INFO)
            return
