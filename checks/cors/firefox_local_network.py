"""What Firefox prints of Local Network Access: its question, what became of it, and the requests that it stopped.

A question that nobody answers ends as a denial when the page is left or the question dismissed, and is printed then.
"""

from __future__ import annotations

from checks.cors import address_space, local_network
from checks.cors.step import Step
from checks.cors.urls import DEFAULT_PORTS

# Of what these ask, no window's console is told.
_WORKERS = ("worker", "shared-worker", "service-worker")


def passed_lines(step: Step) -> tuple[str, ...]:
    """What is printed of a request that goes on: after a permission, and from a private page to a more private one."""
    request = step.request
    found = local_network.reached(request, step.url, step.browser)
    if found is None or step.browser.name != "firefox" or request.context in _WORKERS:
        return ()
    if not found[1]:
        return (_detected(step, "(null)"),)
    if request.local_network_access != "granted":
        return ()
    return (*_framed_question(step), _detected(step, "auto_allow"))


def stopped_lines(step: Step, failed: tuple[str, ...]) -> tuple[str, ...]:
    """What is printed of a request that the user has denied, or not answered; a preflight is stopped in silence.
    `failed` are the lines of a request without a response."""
    if step.phase == "preflight":
        return failed
    if step.request.context in _WORKERS:
        return () if local_network.answer(step.request) == "prompt" else failed
    cors = failed[:1] if step.cors else ()
    after = failed[len(cors) :]
    if local_network.answer(step.request) == "prompt":
        return (_required(step), *cors, *_denied(step, "prompt_deny"), *after)
    if step.request.context == "data-url":
        return (_required(step), *cors, *_denied(step, "auto_deny"), *after)
    return (*_framed_question(step), *_denied(step, "auto_deny"), *cors, *after)


def _denied(step: Step, action: str) -> tuple[str, ...]:
    """Nothing is known of the address of a TLS connection to this machine that is stopped."""
    return () if _is_unconnected(step) else (_detected(step, action),)


def _framed_question(step: Step) -> tuple[str, ...]:
    return (_required(step),) if step.request.context == "cross-origin-frame" else ()


def _required(step: Step) -> str:
    address = ":0" if _is_unconnected(step) else _address(step)
    return f"Local Network Access permission required: {_parties(step, 'attempting to access', address)}"


def _detected(step: Step, action: str) -> str:
    return f"Local Network Access detected: {_parties(step, 'accessing', _address(step))}, prompt action: {action}"


def _parties(step: Step, act: str, address: str) -> str:
    request = step.request
    page = request.page_url or f"{request.origin}/"
    # An opaque origin has a number of its own, which no one can foretell.
    initiator = page if request.origin != "null" else "moz-nullprincipal:{…}"
    via = request.made_by.firefox_via or step.url.scheme
    secure = local_network.is_secure(request) and request.origin != "null"
    return (
        f"top-level site “{page}”, initiator “{initiator}”, {act} target “{step.url.href}” ({address}) via {via}. "
        f"Secure context: {secure}"
    )


def _is_unconnected(step: Step) -> bool:
    space = local_network.target_space(step.request, step.url)
    return space == "loopback" and step.url.scheme in ("https", "wss")


def _address(step: Step) -> str:
    """Address and port of the URL; of a name that is not of this machine the name, as its address is not known."""
    host = step.url.hostname
    if local_network.target_space(step.request, step.url) == "loopback" and not address_space.is_literal(host):
        host = "127.0.0.1"
    return f"{host.strip('[]')}:{step.url.port or DEFAULT_PORTS[step.url.scheme]}"
