"""What an error answer looks like: a page can only read its status where it carries the CORS headers as well."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors.journey import Answered, Journey, is_probed
from checks.cors.lost_lines import error_without_lines, is_nginx
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Reply, Severity, advice

_SERVER = ("Server", "nginx")


def _bare_error(journey: Journey) -> Answered | None:
    """The answer beside the URL, where that is an error that the page may not read although it may read the URL."""
    own, error = journey.own, journey.probes.get("error-path")
    if own is None or error is None or not journey.allowed:
        return None
    if not (200 <= own.response.status < 300 and error.response.status >= 400):
        return None
    readable = ("*", journey.request.origin)
    if own.response.get("access-control-allow-origin") not in readable:
        return None
    return None if error.response.get("access-control-allow-origin") in readable else error


def _evidence(answered: Answered, **args: str) -> Evidence:
    words = {"status": str(answered.response.status), **args}
    return Evidence(answered.number, "Access-Control-Allow-Origin", None, args=tuple(words.items()))


def bare_errors(journey: Journey) -> Iterator[Finding]:
    """The finding of allow-origin-missing-on-error where an error was only seen beside the request."""
    answered = _bare_error(journey)
    if answered is not None:
        yield Finding("allow-origin-missing-on-error", (_evidence(answered),), severity=Severity.WARNING)


@advice(
    "nginx-add-header-without-always",
    Severity.INFO,
    confidence=Confidence.INFERRED,
    when=is_probed,
    title="An add_header line in nginx lacks always",
    label="missing on a {status} from nginx, while {other} has it",
    remedy="Write `always` at the end of each add_header line.",
    spec="http-responses",
    broken=Example((Hop(x.reply(x.ORIGIN, _SERVER), elsewhere=Reply(404, (_SERVER, x.JSON))),)),
    right=Example((Hop(x.reply(x.ORIGIN, _SERVER), elsewhere=Reply(404, (x.ORIGIN, _SERVER, x.JSON))),)),
    explains=("allow-origin-missing-on-error", "allow-origin-missing"),
)
def nginx_add_header_without_always(journey: Journey) -> Iterator[Finding]:
    """
    nginx's `add_header` applies only to responses with status 200, 201, 204, 206 and redirects, unless the line ends in
    `always`. Without it every error looks like a CORS error to the page.
    """
    answered, other = _bare_error(journey), "the URL itself"
    if answered is None:
        answered, other = error_without_lines(journey) or (None, "")
    if answered is not None and is_nginx(answered.response):
        yield Finding("nginx-add-header-without-always", (_evidence(answered, other=other),))
