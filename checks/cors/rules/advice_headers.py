"""Response headers that are misspelt, in the wrong place, obsolete or at odds with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from checks.cors import fetch_standard as standard
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Severity, advice

ANSWERS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Max-Age",
    "Access-Control-Expose-Headers",
)
QUESTIONS = frozenset({"access-control-request-method", "access-control-request-headers", "origin"})
PRIVATE_NETWORK = frozenset({"access-control-allow-private-network", "access-control-request-private-network"})
_ANSWERS = {name.lower(): name for name in ANSWERS}
_NEAR = re.compile(r"(?:x-)?acc?ess?[-_]?control|(?:x-)?(?:cors-|access-)?allow(?:ed)?-?origins?\Z")
_ON_PREFLIGHT = ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age")


def _evidence(number: int, header: str, value: str | None, **args: str) -> Evidence:
    span = (0, len(value)) if value is not None else None
    return Evidence(exchange=number, header=header, value=value, span=span, args=tuple(args.items()))


def meant(name: str) -> str | None:
    """The header that a misspelt name was meant to be; None for a name that is right or about something else."""
    lower = name.lower()
    if lower in _ANSWERS or lower in QUESTIONS or lower in PRIVATE_NETWORK or not _NEAR.match(lower):
        return None
    if lower.endswith(("origin", "origins", "access")):
        return "Access-Control-Allow-Origin"
    plain = lower.removeprefix("x-").replace("_", "-")
    return _ANSWERS[get_close_matches(plain, _ANSWERS, n=1, cutoff=0)[0]]


def _firsts(journey: Journey, names: frozenset[str]) -> dict[str, Evidence]:
    """The first answer's header of each name, by the name in lower case."""
    found: dict[str, Evidence] = {}
    for number, _, response in journey.responses:
        for name, value in response.headers:
            if name.lower() in names:
                found.setdefault(name.lower(), _evidence(number, name, value))
    return found


@advice(
    "header-typo",
    Severity.WARNING,
    title="A header's name is a near miss for a CORS header",
    label="browsers ignore {name}; the header is {meant}",
    remedy="Fix the spelling: Access-Control-Allow-Origin, -Credentials, -Methods and -Headers, "
    "Access-Control-Max-Age, Access-Control-Expose-Headers.",
    spec="http-responses",
    mdn="Guides/CORS",
    broken=x.simple(x.reply(x.ORIGIN, ("Access-Control-Expose-Header", "Link"))),
    right=x.simple(x.reply(x.ORIGIN, ("Access-Control-Expose-Headers", "Link"))),
)
def header_typo(journey: Journey) -> Iterator[Finding]:
    """
    Browsers silently ignore unknown headers. Common slips are singular for plural (Allow-Header, Allow-Method), plural
    for singular (Allow-Origins, Allow-Credential), Allowed for Allow, and a missing Access-Control. The server looks
    configured, yet the browser reports the header as missing.
    """
    found: dict[str, Evidence] = {}
    for number, _, response in journey.responses:
        for name, value in response.headers:
            right = meant(name)
            if right is not None:
                found.setdefault(name.lower(), _evidence(number, name, value, name=name, meant=right))
    if found:
        yield Finding("header-typo", tuple(found.values()))


@advice(
    "request-header-in-response",
    Severity.WARNING,
    title="A request header was sent in the response",
    label="a request header, which has no meaning in a response",
    remedy="Send Access-Control-Allow-Origin, -Methods and -Headers in the response instead.",
    spec="http-requests",
    mdn="Guides/CORS",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), ("Access-Control-Request-Method", "PUT"))),
    right=x.put(x.PUT_ALLOWED),
)
def request_header_in_response(journey: Journey) -> Iterator[Finding]:
    """
    Browsers send Origin, Access-Control-Request-Method and Access-Control-Request-Headers. A server that sends them
    back usually means the matching response headers.
    """
    found = _firsts(journey, QUESTIONS)
    if found:
        yield Finding("request-header-in-response", tuple(found.values()))


@advice(
    "private-network-header",
    Severity.INFO,
    title="Access-Control-Allow-Private-Network is obsolete",
    label="no browser asks for this any more",
    remedy="Remove it. Chromium asks the user before a page can reach the local network, whatever the server sends.",
    spec="https://wicg.github.io/local-network-access/",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), ("Access-Control-Allow-Private-Network", "true"))),
    right=x.put(x.PUT_ALLOWED),
)
def private_network_header(journey: Journey) -> Iterator[Finding]:
    """
    Private Network Access, in which a device on the local network consented with a header, was dropped. Its successor,
    Local Network Access, asks the user and uses no header.
    """
    found = _firsts(journey, PRIVATE_NETWORK)
    if found:
        yield Finding("private-network-header", tuple(found.values()))


@advice(
    "allow-credentials-false",
    Severity.INFO,
    title="Access-Control-Allow-Credentials: false has no effect",
    label="true is the only valid value; leave the header out to refuse credentials",
    remedy="Remove the header where credentials are not allowed.",
    spec="http-new-header-syntax",
    mdn="Reference/Headers/Access-Control-Allow-Credentials",
    broken=x.simple(x.reply(x.ORIGIN, ("Access-Control-Allow-Credentials", "false"))),
    right=x.simple(x.READABLE),
)
def allow_credentials_false(journey: Journey) -> Iterator[Finding]:
    """
    The only valid value is true; any other counts as absent. `false` does no harm, but it suggests a switch that does
    not exist.
    """
    if journey.credentials:
        return
    for number, _, response in journey.responses:
        value = response.get("access-control-allow-credentials")
        if value is not None and value.lower() == "false":
            yield Finding("allow-credentials-false", (_evidence(number, "Access-Control-Allow-Credentials", value),))
            return


@advice(
    "allow-credentials-with-wildcard",
    Severity.WARNING,
    title="Access-Control-Allow-Credentials has no effect with Allow-Origin: *",
    label="with Allow-Origin: * the response is readable without credentials only",
    remedy="Remove Access-Control-Allow-Credentials if the data is public; otherwise send the allow-listed origin and"
    " Vary: Origin.",
    spec="cors-protocol-and-credentials",
    mdn="Guides/CORS/Errors/CORSNotSupportingCredentials",
    broken=x.simple(x.reply(x.ANY_ORIGIN, x.CREDENTIALS)),
    right=x.simple(x.reply(x.ANY_ORIGIN)),
)
def allow_credentials_with_wildcard(journey: Journey) -> Iterator[Finding]:
    """
    `*` and credentials exclude each other: a request with credentials fails, and one without ignores
    Access-Control-Allow-Credentials. Nothing is exposed, but someone expected something else.
    """
    if journey.credentials:
        return
    for number, _, response in journey.responses:
        value = response.get("access-control-allow-credentials")
        if value == "true" and response.get("access-control-allow-origin") == "*":
            evidence = _evidence(number, "Access-Control-Allow-Credentials", value)
            yield Finding("allow-credentials-with-wildcard", (evidence,))
            return


@advice(
    "allow-headers-safelisted-noise",
    Severity.INFO,
    title="Access-Control-Allow-Headers lists only headers that need no permission",
    label="no preflight ever asks for these",
    remedy="List the headers that your pages really set, such as Content-Type or Authorization, or remove the header.",
    spec="cors-safelisted-request-header",
    mdn="Reference/Headers/Access-Control-Allow-Headers",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), x.headers("Origin, Accept"))),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), x.headers("Content-Type"))),
)
def allow_headers_safelisted_noise(journey: Journey) -> Iterator[Finding]:
    """
    Browsers set Origin, Host, Cookie and the like themselves, and always allow Accept and the language headers, so no
    preflight asks for them. A list of nothing else is harmless and useless.
    """
    free = {"accept", "accept-language", "content-language"}
    for number, exchange, response in journey.passed_preflights:
        asked = (exchange.request.get("access-control-request-headers") or "").split(",")
        names, _ = standard.header_list_values(response, "access-control-allow-headers")
        unasked = free.difference(asked)
        if names and all(n.lower() in unasked or standard.is_forbidden_request_header(n, "") for n in names):
            value = response.get("access-control-allow-headers")
            evidence = _evidence(number, "Access-Control-Allow-Headers", value)
            yield Finding("allow-headers-safelisted-noise", (evidence,))
            return


@advice(
    "preflight-headers-on-main",
    Severity.INFO,
    title="The response repeats headers that belong to the preflight",
    label="browsers read this on the preflight response only",
    remedy="Send Access-Control-Allow-Methods, -Headers and -Max-Age only in the response to OPTIONS.",
    spec="http-responses",
    mdn="Guides/CORS",
    broken=x.simple(x.reply(x.ORIGIN, x.methods("GET, PUT"))),
    right=x.simple(x.READABLE),
)
def preflight_headers_on_main(journey: Journey) -> Iterator[Finding]:
    """
    Browsers read Access-Control-Allow-Methods, Access-Control-Allow-Headers and Access-Control-Max-Age only on a
    preflight response. If the preflight lacks them, OPTIONS does not run through the code that adds them.
    """
    if journey.read is None:
        return
    number, _, response = journey.read
    found = [(name, value) for name in _ON_PREFLIGHT if (value := response.get(name.lower())) is not None]
    if found:
        yield Finding("preflight-headers-on-main", tuple(_evidence(number, *field) for field in found))


@advice(
    "preflight-main-disagree",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    title="The preflight and the response come from two different configurations",
    label="the response to the request itself says {other}",
    remedy="Set the CORS headers of both in one layer: the application or the proxy.",
    spec="cors-check",
    mdn="Guides/CORS",
    broken=x.put(x.preflight(x.ANY_ORIGIN, x.methods("PUT"))),
    right=x.put(x.PUT_ALLOWED),
)
def preflight_main_disagree(journey: Journey) -> Iterator[Finding]:
    """
    Both responses allow this page today, but in different words: two places decide, such as the application and a
    proxy. The next change to one of them will break the other half.
    """
    if journey.read is None or not journey.passed_preflights:
        return
    number, preflight, response = journey.passed_preflights[-1]
    _, exchange, main = journey.read
    if preflight.request.url != exchange.request.url:
        return
    for header in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):
        value, other = response.get(header.lower()), main.get(header.lower())
        if value != other:
            evidence = _evidence(number, header, value, other=other or "nothing")
            yield Finding("preflight-main-disagree", (evidence,))
            return
