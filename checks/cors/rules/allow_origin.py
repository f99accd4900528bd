"""Access-Control-Allow-Origin: the first half of the CORS check (https://fetch.spec.whatwg.org/#cors-check)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checks.cors import console, layers, urls
from checks.cors.journey import is_probed
from checks.cors.model import Evidence
from checks.cors.near_origins import host_spelling, near_miss
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, blocking
from checks.cors.rules.error_path import bare_errors
from checks.cors.step import Step

NAME = "Access-Control-Allow-Origin"
_SUBDOMAIN_PATTERN = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?\*\.", re.IGNORECASE)
_FETCH_HINT = " Have the server send the header with a valid value."


def fault(step: Step) -> str | None:
    """The id of the rule that the header breaks at this step, None where it passes; exactly one fits."""
    value, origin = step.allow_origin, step.origin
    if value is None:
        return _absence(step)
    if value == "*" and step.credentials:
        return "allow-origin-wildcard-credentials"
    if value in ("*", origin):
        return None
    if len(step.allow_origin_fields) > 1:
        return "allow-origin-multiple-headers"
    if "," in value or re.search(r"\S\s+\S", value):
        return "allow-origin-multiple-values"
    if _SUBDOMAIN_PATTERN.match(value):
        return "allow-origin-wildcard-subdomain"
    if origin == "null" and step.request.origin != "null":
        return "redirect-origin-null"
    return near_miss(value, origin)


def _absence(step: Step) -> str:
    if step.phase == "redirect":
        return "redirect-allow-origin-missing"
    if step.phase == "main" and step.preflighted:
        return "allow-origin-missing-on-error" if step.status >= 400 else "allow-origin-only-preflight"
    return "allow-origin-missing"


def lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """The console lines of a failed CORS check, which depend on the value alone, not on our finer rules."""
    return {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}[step.browser.name](step)


def _chromium(step: Step) -> tuple[str, ...]:
    value = step.allow_origin
    hint = _FETCH_HINT if step.request.initiator in ("fetch", "wasm") else ""
    if value is None:
        text = f"No '{NAME}' header is present on the requested resource."
    elif value == "*":
        text = (
            f"The value of the '{NAME}' header in the response must not be the wildcard '*' when the request's "
            "credentials mode is 'include'." + xhr_credentials(step)
        )
    elif "," in value or " " in value:
        text = f"The '{NAME}' header contains multiple values '{shown(value)}', but only one is allowed.{hint}"
    elif value != "null" and urls.parse(value.encode("latin-1").decode("utf-8", "replace")) is None:
        text = f"The '{NAME}' header contains the invalid value '{shown(value)}'.{hint}"
    else:
        text = f"The '{NAME}' header has a value '{shown(value)}' that is not equal to the supplied origin.{hint}"
    prefix = console.PREFLIGHT if step.phase == "preflight" else ""
    return console.chromium(step, prefix + text)


shown = console.chromium_value


def xhr_credentials(step: Step) -> str:
    """What Chromium adds for XMLHttpRequest, whose credentials mode is an attribute."""
    if step.request.initiator != "xmlhttprequest":
        return ""
    return (
        " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the "
        "withCredentials attribute."
    )


def _firefox(step: Step) -> tuple[str, ...]:
    fields = step.allow_origin_fields
    if not fields:
        return console.firefox(step, f"CORS header ‘{NAME}’ missing", status=step.status)
    if len(fields) > 1 and step.browser.names_http_2 and step.is_http_2:
        fields = [", ".join(fields)]
    if len(fields) > 1:
        return console.firefox(step, f"Multiple CORS header ‘{NAME}’ not allowed")
    if fields[0] == "*":
        return console.firefox(step, f"Credential is not supported if the CORS header ‘{NAME}’ is ‘*’", quoted=True)
    return console.firefox(step, f"CORS header ‘{NAME}’ does not match ‘{console.firefox_value(fields[0])}’")


def _webkit(step: Step) -> tuple[str, ...]:
    value = step.allow_origin
    if value == "*":
        return console.webkit(step, f"Cannot use wildcard in {NAME} when credentials flag is true.")
    if value is not None and "," in value:
        return console.webkit(step, f"{NAME} cannot contain more than one origin.")
    return console.webkit(step, f"Origin {step.origin} is not allowed by {NAME}. Status code: {step.status}")


def on_preflight(step: Step) -> tuple[tuple[str, str], ...]:
    """Says of a missing header that it is the preflight's response that lacks it."""
    return (("more", " on the preflight response"),) if step.phase == "preflight" else ()


def _evidence(step: Step) -> Iterator[Evidence]:
    value = step.allow_origin
    args = [("origin", step.origin), ("status", str(step.status)), ("page", step.request.origin), *on_preflight(step)]
    if step.status >= 400 and step.response is not None:
        args.append(("by", layers.by(step.response)))
    parsed, wanted = urls.parse(value or ""), urls.parse(step.origin)
    if parsed is not None and wanted is not None and (near := host_spelling(parsed.hostname, wanted.hostname)):
        args.append(("near", near))
    span = (0, len(value)) if value is not None else None
    yield Evidence(exchange=step.exchange, header=NAME, value=value, span=span, args=tuple(args))


def rule(rule_id: str, why: str, **fields: Any) -> None:
    """Makes a rule of one way in which the header fails, as `fault` names it."""
    blocking(rule_id, why=why, fault=fault, console=lines, **{"spec": "cors-check", **fields})(_evidence)


rule(
    "allow-origin-missing",
    """
    A page may read a response from another origin only if the response allows it in Access-Control-Allow-Origin.
    Without the header the browser discards the response, and the page's script sees a network error with no status and
    no body.

    Usual causes: the CORS middleware is not installed or did not run for this response, another route or an error page
    responded, or the server's allow list lacks this origin.
    """,
    title="The response has no Access-Control-Allow-Origin header",
    label="the header is missing{more}; the page's origin is {origin}",
    remedy="Send Access-Control-Allow-Origin with the page's origin, or * if the data is public.",
    mdn="Guides/CORS/Errors/CORSMissingAllowOrigin",
    broken=x.simple(x.reply()),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-only-preflight",
    """
    The preflight says whether the request may be sent; the response itself says whether the page may read it. A server
    that adds the header only for OPTIONS carries out the request and hides the result from the page.
    """,
    title="The preflight has Access-Control-Allow-Origin, the response does not",
    label="the preflight allowed {origin}; the response to the request has no such header",
    remedy="Send Access-Control-Allow-Origin on every response, not only on the response to OPTIONS.",
    mdn="Guides/CORS/Errors/CORSMissingAllowOrigin",
    broken=x.put(x.PUT_ALLOWED, x.reply()),
    right=x.put(x.PUT_ALLOWED),
)
rule(
    "allow-origin-missing-on-error",
    """
    The error page lacks the CORS headers that other responses have, so the page's script cannot even read the status,
    and an ordinary error looks like a CORS problem. Usual causes: nginx's add_header without `always`, a framework
    whose error handler sits outside its CORS middleware, or a gateway, login or rate limiter in front of the
    application.
    """,
    title="The error response has no Access-Control-Allow-Origin header",
    label="status {status}{by}, header missing; another response had it",
    remedy="Look at the error first, then add the CORS headers in the outermost layer, for every status.",
    spec="http-responses",
    mdn="Guides/CORS/Errors/CORSMissingAllowOrigin",
    advise=bare_errors,
    when=is_probed,
    broken=x.put(x.PUT_ALLOWED, x.reply(status=409)),
    right=x.put(x.PUT_ALLOWED, x.reply(x.ORIGIN, status=409)),
)
rule(
    "redirect-allow-origin-missing",
    """
    Browsers check every response to a cross-origin request: before they follow a Location, the redirect itself must
    carry Access-Control-Allow-Origin. Redirects often come from a proxy or router (http to https, a missing slash, a
    login) that knows nothing about CORS.
    """,
    title="The redirect has no Access-Control-Allow-Origin header",
    label="the redirect has no such header; the request's origin is {origin}",
    remedy="Call the final URL, or send the CORS headers on the redirect as well.",
    spec="http-fetch",
    mdn="Guides/CORS/Errors/CORSMissingAllowOrigin",
    broken=Example((Hop(x.redirecting()), Hop(x.READABLE))),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE))),
)
rule(
    "redirect-origin-null",
    """
    After a redirect from one foreign origin to another, browsers send `Origin: null`: the first server chose the
    destination, not the page. From there on only `*` (without credentials) or the literal `null` match. Never allow
    `null`: every sandboxed frame has that origin.
    """,
    title="A redirect between origins changed the request's Origin to null",
    label="the request's origin is now null, no longer {page}",
    remedy="Call the final URL from the page, or keep the redirects within one origin.",
    spec="concept-request-tainted-origin",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE, at="page"))),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.reply(x.ANY_ORIGIN), at="page"))),
)
rule(
    "allow-origin-mismatch",
    """
    The comparison is byte by byte: scheme, host and port must all be equal. Usual causes: a fixed value, an environment
    variable from another deployment, or a cached response meant for another page.
    """,
    title="Access-Control-Allow-Origin names another origin",
    label="the page's origin is {origin}",
    remedy="Send back the request's own Origin if it is on your allow list, and add Vary: Origin.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "https://other.example"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-multiple-values",
    """
    The header takes one origin, `*` or `null`, never a list. To allow several pages, look at the request's Origin and
    send back that one.
    """,
    title="Access-Control-Allow-Origin has more than one value",
    label="only one value is allowed, and here it must be {origin}",
    remedy="Pick the one origin that equals the request's Origin header, and add Vary: Origin.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSMultipleAllowOriginNotAllowed",
    broken=x.simple(x.reply((NAME, "{page}, https://other.example"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-multiple-headers",
    """
    Browsers join header lines of this name with a comma, and the result equals no origin, even if both lines are the
    same. Nearly always two layers add it: the application, and a proxy or gateway in front.
    """,
    title="Access-Control-Allow-Origin is sent more than once",
    label="several header lines with this name count as one list",
    remedy="Set the header in one layer only, or have the outer layer replace what the inner one sent.",
    mdn="Guides/CORS/Errors/CORSMultipleAllowOriginNotAllowed",
    broken=x.simple(x.reply(x.ORIGIN, x.ORIGIN)),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-wildcard-credentials",
    """
    With credentials mode `include` the response may hold one user's data, so the server must name the page it trusts:
    `*` does not count. The mode decides, not whether a cookie was really sent.
    """,
    title="Access-Control-Allow-Origin is * but the request includes credentials",
    label="* does not match when credentials are included; send {origin}",
    remedy="Send the allow-listed origin, Access-Control-Allow-Credentials: true and Vary: Origin; or send the "
    "request without credentials.",
    spec="cors-protocol-and-credentials",
    mdn="Guides/CORS/Errors/CORSNotSupportingCredentials",
    broken=x.simple(x.reply(x.ANY_ORIGIN), credentials="include"),
    right=x.simple(x.READABLE_WITH_CREDENTIALS, credentials="include"),
)
