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
    refuses=True,
    title="The browser has no such API",
    label="{value} does not exist there",
    remedy="Ask first whether it exists, and use fetch with keepalive where it does not.",
    spec="dom-window-fetchlater",
    mdn="../API/Window/fetchLater",
    broken=x.unsent(initiator="fetch-later"),
    right=x.unsent(keepalive=True),
)
def api_missing(step: Step) -> Iterator[Evidence]:
    """
    fetchLater() is Chromium's: in Firefox and Safari the call throws a ReferenceError, and nothing is sent.
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
    spec="https://w3c.github.io/ServiceWorker/#fetch-event-respondwith",
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
