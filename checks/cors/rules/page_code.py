"""What the page's own code decides before a server is asked: an API that a browser lacks, and a service worker."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import service_worker
from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step


@blocking(
    "api-missing",
    title="The browser does not have what makes this request",
    label="{value} does nothing there",
    remedy="Ask first whether it exists, and let the page work without it: instead of fetchLater use fetch with "
    "keepalive.",
    spec="dom-window-fetchlater",
    mdn="../API/Window/fetchLater",
    broken=x.unsent(initiator="fetch-later"),
    right=x.unsent(keepalive=True),
)
def api_missing(step: Step) -> Iterator[Evidence]:
    """
    fetchLater() is Chromium's: in Firefox and Safari the call throws a ReferenceError. Safari does not load manifests,
    prefetch links or CSS modules, and Firefox does not preload tracks. Nothing is sent there, and no header changes
    that.
    """
    if step.browser.name in step.request.made_by.missing:
        yield request_field("initiator", step.request.initiator)


def _lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return service_worker.lines(step.request, step.browser, step.request.service_worker or "")


@blocking(
    service_worker.RULE,
    title="The page's service worker responds with an error",
    label="{why}",
    remedy="Correct the fetch listener: pass the request on with fetch(event.request), or do not call respondWith.",
    spec="concept-http-fetch",
    mdn="../API/FetchEvent/respondWith",
    console=_lines,
    broken=x.unsent(service_worker="error"),
    right=x.unsent(service_worker="pass"),
)
def service_worker_error(step: Step) -> Iterator[Evidence]:
    """
    A page's service worker stands between the page and your server. If its fetch listener responds with
    Response.error(), a rejected promise, something that is no Response, or an opaque response where the page asked in
    mode cors, the page sees the same as for CORS. No header of the server can fix that.
    """
    yield from service_worker.refused(step.request)
