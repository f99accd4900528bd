"""What a redirect hands on to another origin although it was meant for one server alone."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import fetch_standard as standard
from checks.cors import urls
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.advice_redirects import hops, is_redirected, location
from checks.cors.rules.base import Example, Hop, Severity, advice
from checks.cors.secret_names import SECRET_NAME

_KEY = (("X-Api-Key", "k"),)
_ASKED = x.headers("X-Api-Key")


@advice(
    "redirect-key-forwarded",
    Severity.SECURITY,
    when=is_redirected,
    title="The redirect passes a key of the page on to another origin",
    label="leads to {host}, and {names} is sent along",
    remedy="Call the final URL, or redirect within one origin; replace the key if the other origin is not yours.",
    spec="http-redirect-fetch",
    mdn="Guides/Redirections",
    broken=Example(
        (
            Hop(x.redirecting("{next}", x.ORIGIN), x.preflight(x.ORIGIN, _ASKED)),
            Hop(x.reply(x.ANY_ORIGIN), x.preflight(x.ANY_ORIGIN, _ASKED), at="page"),
        ),
        {"headers": _KEY},
    ),
    right=Example(
        (
            Hop(x.redirecting("{next}", x.ORIGIN), x.preflight(x.ORIGIN, _ASKED)),
            Hop(x.READABLE, x.preflight(x.ORIGIN, _ASKED)),
        ),
        {"headers": _KEY},
    ),
)
def redirect_key_forwarded(journey: Journey) -> Iterator[Finding]:
    """
    When a redirect leads to another origin, browsers remove Authorization and no other header: a key in X-Api-Key or
    the like goes to whatever server the redirect names. If the first server takes the target from a parameter, anyone
    can have the key sent to their own server.
    """
    found: dict[Evidence, list[str]] = {}
    for browser, before, after in hops(journey):
        source, target = urls.parse(before.request.url), urls.parse(after.request.url)
        own = {name.lower() for name, _ in journey.request.headers}
        kept = [name for name, _ in after.request.headers if name.lower() in own and _is_secret(name)]
        if kept and source is not None and target is not None and source.origin != target.origin:
            names = ", ".join(dict.fromkeys(kept))
            found.setdefault(location(journey, before, host=target.hostname, names=names), []).append(browser)
    for evidence, browsers in found.items():
        yield Finding("redirect-key-forwarded", (evidence,), tuple(browsers))
        return


def _is_secret(name: str) -> bool:
    return SECRET_NAME.search(name) is not None and not standard.is_forbidden_request_header(name, "")
