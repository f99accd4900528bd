"""No HTTP answer at all: what looks like CORS in the console and is not."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import broken_body, console
from checks.cors.http_head import BARE_REFUSED, EMPTY, INVALID, INVALID_STATUS_LINE, NO_FINAL
from checks.cors.model import Evidence, Failure
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, Reply, blocking
from checks.cors.step import Step

# What Chromium calls a failure that came without a name of its own.
_NET_ERRORS = {
    "dns_error": "ERR_NAME_NOT_RESOLVED",
    "connect_error": "ERR_EMPTY_RESPONSE",
    "tls_error": "ERR_SSL_PROTOCOL_ERROR",
    "bad_response": "ERR_INVALID_HTTP_RESPONSE",
}
_OUR_LIMIT = "ERR_TIMED_OUT"
# Where a redirect leads to what may not be checked, or not at this moment.
NOT_ASKED = frozenset(
    {"blocked_address", "blocked_host", "blocked_port", "limiter_unavailable", "rate_limited", "target_busy"}
)
_WEBKIT_REASONS = {
    "ERR_EMPTY_RESPONSE": "Connection terminated unexpectedly",
    broken_body.SHORT: "Connection terminated unexpectedly",
    "ERR_INVALID_HTTP_RESPONSE": "Could not parse HTTP response",
    "ERR_CONNECTION_REFUSED": "Could not connect to {host}: Connection refused",
    "ERR_NAME_NOT_RESOLVED": "Error resolving “{host}”: Name or service not known",
    "ERR_SSL_PROTOCOL_ERROR": "Error performing TLS handshake: An unexpected TLS packet was received.",
    "ERR_CERT_DATE_INVALID": "Unacceptable TLS certificate",
    "ERR_CERT_COMMON_NAME_INVALID": "Unacceptable TLS certificate",
    "ERR_CERT_AUTHORITY_INVALID": "Unacceptable TLS certificate",
    "ERR_CERT_INVALID": "Unacceptable TLS certificate",
    "ERR_SSL_UNRECOGNIZED_NAME_ALERT": "Peer sent fatal TLS alert: The server name sent was not recognized",
    "ERR_CONNECTION_RESET": "Error receiving data: Connection reset by peer",
    "ERR_ADDRESS_UNREACHABLE": "Could not connect to {host}: No route to host",
    "ERR_HTTP2_PROTOCOL_ERROR": "HTTP/2 Error: INTERNAL_ERROR",
}


def net_error(failure: Failure) -> str | None:
    """Chromium's name of the failure; None where it is our limit that was met, of which a browser knows nothing."""
    if failure.code == "timeout":
        return None if failure.net_error == _OUR_LIMIT else failure.net_error or None
    return failure.net_error or _NET_ERRORS.get(failure.code)


def lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    failure = step.failure
    error = net_error(failure) if failure is not None else None
    if failure is None or error is None:
        return ()
    if failure.code == "timeout":
        return _at_last(step, error)
    if step.request.is_websocket:
        return _socket(step, error)
    if step.response is not None and step.phase == "main":
        return broken_body.lines(step)
    if error == INVALID_STATUS_LINE:
        return _no_status_line(step)
    if step.browser.name == "chromium":
        return console.chromium_net_error(error)
    if step.browser.name == "firefox":
        return _firefox(step)
    reason = _WEBKIT_REASONS.get(error)
    if step.request.initiator == "beacon" and reason:
        return console.webkit_end(step, reason.format(host=step.url.hostname))
    if step.phase != "preflight":
        return ()
    return console.webkit(step, reason.format(host=step.url.hostname) if reason else None)


def _at_last(step: Step, error: str) -> tuple[str, ...]:
    """What is printed when a server that never answers closes at last."""
    if step.browser.name == "chromium":
        return console.chromium_net_error(error)
    return console.webkit(step, None) if step.browser.name == "webkit" and step.phase == "preflight" else ()


def _socket(step: Step, error: str) -> tuple[str, ...]:
    error = INVALID if error == INVALID_STATUS_LINE else error
    reason = _WEBKIT_REASONS.get(error)
    return console.socket_net_error(step, error, reason.format(host=step.url.hostname) if reason else None)


def _no_status_line(step: Step) -> tuple[str, ...]:
    if step.browser.name == "chromium":
        return console.chromium_net_error(INVALID)
    if step.browser.name == "firefox":
        return ("The status line of the HTTP response is invalid", *_firefox(step))
    return console.webkit(step, _WEBKIT_REASONS[INVALID]) if step.phase == "preflight" else ()


def _firefox(step: Step) -> tuple[str, ...]:
    """Firefox names no cause; a failed preflight fails twice, and without CORS it only names what an element lacks."""
    if not step.cors:
        return console.firefox_unsent(step) if step.request.initiator != "font" else ()
    line = console.firefox_line(step.url.href, "CORS request did not succeed", null_status=True)
    first = console.firefox_line(step.url.href, _MULTIPLE) if _has_no_head(step) else line
    return (first, line) if step.phase == "preflight" else (first, *console.firefox_element(step))


_MULTIPLE = "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed"


def _has_no_head(step: Step) -> bool:
    """Whether Firefox takes it for an answer and then finds no headers to count: after an interim answer, or where the
    connection that has just answered a preflight brings nothing more."""
    failure = step.failure
    if failure == NO_FINAL or failure is None:
        return failure is not None
    return step.preflighted and (failure in (BARE_REFUSED, EMPTY) or net_error(failure) == EMPTY.net_error)


@blocking(
    "check-limit",
    title="The check reached one of its own limits",
    label="{detail}",
    remedy="Call the API in a browser to see what happens next, or run this check on your own machine.",
    spec="concept-network-error",
    broken=Example((Hop(x.redirecting("http://intranet.invalid/", x.ORIGIN)),)),
    right=x.simple(x.READABLE),
)
def check_limit(step: Step) -> Iterator[Evidence]:
    """
    A public service does not follow redirects into a private network, or to a host that has opted out or reached its
    limit of checks, and stops reading headers without end where a browser would go on. So it is not known what browsers
    do next, and no console line is predicted.
    """
    failure = step.failure
    if failure is None or failure.net_error:
        return
    if failure.code in NOT_ASKED or failure.code == "response_too_large":
        yield Evidence(exchange=step.exchange, field="failure", value=failure.code, args=_args(failure))


@blocking(
    "tls-invalid",
    title="The server's certificate is not accepted",
    label="{detail}",
    remedy="Install a certificate that browsers trust for this name, with its intermediate certificates.",
    spec="concept-network-error",
    mdn="Guides/CORS/Errors/CORSDidNotSucceed",
    console=lines,
    broken=x.unsent("https://{lab_host}:{lab_port}/"),
    right=x.unsent(),
)
def tls_invalid(step: Step) -> Iterator[Evidence]:
    """
    The certificate is expired, self-signed or for another name, an intermediate is missing, or this port does not speak
    TLS at all. A page's request fails without a warning page to click through, and Firefox only says that the CORS
    request did not succeed. No CORS header can fix it: this is not CORS.
    """
    if step.failure is not None and step.failure.code == "tls_error":
        yield Evidence(exchange=step.exchange, field="failure", value="tls_error", args=_args(step.failure))


@blocking(
    "response-malformed",
    title="The response is not valid HTTP in this browser",
    label="{detail}",
    remedy="Check the port, then the server that writes this response; the usual cause is a proxy or a hand-written "
    "server.",
    spec="concept-network-error",
    mdn="Guides/CORS/Errors/CORSDidNotSucceed",
    console=lines,
    broken=x.simple(Reply(raw=b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\0\r\n\r\n")),
    right=x.unsent(),
)
def response_malformed(step: Step) -> Iterator[Evidence]:
    """
    Bytes came back, but not an HTTP response that this browser accepts: another protocol, no status line, a NUL in a
    header, headers that never end, a body that breaks off or is in broken chunks. Browsers differ in what they
    tolerate. This is not CORS.
    """
    if step.failure is not None and step.failure.code in ("bad_response", "response_too_large"):
        yield Evidence(exchange=step.exchange, field="failure", value=step.failure.code, args=_args(step.failure))


@blocking(
    "request-failed",
    title="The request got no response",
    label="{detail}",
    remedy="Fix the connection failure first; CORS headers only count once a response comes.",
    spec="concept-network-error",
    mdn="Guides/CORS/Errors/CORSDidNotSucceed",
    console=lines,
    broken=x.unsent("http://{lab_host}:8443/"),
    right=x.unsent(),
)
def request_failed(step: Step) -> Iterator[Evidence]:
    """
    The name did not resolve, the connection failed, was refused or reset, or nothing came in time; the finding says
    which. The page's script sees the same error as for CORS, and Firefox's console even says CORS, but no header is
    involved: this is not CORS.
    """
    if step.failure is not None and step.failure.code != "not_sent":
        yield Evidence(exchange=step.exchange, field="failure", value=step.failure.code, args=_args(step.failure))


def _args(failure: Failure) -> tuple[tuple[str, str], ...]:
    return (("detail", failure.detail or failure.code), ("net_error", failure.net_error))
