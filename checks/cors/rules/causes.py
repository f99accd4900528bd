"""Why it fails: what in the server's set-up most likely makes a browser block, named beside the rule it blocks by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checks.cors import failure
from checks.cors.failure import Cause
from checks.cors.journey import Journey, once
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, Severity, When, advice

MISSING = ("allow-origin-missing", "allow-origin-missing-on-error")
PREFLIGHT = ("preflight-auth", "preflight-not-routed", "preflight-status")
REDIRECTS = ("preflight-redirect", "redirect-allow-origin-missing", "redirect-origin-null")

# In the order of trying: the surest signs first.
CAUSES: dict[str, tuple[Cause, tuple[str, ...]]] = {}
# Something else than the API answered, so that nothing is proven about the API.
INCONCLUSIVE = frozenset({"bot-wall", "deployment-protection", "redirect-to-login"})


@once
def cause_of(journey: Journey) -> tuple[str, Evidence] | None:
    """The rule of the most likely cause, with its evidence; None where nothing failed or no sign fits."""
    failed = failure.failed(journey)
    if failed is None:
        return None
    for rule_id, (sign, explains) in CAUSES.items():
        evidence = sign(failed) if failed.rule in explains else None
        if evidence is not None:
            return rule_id, evidence
    return None


def _cause(rule_id: str, sign: Cause, explains: tuple[str, ...], why: str, **fields: Any) -> None:
    def advise(journey: Journey) -> Iterator[Finding]:
        found = cause_of(journey)
        if found is not None and found[0] == rule_id:
            yield Finding(rule_id, (found[1],))

    advise.__doc__ = why
    CAUSES[rule_id] = (sign, explains)
    advice(rule_id, Severity.INFO, when=cause_of, explains=explains, **{"spec": "http-responses", **fields})(advise)


_cause(
    "bot-wall",
    failure.bot_wall,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight", "redirect-allow-origin-missing"),
    """
    A protection service in front of the API took the request for a robot's and answered with a page of its own. This
    check comes from a server, without a browser's history and cookies, so your visitors may well get through. A
    preflight never carries the cookie that says a visitor has passed the challenge: when preflights meet the wall,
    the API fails for visitors too.
    """,
    title="A protection service answered in place of the API",
    label="{who}, status {status}: most likely this page is not the API's own",
    remedy="Let OPTIONS requests and API paths pass the challenge; then check again, or paste what your browser got.",
    broken=x.simple(x.reply(("CF-Mitigated", "challenge"), ("Server", "cloudflare"), status=403)),
    right=x.simple(x.READABLE),
)
_cause(
    "deployment-protection",
    failure.deployment_protection,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight"),
    """
    The hosting service guards this deployment with a login or a warning page of its own, which answers before your
    application and knows nothing of CORS. Production is usually not guarded; previews and tunnels are.
    """,
    title="The hosting service's own protection answered in place of the API",
    label="{who}, status {status}",
    remedy="Switch the protection off for this deployment, give the page its bypass, or check the production address.",
    broken=x.simple(x.reply(("Server", "Vercel"), status=401)),
    right=x.simple(x.READABLE),
)
_cause(
    "redirect-to-login",
    failure.login_redirect,
    (*REDIRECTS, *MISSING, "allow-origin-mismatch", "allow-origin-only-preflight"),
    """
    The server sends whoever is not logged in to a login page, as it would a person. A page's script cannot log in
    there: the browser follows the redirect, finds an answer without CORS headers and reports that. An API should say
    401 and let the page decide. This check is not logged in; your visitors may be.
    """,
    title="The request was sent on to a login page",
    label="a login page on {host}",
    remedy="Answer 401 with CORS headers instead of redirecting; let OPTIONS pass without a login.",
    spec="http-redirect-fetch",
    broken=Example((Hop(x.redirecting("{lab}/login?next=%2F")),)),
    right=x.simple(x.reply(x.ORIGIN, status=401)),
)
_cause(
    "url-not-canonical",
    failure.not_canonical,
    REDIRECTS,
    """
    The server sends the request on to the same address in another spelling. A person does not notice, and a preflight
    must not be redirected at all. The address that the server prefers needs no redirect.
    """,
    title="The server wants this address spelt otherwise",
    label="the same address, {change}",
    remedy="Call the address in Location directly.",
    spec="cors-preflight-fetch",
    broken=Example(
        (Hop(x.READABLE, x.redirecting("{next}/", x.ORIGIN, x.methods("PUT"), x.MAX_AGE, status=308)),),
        {"method": "PUT"},
    ),
    right=x.put(x.PUT_ALLOWED),
)
_cause(
    "options-not-wired",
    failure.options_not_wired,
    (*MISSING, *PREFLIGHT),
    """
    A plain GET of this address has the CORS headers; the answer to OPTIONS has not. The CORS handling hangs on the
    routes for GET or POST, and the preflight, which is an OPTIONS request, never gets there.
    """,
    title="CORS works for GET, and nobody handles OPTIONS",
    label="status {status} without CORS headers, while a GET has them",
    remedy="Put the CORS middleware before the router, or route OPTIONS to it for every path.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(status=404, max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
_cause(
    "names-compared-raw",
    failure.names_compared_raw,
    (*MISSING, *PREFLIGHT, "header-not-allowed"),
    """
    The same preflight with its header names in capitals and with spaces is allowed. Browsers send the names in lower
    case, sorted, with commas and no spaces; the server compares the text with what it expects instead of the names.
    It passes when you try it by hand with curl.
    """,
    title="The server compares the preflight's header names letter by letter",
    label="refused as a browser writes it, allowed in capitals and with spaces",
    remedy="Split Access-Control-Request-Headers at the commas, trim, and compare without regard to case.",
    spec="cors-preflight-fetch",
    broken=Example(
        (
            Hop(
                x.READABLE,
                x.preflight(x.ORIGIN),
                cases=(
                    (
                        When(asks=re.compile("X-One, X-Two"), preflight=True),
                        x.preflight(x.ORIGIN, x.headers("X-One, X-Two")),
                    ),
                ),
            ),
        ),
        {"headers": (("X-One", "1"), ("X-Two", "2"))},
    ),
    right=x.with_header("X-One", "1", x.preflight(x.ORIGIN, x.headers("X-One"))),
)
_cause(
    "origin-makes-server-fail",
    failure.fails_by_origin,
    (*MISSING, *PREFLIGHT),
    """
    Without an Origin header the server answers well; with this page's Origin it answers an error. Either it turns away
    origins that are not on its list, as Spring does with 403 “Invalid CORS request”, or its CORS configuration
    contradicts itself, such as * together with credentials, and throws an exception.
    """,
    title="The server fails only when the request names its origin",
    label="status {status} for {origin}; without an Origin the answer is fine",
    remedy="Add the origin to the server's list; at a 5xx read the server's log, for its CORS configuration throws.",
    broken=Example((Hop(x.reply(), cases=((When(origin=re.compile(".+")), x.reply(status=403)),)),)),
    right=x.simple(x.READABLE),
)
_cause(
    "auth-before-cors",
    failure.auth_before_cors,
    ("preflight-auth", "allow-origin-missing"),
    """
    The login check runs before the CORS handling. A preflight carries neither cookies nor a token, by design, so it is
    turned away before anything could say that the page is allowed.
    """,
    title="Authentication answers before CORS",
    label="status {status} without CORS headers",
    remedy="Run the CORS handling first, and let OPTIONS pass without a login.",
    spec="cors-protocol-and-credentials",
    broken=x.put(x.preflight(("WWW-Authenticate", "Bearer"), status=401, max_age=False), x.reply(status=401)),
    right=x.put(x.PUT_ALLOWED),
)
_cause(
    "gateway-answers-options",
    failure.gateway_answers,
    (*MISSING, *PREFLIGHT, "header-not-allowed", "method-not-allowed", "allow-origin-only-preflight"),
    """
    Preflight and request seem to be answered by two different programs: their headers name different servers. Most
    likely a gateway or a proxy answers OPTIONS itself, with a list of its own, and the application is never asked.
    """,
    title="Something in front of the application seems to answer OPTIONS for it",
    label="this on the preflight; on another answer: {other}",
    remedy="Change the CORS settings of the gateway, or let it pass OPTIONS on to the application.",
    spec="cors-preflight-fetch",
    broken=x.put(
        x.preflight(x.ORIGIN, x.methods("GET"), ("Server", "kong/3.8.0")), x.reply(x.ORIGIN, ("Server", "gunicorn"))
    ),
    right=x.put(
        x.preflight(x.ORIGIN, x.methods("PUT"), ("Server", "gunicorn")), x.reply(x.ORIGIN, ("Server", "gunicorn"))
    ),
)
_cause(
    "cors-added-twice",
    failure.added_twice,
    ("allow-origin-multiple-headers",),
    """
    The CORS headers are there twice and do not come from one place: their values differ, or several of them are
    doubled. The application adds its own and a proxy or gateway adds more, instead of replacing them.
    """,
    title="A proxy and the application both add the CORS headers",
    label="{first} by one of them, {second} by the other",
    remedy="Switch CORS off in one of the two, or let the outer one replace what it finds.",
    spec="cors-check",
    broken=x.simple(x.reply(x.ANY_ORIGIN, x.ORIGIN)),
    right=x.simple(x.READABLE),
)
_cause(
    "rate-limited",
    failure.rate_limited,
    MISSING,
    """
    A rate limiter answered, and it stands before whatever adds the CORS headers. The page cannot read the status and
    so cannot tell that it should wait.
    """,
    title="The rate limiter's answer has no CORS headers",
    label="status {status} without CORS headers",
    remedy="Wait and check again; then have the limiter's answers carry the CORS headers, and expose Retry-After.",
    broken=x.simple(x.reply(status=429)),
    right=x.simple(x.reply(x.ORIGIN, status=429)),
)
_cause(
    "gateway-error",
    failure.gateway_error,
    MISSING,
    """
    The proxy in front answered: the application did not, was too slow, or the request was too large. The proxy's own
    error pages carry no CORS headers, so that the page sees a CORS error and not this status.
    """,
    title="The proxy could not get an answer from the application",
    label="status {status} without CORS headers",
    remedy="Find out why the application does not answer; then give the proxy's error pages the CORS headers too.",
    broken=x.simple(x.reply(("Server", "nginx"), status=502)),
    right=x.simple(x.reply(x.ORIGIN, ("Server", "nginx"), status=502)),
)
_cause(
    "application-error",
    failure.application_error,
    MISSING,
    """
    Your API failed with an exception, and the page that its framework makes of that has no CORS headers: the error
    handler sits outside the CORS middleware. The CORS message in the console hides an ordinary server error.
    """,
    title="The API crashed, and its error page has no CORS headers",
    label="status {status} without CORS headers",
    remedy="Read the server's log and mend the error first; then put the error handler inside the CORS middleware.",
    broken=x.simple(x.reply(status=500)),
    right=x.simple(x.reply(x.ORIGIN, status=500)),
)
_cause(
    "login-answer-without-cors",
    failure.login_needed,
    MISSING,
    """
    The answer asks for a login or refuses one, and it was made before the CORS headers are added: by an authorizer, a
    gateway or an earlier middleware. This check sends no cookies and no real token; a visitor who is logged in may get
    further, and sees a CORS error as soon as the session ends.
    """,
    title="The answer that asks for a login has no CORS headers",
    label="status {status} without CORS headers",
    remedy="Add the CORS headers before authentication, for every status, or to the gateway's default answers.",
    broken=x.simple(x.reply(("WWW-Authenticate", "Bearer"), status=401)),
    right=x.simple(x.reply(x.ORIGIN, status=401)),
)
_cause(
    "origin-not-listed",
    failure.not_listed,
    ("allow-origin-missing", "allow-origin-only-preflight"),
    """
    The answer says `Vary: Origin`: the server did look at the Origin, so CORS is set up, and this origin is most
    likely not on its list. Entries with a slash at the end, without a scheme or with another port do not count.
    """,
    title="The server has a list of origins, and this one does not seem to be on it",
    label="the server looks at the Origin, and gave {origin} nothing",
    remedy="Add the origin to the list exactly as the browser sends it.",
    spec="cors-check",
    broken=x.simple(x.reply(x.VARY)),
    right=x.simple(x.READABLE),
)
