"""Response headers of facilities that stand beside CORS and depend on it: storage access, compression dictionaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.plan import is_cross_origin
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, Severity, advice

_ACTIVATE = "Activate-Storage-Access"
_RETRY = re.compile(r"retry\s*;\s*allowed-origin\s*=\s*(?:\"(?P<origin>[^\"]*)\"|(?P<any>\*))\s*\Z")
_DICTIONARY = "Use-As-Dictionary"


def _whole(number: int, name: str, value: str, **args: str) -> Evidence:
    return Evidence(number, name, value, span=(0, len(value)), args=tuple(args.items()))


def _why_ignored(journey: Journey, value: str) -> str | None:
    """Why the header does nothing for this page; None where it may do what it says."""
    if journey.request.credentials != "include":
        return "the request does not include credentials, so it needs no cookies"
    if value == "load":
        return None
    retry = _RETRY.match(value)
    if retry is None:
        return 'it must be load, or retry with allowed-origin, such as retry; allowed-origin="https://app.example"'
    if retry["any"] or retry["origin"] == journey.request.origin:
        return None
    return f"allowed-origin is not the page's origin, {journey.request.origin}"


@advice(
    "storage-access-ignored",
    Severity.WARNING,
    title="Activate-Storage-Access has no effect for this page",
    label="{why}",
    remedy='Send retry; allowed-origin="…" with exactly the page\'s origin, for requests with credentials.',
    spec="https://privacycg.github.io/storage-access-headers/",
    mdn="Reference/Headers/Activate-Storage-Access",
    broken=x.simple(
        x.reply(x.ORIGIN, x.CREDENTIALS, (_ACTIVATE, 'retry; allowed-origin="https://other.example"')),
        credentials="include",
    ),
    right=x.simple(
        x.reply(x.ORIGIN, x.CREDENTIALS, (_ACTIVATE, 'retry; allowed-origin="{page}"')), credentials="include"
    ),
)
def storage_access_ignored(journey: Journey) -> Iterator[Finding]:
    """
    `Sec-Fetch-Storage-Access: inactive` says that the user has allowed this server its cookies here, but they are not
    in use; `Activate-Storage-Access: retry` asks the browser to repeat the request with them. allowed-origin is a
    second list beside CORS and must name the page's origin. Chromium supports this from version 133, Firefox from 147,
    Safari not at all. With `none` the user has allowed nothing, and the header changes nothing.
    """
    last = journey.last
    value = last.response.get(_ACTIVATE.lower()) if last is not None else None
    why = _why_ignored(journey, value.strip()) if value is not None and is_cross_origin(journey.request) else None
    if last is not None and value is not None and why is not None:
        yield Finding("storage-access-ignored", (_whole(last.number, _ACTIVATE, value, why=why),))


@advice(
    "dictionary-not-readable",
    Severity.WARNING,
    title="The response cannot become a compression dictionary for this page",
    label="it is cross-origin, and CORS does not let the page read it",
    remedy="Load it with CORS, for example with the crossorigin attribute, and send Access-Control-Allow-Origin.",
    spec="https://httpwg.org/specs/rfc9842.html",
    mdn="Reference/Headers/Use-As-Dictionary",
    broken=x.simple(
        Reply(200, (("Content-Type", "text/javascript"), (_DICTIONARY, 'match="/app/*"'))),
        initiator="script",
        mode="no-cors",
        credentials="include",
    ),
    right=x.simple(
        Reply(200, (x.ORIGIN, ("Content-Type", "text/javascript"), (_DICTIONARY, 'match="/app/*"'))),
        initiator="script",
    ),
)
def dictionary_not_readable(journey: Journey) -> Iterator[Finding]:
    """
    `Use-As-Dictionary` asks the browser to keep the response and use it to decompress later ones. Compressed sizes
    could reveal a response that the page may not read, so on a cross-origin response browsers ignore the header unless
    CORS allows reading it. Chromium supports dictionaries from version 130.
    """
    last = journey.last
    value = last.response.get(_DICTIONARY.lower()) if last is not None else None
    if last is None or value is None or journey.read is not None or not is_cross_origin(journey.request):
        return
    if not any(outcome.outcome == "unknown" for outcome in journey.outcomes.values()):
        yield Finding("dictionary-not-readable", (_whole(last.number, _DICTIONARY, value),), ("chromium",))
