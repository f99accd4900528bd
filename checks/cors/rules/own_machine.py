"""A page of the web that calls the machine of whoever opens it, as a build does that was made for development."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import address_space, urls
from checks.cors.journey import Journey
from checks.cors.model import Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, advice
from checks.cors.rules.plan import request_field


@advice(
    "url-localhost-on-the-web",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    title="The page was built with the address of a developer's machine",
    label="{host} is each visitor's own machine, and {page} is on the web",
    remedy="Build the page with the API's public URL, from the environment; or call a path on the page's own site.",
    spec="https://wicg.github.io/local-network-access/",
    broken=Example((Hop(x.READABLE),), {"origin": "https://app.example.com"}, "http://localhost:3001/items"),
    right=x.simple(x.READABLE),
    explains=("request-failed", "check-limit", "mixed-content", "local-network-permission"),
)
def url_localhost_on_the_web(journey: Journey) -> Iterator[Finding]:
    """
    localhost is a different machine for each visitor. It works for the developer and fails for everyone else: nothing
    listens, an https page in Safari may not call http there at all, and Chromium asks the visitor first. Usually the
    URL was hard-coded, or an environment variable was missing at build time. Only a page that talks to a program on the
    visitor's own machine needs this.
    """
    url = urls.parse(journey.request.url)
    if url is None or not url.is_http or journey.responses or address_space.of_host(url.hostname) != "loopback":
        return
    if address_space.of_page(journey.request.origin) == "public":
        evidence = request_field("url", journey.request.url, host=url.hostname, page=journey.request.origin)
        yield Finding("url-localhost-on-the-web", (evidence,))
