"""What of the request the page itself could leave out, so that it works without a change of the server."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import failure, wire
from checks.cors import fetch_standard as standard
from checks.cors.browsers import CHROMIUM
from checks.cors.failure import Failed, is_fine
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding, HttpResponse
from checks.cors.rules import examples as x
from checks.cors.rules.base import Severity, advice
from checks.cors.rules.causes import refused_by_list
from checks.cors.secret_names import SECRET_NAME

_FREE = "the request then needs no preflight, and the server allows a plain GET from the page"
_LESS = "the preflight allows everything else"


@advice(
    "header-avoidable",
    Severity.INFO,
    when=failure.failed,
    title="The request would work without a header that the page adds",
    label="leave out {names}: {then}",
    remedy="Remove the header if the server does not need it; libraries have a setting for the headers they add.",
    spec="cors-unsafe-request-header-names",
    mdn="Guides/CORS",
    broken=x.with_header("X-Client", "web", x.preflight(x.ORIGIN)),
    right=x.simple(x.READABLE),
    explains=("header-not-allowed",),
)
def header_avoidable(journey: Journey) -> Iterator[Finding]:
    """
    Some headers alone cause a preflight: the page's own, those that a library adds to trace or name its requests, and
    Content-Type on a GET. Without them a GET or a simple POST is sent directly, and no server has to change.
    """
    failed = failure.failed(journey)
    if failed is None or not failed.is_preflight or not wire.sets_unsafe_request(journey.request):
        return
    unsafe = wire.unsafe_header_names(journey.request.headers, CHROMIUM)
    needless = [name for name in unsafe if _may_go(name, failed)]
    refused = [name for name in _refused(failed, unsafe) if name in unsafe]
    free = wire.method_of(journey.request) in standard.CORS_SAFELISTED_METHODS and _lets_read(failed)
    if refused and set(refused) <= set(needless):
        without_preflight = set(refused) == set(unsafe) and free
        yield _finding(journey, refused, _FREE if without_preflight else _LESS)
    elif unsafe and not refused and free and set(unsafe) == set(needless):
        yield _finding(journey, needless, _FREE)


def _may_go(name: str, failed: Failed) -> bool:
    """Whether a page may do without the header: not without a token or a key, nor the type of a body."""
    if name == "content-type":
        return wire.method_of(failed.journey.request) in ("GET", "HEAD")
    return SECRET_NAME.search(name) is None


def _refused(failed: Failed, unsafe: tuple[str, ...]) -> list[str]:
    """The headers alone for which the preflight fails; none where it is for something else too."""
    if failed.rule in ("header-not-allowed", "allow-headers-wildcard-credentials"):
        listed = {
            name.lower() for name in standard.header_list_values(failed.response, "access-control-allow-headers")[0]
        }
        return [name for name in unsafe if name not in listed]
    found = refused_by_list(failed.journey, "headers")
    return found[1].split(",") if found is not None else []


def _lets_read(failed: Failed) -> bool:
    """Whether the answer to a plain GET may be read, as far as it was asked for."""
    simple = failed.told_simply
    return simple is not None and is_fine(simple) and _is_readable(simple, failed.journey)


def _is_readable(response: HttpResponse, journey: Journey) -> bool:
    allowed = response.get(failure.ALLOW_ORIGIN)
    if not journey.credentials:
        return allowed in ("*", journey.request.origin)
    return allowed == journey.request.origin and response.get("access-control-allow-credentials") == "true"


def _finding(journey: Journey, names: list[str], then: str) -> Finding:
    written = {name.lower(): name for name, _ in journey.request.headers}
    shown = [written.get(name, name) for name in names]
    args = (("names", ", ".join(shown)), ("then", then))
    evidence = (Evidence(field="headers", value=name, span=(0, len(name)), args=args) for name in shown)
    return Finding("header-avoidable", tuple(evidence))
