"""A page of the public web that reaches the local network, or the visitor's own machine: who asks, who refuses."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import console, local_network, urls
from checks.cors.browsers import CHROMIUM
from checks.cors.firefox_local_network import stopped_lines
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Failure, Finding, Request
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Severity, advice, blocking
from checks.cors.rules.network import lines
from checks.cors.rules.plan import request_field
from checks.cors.step import Step
from checks.cors.urls import ParsedUrl

_API = "https://api.example.com/items"
_PLAIN_API = "http://api.example.com/items"
_PAGE = "https://app.example.com"
_SPEC = "https://wicg.github.io/local-network-access/"
_DIRECT = {"origin": _PAGE, "target_address_space_direct": True}
_SOCKET_ERROR = "ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"


def _chromium(step: Step, sentence: str) -> tuple[str, ...]:
    if step.request.is_websocket:
        return console.socket_net_error(step, _SOCKET_ERROR)
    return console.chromium(step, sentence)


@blocking(
    "target-address-space-unknown",
    title="A value of targetAddressSpace that does not exist",
    label="targetAddressSpace is local, loopback or public, not {value}",
    remedy="Write local, loopback or public, in lower case.",
    spec=_SPEC,
    mdn="../API/RequestInit",
    broken=x.unsent(fetch_target_address_space="intranet"),
    right=x.unsent(fetch_target_address_space="public"),
    refuses=True,
)
def target_address_space_unknown(step: Step) -> Iterator[Evidence]:
    """
    fetch() and new Request() in Chromium throw a TypeError at any other word, before anything is sent. Firefox and
    Safari do not know the option and ignore it.
    """
    told = step.request.fetch_target_address_space
    if told is not None and told not in local_network.TARGETS and step.browser.asks_only_secure_pages:
        yield request_field("fetch_target_address_space", told)


def _wrong_target_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    args = dict(evidence.args)
    return _chromium(
        step,
        f"Request had a target IP address space of `{args['promised']}` yet the resource is in address space "
        f"`{args['space']}`.",
    )


@blocking(
    "target-address-space-wrong",
    title="An address in another network than targetAddressSpace says",
    label="the code promises {promised}, and the address is {space}",
    remedy="Say in targetAddressSpace where the address really is: loopback for the visitor's own machine, local for "
    "the network. Leave it out for public ones.",
    spec=_SPEC,
    mdn="../API/RequestInit",
    console=_wrong_target_lines,
    broken=x.unsent(_API, target_address_space="public", fetch_target_address_space="local", **_DIRECT),
    right=x.unsent(_API, target_address_space="public", fetch_target_address_space="public", **_DIRECT),
)
def target_address_space_wrong(step: Step) -> Iterator[Evidence]:
    """
    targetAddressSpace lets an https page call an http URL by a name that is on the local network. Chromium then holds
    the code to its word: when the address turns out to be elsewhere, it drops the request before it sends anything,
    whatever the user has allowed. Other browsers ignore the option, and so does Chromium inside new Request().
    """
    wrong = local_network.wrong_target(step)
    if wrong is not None:
        promised, space = wrong
        told = step.request.fetch_target_address_space or ""
        yield request_field("fetch_target_address_space", told, promised=promised, space=space)


def _insecure_page_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return _chromium(
        step,
        "The request client is not a secure context and the resource is in more-private address space "
        f"`{dict(evidence.args)['space']}`.",
    )


@blocking(
    "local-network-insecure-page",
    title="An http page may not reach the local network",
    label="{space} address, and the page on {page} is not a secure context{more}",
    remedy="Serve the page over https; Chromium then asks the user for permission.",
    spec=_SPEC,
    console=_insecure_page_lines,
    broken=x.unsent(_PLAIN_API, origin="http://app.example.com", target_address_space="local"),
    right=x.unsent(_PLAIN_API, origin="http://app.example.com", target_address_space="public"),
)
def local_network_insecure_page(step: Step) -> Iterator[Evidence]:
    """
    Chromium keeps public pages away from routers, printers and servers behind the visitor's firewall, unless the
    visitor allows it. It asks only for https pages; for an http page it refuses before anything is sent. No response
    header changes that. A page that is itself on the local network, or on the visitor's machine, may call addresses
    there.
    """
    found = local_network.reached(step.request, step.url, step.browser)
    if found is None or not found[1] or not step.browser.asks_only_secure_pages:
        return
    if not local_network.is_secure(step.request):
        guessed = step.request.address_space is None and not step.request.target_address_space
        more = ", unless it is on that network itself" if guessed else ""
        yield request_field("url", step.url.href, space=found[0], page=local_network.page_of(step.request), more=more)


# As which the request ends for the page.
_UNANSWERED = Failure("connect_error", net_error="ERR_FAILED")
_SAID = {"denied": "; the user said no", "prompt": "; until the user decides, the page waits"}
_PLAIN = "; because the page is on http, Chromium refuses without asking, unless the page itself is on that network"
_DATA = "; a page from a data: URL may not ask"
_FRAME = "; the frame's allow attribute has no local-network-access, so it may not ask"


def _permission(step: Step) -> Iterator[Evidence]:
    request = step.request
    found = local_network.reached(request, step.url, step.browser)
    said = local_network.answer(request) if found is not None and found[1] else None
    if found is None or said not in _SAID:
        return
    if step.browser.asks_only_secure_pages and not local_network.is_secure(request):
        return
    args = {"space": found[0], "page": local_network.page_of(request)}
    if local_network.may_ask(request):
        yield request_field("local_network_access", said, **args, more=_SAID[said])
    else:
        more = _DATA if request.context == "data-url" else _FRAME
        yield request_field("context", request.context, **args, more=more)


def _permission_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    said = local_network.answer(step.request)
    if step.browser.name == "firefox":
        step.failure = _UNANSWERED
        return stopped_lines(step, lines(step, evidence))
    if said == "prompt":
        return ()
    space = dict(evidence.args)["space"]
    return _chromium(step, f"Permission was denied for this request to access the `{space}` address space.")


def is_waiting(evidence: Evidence) -> bool:
    """Whether the browser has asked the user, and the request waits for the answer."""
    return evidence.field == "local_network_access" and evidence.value == "prompt"


@advice(
    "local-network-permission",
    Severity.WARNING,
    check=_permission,
    console=_permission_lines,
    confidence=Confidence.INFERRED,
    title="The browser asks the user before a public page reaches the local network",
    for_sockets=True,
    label="{space} address; {page} counts as a public page{more}",
    remedy="Expect the prompt and serve the page over https, or reach the device through a server of your own.",
    spec=_SPEC,
    mdn=None,
    broken=x.unsent(_API, origin=_PAGE, target_address_space="local"),
    right=x.unsent(_API, origin=_PAGE, target_address_space="public"),
)
def local_network_permission(journey: Journey) -> Iterator[Finding]:
    """
    Chromium, and Firefox for more and more of its users, ask for permission when a public page calls an address on the
    local network or on the visitor's own machine; the request waits. If denied, Chromium prints `Permission was denied
    for this request to access the local address space`, and Firefox says that the CORS request did not succeed.
    Chromium refuses http pages without asking. If allowed, CORS applies as usual. During development both sides are on
    your machine and no browser asks.
    """
    request = journey.request
    url = urls.parse(request.url)
    if url is None or request.local_network_access is not None or not journey.responses:
        return
    found = local_network.reached(request, url, CHROMIUM) or _suggested(request, url)
    stopped = {outcome.rule for outcome in journey.outcomes.values()}
    if found is None or not found[1] or stopped & {"local-network-insecure-page", "local-network-permission"}:
        return
    more = "" if local_network.is_secure(request) else _PLAIN
    evidence = request_field("url", request.url, space=found[0], page=local_network.page_of(request), more=more)
    # Firefox asks about requests, not about WebSockets.
    names = ("chromium",) if request.is_websocket else ("chromium", "firefox")
    yield Finding("local-network-permission", (evidence,), names)


def _suggested(request: Request, url: ParsedUrl) -> tuple[str, bool] | None:
    """As `reached`, where the page may as well be on the machine that it calls; by its name that is usual."""
    suspected = url.hostname != "localhost" and local_network.is_development(request, url)
    return ("loopback", True) if suspected else None
