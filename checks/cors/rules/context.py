"""What the page's surroundings block and scripts take for CORS: its own policy, HSTS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import console, csp, urls
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, advice, blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step

_API = "https://api.example.com/items"
_PLAIN_API = "http://api.example.com/items"
_PAGE = "https://app.example.com"


def _violated(step: Step) -> list[csp.Directive]:
    header = step.request.content_security_policy
    if not header:
        return []
    redirected = len(step.url_list) > 1
    return list(
        csp.violated(header, step.request.made_by.directives, step.url, step.request.origin, redirected=redirected)
    )


def _policy_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    by_browser = {"chromium": _chromium_policy, "firefox": _firefox_policy, "webkit": _webkit_policy}
    lines = tuple(by_browser[step.browser.name](step, directive) for directive in _violated(step))
    if step.browser.name == "chromium" and step.request.initiator == "fetch" and len(step.url_list) == 1:
        refused = "Refused to connect because it violates the document's Content Security Policy."
        return (*lines, f"Fetch API cannot load {step.url.href}. {refused}")
    return _firefox_policy_lines(step, lines) if step.browser.name == "firefox" else lines


def _firefox_policy_lines(step: Step, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Firefox asks twice about a font and in silence about a preload; it names what an element lacks, and the first
    URL of a redirected request."""
    kind = step.request.initiator
    if kind == "preload":
        return ()
    if kind == "font":
        return tuple(line for line in lines for _ in range(2))
    tail = console.firefox_loading_failed(step)
    if len(step.url_list) > 1 and step.cors:
        tail = (console.firefox_line(step.first_url.href, "CORS request did not succeed", null_status=True), *tail)
    return (*lines, *tail)


def _chromium_policy(step: Step, directive: csp.Directive) -> str:
    chain, act = step.request.made_by.directives, step.request.made_by.chromium_policy
    line = f"{act} '{step.url.href}' violates the following Content Security Policy directive: \"{directive.text}\"."
    if directive.name != chain[0]:
        line += f" Note that '{chain[0]}' was not explicitly set, so '{directive.name}' is used as a fallback."
    return f"{line} The action has been blocked."


def _firefox_policy(step: Step, directive: csp.Directive) -> str:
    made_by = step.request.made_by
    told = made_by.firefox_policy.format(effective=made_by.directives[0], url=step.url.href)
    written = [_as_firefox_writes(source, step.request.origin) for source in directive.sources]
    sources = " ".join(source for source in written if source != "'none'" or len(written) == 1)
    return (
        f"Content-Security-Policy: The page’s settings {told} because it violates the following directive: "
        f"“{directive.name} {sources}”"
    )


def _as_firefox_writes(source: str, page: str) -> str:
    """Hosts in lower case, with the page's scheme where they have none."""
    scheme, colon, _ = page.partition("://")
    bare = not source.startswith("'") and "://" not in source and not source.endswith(":") and source != "*"
    if bare and colon:
        source = f"{scheme}://{source}"
    start, separator, rest = source.partition("://")
    host, slash, path = rest.partition("/")
    return f"{start}{separator}{host}{slash}".lower() + path if separator else source


def _webkit_policy(step: Step, directive: csp.Directive) -> str:
    wanted = step.request.made_by.directives[0]
    act = "connect to" if wanted == "connect-src" else "load"
    start = f"Refused to {act} {step.url.href} because it appears in neither the {wanted} directive nor the"
    if directive.name == wanted:
        start = f"Refused to {act} {step.url.href} because it does not appear in the"
    return f"{start} {directive.name} directive of the Content Security Policy."


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
    for directive in _violated(step):
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
