"""Why it fails: what in the server's set-up most likely makes a browser block, named beside the rule it blocks by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from checks.cors import failure, fetch_metadata
from checks.cors.failure import Cause, Failed
from checks.cors.journey import Journey, once
from checks.cors.model import Evidence, Finding
from checks.cors.refused_preflight import own_origin_refused, refused_part
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, When, advice

MISSING = ("allow-origin-missing", "allow-origin-missing-on-error")
PREFLIGHT = ("preflight-auth", "preflight-forbidden", "preflight-not-routed", "preflight-status")
REDIRECTS = ("preflight-redirect", "redirect-allow-origin-missing", "redirect-origin-null")

# In the order of trying: the surest signs first. A cause that several signs tell of stands there for each of them.
CAUSES: list[tuple[str, Cause, tuple[str, ...]]] = []
# Something else than the API answered, so that nothing is proven about the API.
INCONCLUSIVE = frozenset({"bot-wall", "deployment-protection", "redirect-to-login"})


@once
def cause_of(journey: Journey) -> tuple[str, Evidence] | None:
    """The rule of the most likely cause, with its evidence; None where nothing failed or no sign fits."""
    failed = failure.failed(journey)
    if failed is None:
        own = own_origin_refused(journey)
        if own is not None:
            return "origin-makes-server-fail", own
        site = fetch_metadata.answered_badly_for_site(journey)
        return ("fetch-metadata-refused", site) if site is not None else None
    for rule_id, sign, explains in CAUSES:
        evidence = sign(failed) if failed.rule in explains else None
        if evidence is not None:
            return rule_id, evidence
    return None


def refused_by_list(journey: Journey, part: str) -> tuple[Failed, str] | None:
    """Where the preflight failed, and the method or the names of the headers that a list without a word refuses."""
    found, failed = cause_of(journey), failure.failed(journey)
    if found is None or failed is None or found[0] != "preflight-refused-by-list":
        return None
    refused = refused_part(failed)
    return (failed, refused[1]) if refused is not None and refused[0] == part else None


def cause(
    rule_id: str,
    sign: Cause,
    explains: tuple[str, ...],
    why: str,
    proof: Callable[[Failed], bool] | None = None,
    **fields: Any,
) -> None:
    """Makes a rule of a sign, which is taken for a likely reason unless `confidence` says that it is measured, or a
    diagnostic answer is the `proof` of it."""

    def advise(journey: Journey) -> Iterator[Finding]:
        found, failed = cause_of(journey), failure.failed(journey)
        if found is not None and found[0] == rule_id:
            proven = proof is not None and failed is not None and proof(failed)
            yield Finding(rule_id, (found[1],), confidence=Confidence.MEASURED if proven else None)

    advise.__doc__ = why
    CAUSES.append((rule_id, sign, explains))
    said = {"spec": "http-responses", "confidence": Confidence.INFERRED, **fields}
    advice(rule_id, Severity.INFO, when=cause_of, explains=explains, **said)(advise)


def also(rule_id: str, sign: Cause, explains: tuple[str, ...]) -> None:
    """Makes a further sign tell of a cause."""
    CAUSES.append((rule_id, sign, explains))


cause(
    "fetch-metadata-refused",
    fetch_metadata.refused_for_site,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight"),
    """
    Browsers tell trustworthy servers how the page relates to them: `Sec-Fetch-Site` is `cross-site` for a page of
    another site. This server's resource isolation policy rejects such requests before anything looks at CORS. A list of
    allowed origins changes nothing, and curl works because it does not send the header. The policy is good for pages
    and forms; routes meant for other sites need an exemption.
    """,
    confidence=Confidence.MEASURED,
    title="The server refuses requests from other sites before it looks at CORS",
    label="status {status}{by} for {site}{more}",
    remedy="Exempt the API's routes, including OPTIONS, from the Sec-Fetch-Site check, or let it pass requests whose "
    "Origin is on the CORS list; run the CORS handling before it.",
    spec="https://www.w3.org/TR/fetch-metadata/",
    mdn="Reference/Headers/Sec-Fetch-Site",
    broken=Example(
        (Hop(x.READABLE, cases=((When(site=re.compile("cross-site|same-site")), x.reply(status=403)),)),),
    ),
    right=x.simple(x.READABLE),
)
cause(
    "bot-wall",
    failure.bot_wall,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight", "redirect-allow-origin-missing"),
    """
    The service took the request for a bot's and sent its own page. This check comes from a server, without a browser's
    history and cookies, so your visitors may get through. But a preflight never carries the cookie of a passed
    challenge: if preflights are challenged, the API fails for visitors too.
    """,
    title="A bot protection service responded instead of the API",
    label="{who}, status {status}: most likely this page does not come from the API",
    remedy="Let OPTIONS requests and API paths skip the challenge; then check again, or paste the response that your "
    "browser got.",
    broken=x.simple(x.reply(("CF-Mitigated", "challenge"), ("Server", "cloudflare"), status=403)),
    right=x.simple(x.READABLE),
)
cause(
    "deployment-protection",
    failure.deployment_protection,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight"),
    """
    The hosting service guards this deployment with its own login or warning page, which comes before your application
    and knows nothing about CORS. Usually only previews and tunnels are guarded.
    """,
    title="The hosting service's protection responded instead of the API",
    label="{who}, status {status}",
    remedy="Switch the protection off for this deployment, configure a bypass for the page, or check the production "
    "URL.",
    broken=x.simple(x.reply(("Server", "Vercel"), status=401)),
    right=x.simple(x.READABLE),
)
cause(
    "redirect-to-login",
    failure.login_redirect,
    (*REDIRECTS, *MISSING, "allow-origin-mismatch", "allow-origin-only-preflight"),
    """
    A script cannot log in: the browser follows the redirect, gets a response without CORS headers and reports that. An
    API should send 401 and let the page decide. This check is not logged in; your visitors may be.
    """,
    title="The request was redirected to a login page",
    label="a login page on {host}",
    remedy="Respond with 401 and CORS headers instead of redirecting, and have the page navigate to the login, not "
    "fetch it.",
    spec="http-redirect-fetch",
    broken=Example((Hop(x.redirecting("{lab}/login?next=%2F")),)),
    right=x.simple(x.reply(x.ORIGIN, status=401)),
)
cause(
    "url-not-canonical",
    failure.not_canonical,
    REDIRECTS,
    """
    The server redirects to the same URL in another spelling. A person does not notice, but a preflight must not be
    redirected at all.
    """,
    confidence=Confidence.MEASURED,
    title="The server redirects to another spelling of this URL",
    label="the same URL, {change}",
    remedy="Call the URL in Location directly.",
    spec="cors-preflight-fetch",
    broken=Example(
        (Hop(x.READABLE, x.redirecting("{next}/", x.ORIGIN, x.methods("PUT"), x.MAX_AGE, status=308)),),
        {"method": "PUT"},
    ),
    right=x.put(x.PUT_ALLOWED),
)
