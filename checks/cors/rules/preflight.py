"""The answer to a preflight: its status (https://fetch.spec.whatwg.org/#cors-preflight-fetch)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checks.cors import console, layers, mixed_content, phrases, upgrade
from checks.cors.console import is_redirect
from checks.cors.model import Evidence, HttpResponse
from checks.cors.rules import allow_origin
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, blocking
from checks.cors.rules.wording import reasons
from checks.cors.step import Step

_AUTH = (401, 403, 407)
_NOT_ROUTED = (404, 405, 501)

status_lines = reasons(
    "It does not have HTTP ok status.",
    "",
    "Preflight response is not successful. Status code: {status}",
    access_check=True,
)


def lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "firefox":
        return console.firefox(step, "CORS preflight response did not succeed", status=step.status)
    return status_lines(step, evidence)


def redirect_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "chromium":
        return console.chromium(step, console.PREFLIGHT + "Redirect is not allowed for a preflight request.")
    if step.browser.name == "webkit":
        return status_lines(step, evidence)
    return _firefox_redirect(step, evidence)


def _firefox_redirect(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """Firefox refuses the redirect, then judges the answer once more, from the origin the redirect left it with."""
    if step.request.redirect != "follow":
        return lines(step, evidence)
    refused = _firefox_mixed(step) or console.firefox_line(step.url.href, "CORS request external redirect not allowed")
    if _leaves_origin(step):
        again = replace(step, origin="null")
        if allow_origin.fault(again) is not None:
            return (refused, *allow_origin.lines(again, evidence)[:2])
    return (refused, *lines(step, evidence)[:2])


def _firefox_mixed(step: Step) -> str | None:
    """What is printed in place of that where the Location is mixed content, which comes first."""
    if step.location is None or upgrade.rewritten(step.location, step.request, step.browser, redirected=True):
        return None
    fate = mixed_content.fate(step.location, step.request, step.browser, redirected=True)
    blocked = fate is mixed_content.Fate.BLOCKED
    return f"Blocked loading mixed active content “{step.location.href}”" if blocked else None


def _leaves_origin(step: Step) -> bool:
    page = step.request.origin
    return step.location is not None and step.url.origin not in (step.location.origin, page)


@blocking(
    "preflight-redirect",
    title="The preflight is redirected",
    label="status {status} to {value}; browsers never follow a redirected preflight",
    remedy="Call the final URL, or handle OPTIONS before the rules that redirect.",
    spec="cors-preflight-fetch",
    mdn="Guides/CORS/Errors/CORSExternalRedirectNotAllowed",
    console=redirect_lines,
    broken=x.put(x.redirecting("{page}/", x.ORIGIN, x.methods("PUT"), x.MAX_AGE, status=308)),
    right=x.put(x.PUT_ALLOWED),
)
def preflight_redirect(step: Step) -> Iterator[Evidence]:
    """
    Browsers never follow a redirect of a preflight. The redirect usually comes from a rule in front of the application:
    http to https, a missing or extra trailing slash, www, or a login page.
    """
    if is_redirect(step.response, empty=step.browser.follows_empty_location):
        assert step.response is not None  # noqa: S101 - a redirect is a response
        value = step.response.get("location") or ""
        yield Evidence(
            exchange=step.exchange,
            header="Location",
            value=value,
            span=(0, len(value)),
            args=(("status", str(step.status)),),
        )


def _fault(step: Step) -> str | None:
    """The id of the rule that the status breaks, with what the head says of the reason; None where it passes."""
    response = step.response
    assert response is not None  # noqa: S101 - consulted with a preflight's answer
    phrase = phrases.named(response.phrase)
    kind = phrase.kind if phrase else ""
    if 200 <= response.status <= 299:
        return None
    if kind == "route" or (response.get("x-amzn-errortype") or "").startswith("MissingAuthenticationToken"):
        return "preflight-not-routed"
    if response.status in _NOT_ROUTED:
        return "preflight-not-routed"
    if response.status != 403:
        return "preflight-auth" if response.status in _AUTH else "preflight-status"
    asks_for_login = response.get("www-authenticate") is not None or kind == "login"
    return "preflight-auth" if asks_for_login or _has_grants(response) else "preflight-forbidden"


def _has_grants(response: HttpResponse) -> bool:
    """Whether the CORS handling ran to its end and allowed something, so that what refused came after it."""
    return any(response.get(f"access-control-allow-{name}") for name in ("methods", "headers"))


def _evidence(step: Step) -> Iterator[Evidence]:
    assert step.response is not None  # noqa: S101 - consulted with a preflight's answer
    status = str(step.status)
    args = (("status", status), ("by", layers.by(step.response)))
    yield Evidence(exchange=step.exchange, field="status", value=status, span=(0, 3), args=args)


def _rule(rule_id: str, why: str, *, example: Reply, **fields: Any) -> None:
    blocking(
        rule_id,
        why=why,
        fault=_fault,
        console=lines,
        mdn="Guides/CORS/Errors/CORSPreflightDidNotSucceed",
        broken=x.put(example),
        right=x.put(x.PUT_ALLOWED),
        **fields,
    )(_evidence)


_rule(
    "preflight-auth",
    """
    A preflight never carries cookies, HTTP authentication or the page's Authorization header, so a server that requires
    them for OPTIONS refuses every preflight. The login check runs before the CORS handling, in the framework or in a
    proxy or gateway in front.
    """,
    title="The preflight is refused because it carries no credentials",
    label="status {status}{by}; a preflight carries no credentials and must pass without them",
    remedy="Handle OPTIONS requests with an Origin and Access-Control-Request-Method before authentication.",
    spec="cors-protocol-and-credentials",
    example=x.preflight(x.ORIGIN, x.methods("PUT"), status=401),
)
_rule(
    "preflight-not-routed",
    """
    Routers that match by method know only the methods you registered. The CORS middleware must run before routing, or
    you need a handler for OPTIONS.
    """,
    title="The server does not handle OPTIONS at this URL",
    label="status {status}{by}; a preflight needs a status from 200 to 299",
    remedy="Enable the CORS middleware before the router, or register a handler for OPTIONS.",
    spec="cors-preflight-fetch",
    example=x.preflight(x.ORIGIN, x.methods("PUT"), status=405),
)
_rule(
    "preflight-status",
    """
    Only a status from 200 to 299 passes, whatever the headers; usual is 204 without a body. A 5xx means that the server
    failed on OPTIONS; a 4xx that it refuses the request before CORS.
    """,
    title="The preflight response does not have a status from 200 to 299",
    label="status {status}{by}; a preflight needs a status from 200 to 299",
    remedy="Respond to OPTIONS with 204 and the CORS headers.",
    spec="ok-status",
    example=x.preflight(x.ORIGIN, x.methods("PUT"), status=500),
)
_rule(
    "preflight-forbidden",
    """
    The server understood the preflight and refuses it, but does not say why. It may refuse the page's origin, this
    method or one of these headers; it may require a login, which a preflight never carries; or a cache, firewall or
    gateway in front does not accept OPTIONS. The other headers, and the response to a plain GET, tell these apart.
    """,
    title="The preflight response has status 403",
    label="status {status}{by}; a preflight needs a status from 200 to 299",
    remedy="Find out which layer responded; have it allow this origin, method and headers, and let OPTIONS pass.",
    spec="ok-status",
    example=x.preflight(x.ORIGIN, status=403),
)
