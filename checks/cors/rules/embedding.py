"""What ends a load although CORS has no say or has agreed: resource policy, opaque blocking, error answers."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import console
from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, blocking
from checks.cors.rules.media_types import essence, is_nosniff, type_evidence
from checks.cors.step import Step
from checks.cors.urls import is_same_site, parse

NAME = "Cross-Origin-Resource-Policy"
_PIXEL = ("Content-Type", "image/png")


def resource_policy(step: Step) -> tuple[str | None, bool]:
    """The policy that this browser sees in force, and whether the page's embedder policy set it
    (https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check)."""
    assert step.response is not None  # noqa: S101 - consulted with an answer
    value = step.response.get(NAME.lower())
    if value in ("same-origin", "same-site", "cross-origin"):
        return value, False
    unknown_counts = bool(value) and step.browser.unknown_policy_is_one
    if step.request.embedder_policy == "require-corp" and not unknown_counts:
        return "same-origin", True
    return None, False


def is_isolated(step: Step) -> bool:
    """Whether the page's Document-Isolation-Policy asks for what the answer has not, in a browser that knows it."""
    isolated = step.request.document_isolation_policy == "isolate-and-require-corp" and step.browser.isolates_documents
    return isolated and resource_policy(step) == (None, False) and _violates(step, "same-origin")


def _violates(step: Step, policy: str | None) -> bool:
    if policy is None or policy == "cross-origin" or step.url.origin == step.request.origin:
        return False
    if policy == "same-origin":
        return True
    page = parse(step.request.origin)
    if page is None and step.browser.precursor_is_site:
        return not _comes_from_site_of(step)
    if page is None:
        return True
    return not is_same_site(page, step.url)


def _comes_from_site_of(step: Step) -> bool:
    """Whether the document of a page with an opaque origin is of the URL's site; where its URL is not known, whoever
    calls localhost most often has both on one machine."""
    document = parse(step.request.page_url) if step.request.page_url else None
    return is_same_site(document, step.url) if document is not None else step.url.hostname == "localhost"


def _policy_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    url = step.url.href
    policy, by_embedder = resource_policy(step)
    if step.browser.name == "chromium":
        error = "NotSameOriginAfterDefaultedToSameOriginByCoep" if by_embedder else "NotSameOrigin"
        if policy == "same-site":
            error = "NotSameSite"
        return console.chromium_net_error(f"ERR_BLOCKED_BY_RESPONSE.{error}")
    if step.browser.name == "firefox":
        line = (
            f"The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). "
            "See https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#"
        )
        failed = f"Loading failed for the <script> with source “{step.first_url.href}”."
        return (line, failed) if step.request.initiator == "script" else (line,)
    return console.webkit(step, f"Cancelled load to {url} because it violates the resource's {NAME} response header.")


def _policy_evidence(step: Step) -> Evidence:
    assert step.response is not None  # noqa: S101 - consulted with an answer
    value = step.response.get(NAME.lower())
    span = (0, len(value)) if value else None
    return Evidence(exchange=step.exchange, header=NAME, value=value, span=span, args=(("page", step.request.origin),))


@blocking(
    "resource-policy-blocks",
    title="Cross-Origin-Resource-Policy does not allow this page",
    label="{value} excludes a page on {page}",
    remedy="Send Cross-Origin-Resource-Policy: cross-origin, or load it in mode cors with CORS headers.",
    spec="cross-origin-resource-policy-header",
    mdn="Reference/Headers/Cross-Origin-Resource-Policy",
    console=_policy_lines,
    broken=x.simple(Reply(200, ((NAME, "same-origin"), _PIXEL)), initiator="img", mode="no-cors"),
    right=x.simple(Reply(200, ((NAME, "cross-origin"), _PIXEL)), initiator="img", mode="no-cors"),
)
def resource_policy_blocks(step: Step) -> Iterator[Evidence]:
    """
    Cross-Origin-Resource-Policy says who may embed the response without CORS: `same-origin` and `same-site` block
    images, scripts and no-cors requests from other pages. Mode cors is not affected.
    """
    policy, by_embedder = resource_policy(step)
    if step.no_cors and not by_embedder and _violates(step, policy):
        yield _policy_evidence(step)


@blocking(
    "embedder-policy-blocks",
    title="The response lacks Cross-Origin-Resource-Policy for the embedding page",
    label="the header is missing, and the page on {page} requires it",
    remedy="Send Cross-Origin-Resource-Policy: cross-origin, or load it with the crossorigin attribute and CORS.",
    spec="cross-origin-resource-policy-header",
    mdn="Reference/Headers/Cross-Origin-Embedder-Policy",
    console=_policy_lines,
    broken=x.simple(Reply(200, (_PIXEL,)), initiator="img", mode="no-cors", embedder_policy="require-corp"),
    right=x.simple(
        Reply(200, ((NAME, "cross-origin"), _PIXEL)), initiator="img", mode="no-cors", embedder_policy="require-corp"
    ),
)
def embedder_policy_blocks(step: Step) -> Iterator[Evidence]:
    """
    A page with Cross-Origin-Embedder-Policy: require-corp loads from other origins only what explicitly allows
    embedding, with Cross-Origin-Resource-Policy or CORS.
    """
    policy, by_embedder = resource_policy(step)
    if step.no_cors and by_embedder and _violates(step, policy):
        yield _policy_evidence(step)


def _isolation_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    return console.chromium_net_error("ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByDip")


@blocking(
    "isolation-policy-blocks",
    title="The response lacks Cross-Origin-Resource-Policy for the isolated page",
    label="the header is missing, and the page on {page} requires it",
    remedy="Send Cross-Origin-Resource-Policy: cross-origin, or load it with the crossorigin attribute and CORS; or "
    "isolate the page with isolate-and-credentialless.",
    spec="https://wicg.github.io/document-isolation-policy/",
    console=_isolation_lines,
    broken=x.simple(
        Reply(200, (_PIXEL,)),
        initiator="img",
        mode="no-cors",
        document_isolation_policy="isolate-and-require-corp",
    ),
    right=x.simple(
        Reply(200, ((NAME, "cross-origin"), _PIXEL)),
        initiator="img",
        mode="no-cors",
        document_isolation_policy="isolate-and-require-corp",
    ),
)
def isolation_policy_blocks(step: Step) -> Iterator[Evidence]:
    """
    Document-Isolation-Policy: isolate-and-require-corp isolates this page alone, whatever its frames are; it then loads
    from other origins only what explicitly allows embedding. Chromium enforces it from version 137; Firefox and Safari
    ignore it, so the request fails in one browser only.
    """
    if step.no_cors and is_isolated(step):
        yield _policy_evidence(step)


# Statuses by themselves that Firefox keeps from an element of another origin, and what it says of them.
_ORB_STATUSES = {
    101: "after sniff: status code is not in allowed range",
    206: "response status is 206 and not first partial response",
}


def _orb_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name != "firefox":
        return ()
    return _firefox_orb(
        step,
        _ORB_STATUSES.get(
            step.status,
            "nosniff is true and mimeType is an opaque-blocklisted MIME type or its essence is 'text/plain'",
        ),
    )


def _firefox_orb(step: Step, reason: str) -> tuple[str, ...]:
    return (
        f"The resource at “{step.url.href}” was blocked by OpaqueResponseBlocking. Reason: “{reason}”.",
        "A resource is blocked by OpaqueResponseBlocking, please check browser console for details.",
    )


_OPAQUE_LOADS = frozenset({"image", "video", "audio"})


@blocking(
    "opaque-response-blocked",
    title="The response's type may not load into this element across origins",
    label="{type} does not load into an element of another origin",
    remedy="Send the right Content-Type, or load it with the crossorigin attribute and CORS headers.",
    spec="https://github.com/annevk/orb",
    console=_orb_lines,
    broken=x.simple(
        Reply(200, (("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff"))),
        initiator="img",
        mode="no-cors",
    ),
    right=x.simple(Reply(200, (_PIXEL, ("X-Content-Type-Options", "nosniff"))), initiator="img", mode="no-cors"),
)
def opaque_response_blocked(step: Step) -> Iterator[Evidence]:
    """
    Without CORS an element gets an opaque response. Chromium and Firefox block data such as JSON or HTML there, so that
    nothing can spy it out of the page's memory; WebKit does not. Chromium prints nothing; Firefox names opaque response
    blocking.
    """
    loads = step.request.made_by.destination in _OPAQUE_LOADS
    if not step.no_cors or not loads or step.url.origin == step.request.origin:
        return
    by_status = step.browser.name == "firefox" and step.status in _ORB_STATUSES
    types = step.browser.opaque_blocked_types
    if by_status or (is_nosniff(step) and essence(step) in types):
        yield type_evidence(step)


_NEEDS_SUCCESS = frozenset(
    {
        "script",
        "module-script",
        "stylesheet",
        "eventsource",
        "font",
        "worker-script",
        "worker-module",
        "import-scripts",
        "worker-import",
        "worker-static-import",
    }
)


_FIREFOX_MODULES = ("module-script", "json-module", "css-module")


def _chromium_status(step: Step, line: str) -> tuple[str, ...]:
    if step.status < 400 and step.status != 101:
        return ()
    code = f"Manifest fetch from {step.url.href} failed, code {step.status}"
    return (line, code) if step.request.initiator == "manifest" else (line,)


def _firefox_media(step: Step) -> tuple[str, ...]:
    if step.no_cors and step.url.origin != step.request.origin:
        return _firefox_orb(step, "media request's response status is neither 200 nor 206")
    if step.status < 400:
        return ()
    return (f"HTTP load failed with status {step.status}. Load of media resource {step.first_url.href} failed.",)


def _status_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    url, kind = step.url.href, step.request.initiator
    assert step.response is not None  # noqa: S101 - consulted with an answer
    if step.browser.name == "chromium":
        if kind in ("worker-script", "worker-module"):
            return ()
        return _chromium_status(step, console.status_line(step.response))
    if kind == "worker-static-import" and step.browser.name == "webkit":
        return console.webkit(step, None)
    if step.browser.name == "firefox":
        if kind == "script":
            return (f"Loading failed for the <script> with source “{url}”.",)
        if kind in ("video", "audio"):
            return _firefox_media(step)
        if kind in _FIREFOX_MODULES and step.status >= 400:
            return (f"Loading failed for the module with source “{step.first_url.href}”.",)
        if kind == "eventsource":
            line = f"Firefox can’t establish a connection to the server at {url}."
            return (line, line)
    return ()


@blocking(
    "error-status",
    title="The element does not accept an error response",
    label="status {status}",
    remedy="Fix the server's error; CORS has passed.",
    spec="ok-status",
    console=_status_lines,
    broken=x.simple(Reply(404, (x.ORIGIN, ("Content-Type", "text/javascript"))), initiator="script"),
    right=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "text/javascript"))), initiator="script"),
)
def error_status(step: Step) -> Iterator[Evidence]:
    """
    A script, a stylesheet, a module, a manifest, media or an EventSource cannot use a status of 400 or above
    (EventSource: any but 200), even when CORS allows the response, nor can media, JSON modules and WebAssembly use an
    empty one. fetch and XMLHttpRequest pass it to the page; subtitles fail in Safari only.
    """
    kind = step.request.initiator
    bad = step.status != 200 if kind == "eventsource" else step.status >= 400
    # A switch of protocols has no body, so that there is not even a picture.
    bad = bad or step.status == 101
    needs = kind in _NEEDS_SUCCESS or (kind == "preload" and step.cors and step.browser.preload_needs_success)
    made_by = step.request.made_by
    unfit = step.browser.name in made_by.needs_success and not 200 <= step.status < 300
    empty = made_by.needs_body and console.is_empty(step)
    if unfit or empty or (bad and (needs or (kind == "img" and step.status == 101 and not step.no_cors))):
        yield Evidence(
            exchange=step.exchange, field="status", value=str(step.status), args=(("status", str(step.status)),)
        )
