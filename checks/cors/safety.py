"""The second verdict: who else may read the answer, and why that is so. It has no part in whether the request works."""

from __future__ import annotations

from collections.abc import Iterable

from checks.cors import websocket
from checks.cors.journey import Journey, failure_of, response_of
from checks.cors.model import Exchange, Finding, HttpResponse, Safety, Verdict
from checks.cors.rules import RULES
from checks.cors.rules.base import Severity
from checks.cors.socket_probes import BARE_URL, STRANGER

# With credentials, each of these lets a site that anyone can open read what is meant for one user.
_OPEN_TO_ANYONE = frozenset(
    {
        "origin-reflected-credentials",
        "null-origin-allowed",
        "origin-prefix-match",
        "origin-suffix-match",
        "origin-unescaped-dot",
        "origin-contains",
        "origin-special-chars",
        "origin-scheme-downgrade",
        "origin-shared-hosting",
        "websocket-any-origin",
    }
)

# These open the request to somebody, not the answer to another site.
_OF_THE_REQUEST = frozenset({"redirect-insecure", "redirect-key-forwarded"})

_TOO_MANY = (429, 503)

SENTENCES: dict[str, str] = {
    "closed": "No origin is allowed, not even the page's: no other site can read the response.",
    "public": "Access-Control-Allow-Origin is *: every site may read the response to a request without credentials."
    " With credentials no browser lets a page read the response, so no user's data is exposed. That is "
    "right for public data.",
    "public-credentials": "Access-Control-Allow-Origin is * and Access-Control-Allow-Credentials is true. Without "
    "credentials every site may read the response; with credentials every browser hides it "
    "from the page, so the second header has no effect and exposes no user's data.",
    "fixed": "The response always names the same origin, whichever site sends the request.",
    "listed": "The page's origin is allowed; unknown and look-alike origins are not.",
    "others": "No unknown origin is allowed, and not every response that the page needs allows the page's own.",
    "socket-closed": "The server compares the Origin: it opens the WebSocket neither for this page nor for an "
    "unknown one.",
    "socket-unproven": "The server opened the WebSocket for none of the test requests, so nothing shows who could "
    "connect, such as any site's page opened by a visitor with a session.",
    "socket-secret": "The handshake needs the secret in its URL, which the test requests from other origins leave "
    "out, so nothing shows who else may connect.",
    "socket-listed": "The server opens the WebSocket for this page and refuses unknown pages.",
    "limited": "The server rate-limited the test requests, so nothing shows who else may read the response.",
    "partly": "Nothing unsafe was seen, but some test requests timed out or were rate-limited.",
    "walled": "A login, protection or bot page came back instead of the API's response. Who may read that page says"
    " nothing about the API.",
    "unanswered": "No test request from another origin got a response, so nothing shows who else may read it.",
}


def assess(journey: Journey, findings: Iterable[Finding], verdict: Verdict) -> tuple[Safety, tuple[str, ...]]:
    """The verdict and its reasons: ids of rules, the gravest first, or one of the codes of `SENTENCES`.

    Where the first `verdict` is that something else than the API answered, nothing is safe by that.
    """
    stranger = STRANGER if journey.request.is_websocket else "random-origin"
    if stranger not in journey.probes:
        return "unknown", ("unanswered",)
    if journey.probes[stranger].response.status in _TOO_MANY:
        return "unknown", ("limited",)
    grades = {finding.rule: _grade(finding) for finding in findings if _counts(finding)}
    if not grades and any(_is_open(exchange) for exchange in journey.exchanges if exchange.probe):
        return "unknown", ("partly",)
    if not grades and verdict == "inconclusive":
        return "unknown", ("walled",)
    if not grades and (unproven := _unproven_socket(journey)) is not None:
        return "unknown", (unproven,)
    if not grades:
        return "safe", (_why_safe(journey),)
    reasons = tuple(sorted(grades, key=lambda rule: grades[rule] != "dangerous"))
    return ("dangerous" if "dangerous" in grades.values() else "caution"), reasons


def reason_document(code: str) -> dict[str, str]:
    """A reason with its sentence: that of the code, or the title of the rule."""
    rule = RULES.get(code)
    return {"code": code, "detail": SENTENCES.get(code) or (f"{rule.title}." if rule else "")}


def _unproven_socket(journey: Journey) -> str | None:
    """Why it shows nothing that a stranger was refused a WebSocket; None where it does."""
    if not journey.request.is_websocket:
        return None
    opened = {name for name, told in journey.probes.items() if websocket.opens(told.exchange.request, told.response)}
    if BARE_URL in journey.probes and BARE_URL not in opened:
        return "socket-secret"
    return None if journey.allowed or opened else "socket-unproven"


def _is_open(probe: Exchange) -> bool:
    """Whether the question stays open: the answer says nothing about the origin that asked."""
    failure, response = failure_of(probe.answer), response_of(probe.answer)
    if failure is not None:
        return failure.code == "timeout"
    return response is not None and response.status in _TOO_MANY


def _counts(finding: Finding) -> bool:
    """Repeating any origin without credentials is no fault by itself: libraries do it by default for public data."""
    if finding.rule in _OF_THE_REQUEST:
        return False
    return RULES[finding.rule].severity is Severity.SECURITY or finding.rule == "origin-reflected"


def _grade(finding: Finding) -> Safety:
    with_credentials = any(("credentials", "with") in evidence.args for evidence in finding.evidence)
    return "dangerous" if with_credentials and finding.rule in _OPEN_TO_ANYONE else "caution"


def _why_safe(journey: Journey) -> str:
    if journey.request.is_websocket:
        return "socket-listed" if journey.allowed else "socket-closed"
    own = journey.own.response if journey.own else None
    mine, random = _allowed(own), _allowed(journey.probes["random-origin"].response)
    if "*" in (mine, random):
        answer = own if mine == "*" else journey.probes["random-origin"].response
        credentials = answer.get("access-control-allow-credentials") if answer else None
        return "public-credentials" if credentials == "true" else "public"
    if random is not None:
        return "fixed"
    # A page of the target's own origin names it in no request, but a diagnostic one does.
    itself = journey.probes.get("target-origin")
    if journey.request.origin in (mine, _allowed(itself[2]) if itself else None):
        return "listed"
    return "others" if mine or any(_allowed(answered.response) for answered in journey.probes.values()) else "closed"


def _allowed(response: HttpResponse | None) -> str | None:
    return response.get("access-control-allow-origin") if response else None
