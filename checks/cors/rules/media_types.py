"""Whether the Content-Type of an answer fits the element that loads it, CORS or not
(https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import console
from checks.cors import fetch_standard as standard
from checks.cors.initiators import SCRIPT_TYPES
from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, blocking
from checks.cors.step import Step


def essence(step: Step) -> str:
    """Type and subtype of the answer's Content-Type; empty where it has none."""
    assert step.response is not None  # noqa: S101 - consulted with an answer
    return standard.mime_type_essence(step.response.get("content-type") or "") or ""


def is_nosniff(step: Step) -> bool:
    """Whether the answer forbids browsers to guess its type."""
    assert step.response is not None  # noqa: S101 - consulted with an answer
    return (step.response.get("x-content-type-options") or "").split(",")[0].strip().lower() == "nosniff"


def type_evidence(step: Step) -> Evidence:
    """The answer's Content-Type, whole."""
    assert step.response is not None  # noqa: S101 - consulted with an answer
    value = step.response.get("content-type") or ""
    return Evidence(
        exchange=step.exchange,
        header="Content-Type",
        value=value,
        span=(0, len(value)),
        args=(("type", essence(step)),),
    )


def _lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    kind, given = step.request.initiator, essence(step)
    if kind in _IN_WORKERS:
        return _of_worker(step)
    if step.browser.name == "firefox":
        return _firefox(step)
    if kind == "eventsource":
        if not given:
            # What each takes the bytes of a stream for.
            given = "text/plain" if step.browser.name == "chromium" else "application/octet-stream"
        return (
            f'EventSource\'s response has a MIME type ("{given}") that is not "text/event-stream". '
            "Aborting the connection.",
        )
    return _chromium(step) if step.browser.name == "chromium" else _webkit(step)


_IN_WORKERS = frozenset({"worker-script", "worker-module", "import-scripts", "worker-import", "worker-static-import"})


_OWN_SCRIPTS = ("worker-script", "worker-module")


def _of_worker(step: Step) -> tuple[str, ...]:
    kind = step.request.initiator
    if step.browser.name == "firefox":
        return _of_firefox_worker(step)
    if step.browser.name == "webkit":
        return console.webkit(step, None) if kind == "worker-static-import" else ()
    return _of_chromium_worker(step)


def _of_firefox_worker(step: Step) -> tuple[str, ...]:
    kind, url, given = step.request.initiator, step.url.href, essence(step)
    if kind == "import-scripts" and console.is_empty(step):
        return (console.EMPTY_WORKER,)
    after = (console.firefox_line(url, "CORS request did not succeed", null_status=True),) if step.cors else ()
    blocked = f"was blocked because of a disallowed MIME type (“{given}”)."
    if _NEVER_SCRIPT.match(given):
        return (f"Script from “{url}” {blocked}", *after)
    if kind == "import-scripts":
        return (f"Loading script from “{url}” with importScripts() {blocked}",)
    return (
        console.firefox_worker_type(step, given) if kind in _OWN_SCRIPTS else console.firefox_module_type(step, given),
        *after,
    )


def _of_chromium_worker(step: Step) -> tuple[str, ...]:
    """What a worker's own script prints is printed of the worker and of its page."""
    kind, given = step.request.initiator, essence(step)
    if kind == "worker-module":
        line = (
            f'Failed to load module script: The server responded with a non-JavaScript MIME type of "{given}". '
            "Strict MIME type checking is enforced for module scripts per HTML spec."
        )
        return (line, line)
    if kind in ("worker-import", "worker-static-import"):
        return (_module_line(given),)
    strict = ", and strict MIME type checking is enabled" if is_nosniff(step) else ""
    if console.is_empty(step) or (strict and given and step.no_cors and step.url.origin != step.request.origin):
        return ()
    url = step.url.href
    line = f"Refused to execute script from '{url}' because its MIME type ('{given}') is not executable{strict}."
    return (line, line) if kind == "worker-script" else (line,)


def _module_line(given: str) -> str:
    return (
        "Failed to load module script: Expected a JavaScript-or-Wasm module script but the server responded "
        f'with a MIME type of "{given}". Strict MIME type checking is enforced for module scripts per HTML spec.'
    )


def _chromium(step: Step) -> tuple[str, ...]:
    url, kind, given = step.url.href, step.request.initiator, essence(step)
    if kind == "module-script":
        return (_module_line(given),)
    if is_nosniff(step) and step.no_cors and step.url.origin != step.request.origin:
        return ()
    if _user(step) == "stylesheet":
        return _chromium_style(step)
    strict = ", and strict MIME type checking is enabled" if is_nosniff(step) else ""
    return (f"Refused to execute script from '{url}' because its MIME type ('{given}') is not executable{strict}.",)


def _firefox(step: Step) -> tuple[str, ...]:
    url, kind, given = step.url.href, step.request.initiator, essence(step)
    failed = f"Loading failed for the <script> with source “{url}”."
    if kind == "eventsource":
        return (*console.firefox_element(step), *console.firefox_element(step))
    line = (
        f"The resource from “{url}” was blocked due to MIME type (“{given}”) mismatch "
        "(X-Content-Type-Options: nosniff)."
    )
    if kind == "module-script":
        line = console.firefox_module_type(step, given)
    elif not is_nosniff(step):
        line = f"Script from “{url}” was blocked because of a disallowed MIME type (“{given}”)."
    after = (console.firefox_line(url, "CORS request did not succeed", null_status=True),) if step.cors else ()
    tail = console.firefox_element(step) if step.cors else (failed,) if kind == "script" else ()
    return (line, *after, *tail)


def _webkit(step: Step) -> tuple[str, ...]:
    url, kind, given = step.url.href, step.request.initiator, essence(step)
    if kind == "module-script":
        return (f"TypeError: '{given}' is not a valid JavaScript MIME type.",)
    if kind == "stylesheet":
        return (_WEBKIT_STYLE.format(url=url),)
    if not is_nosniff(step):
        return (f"Refused to execute {url} as script because {given} is not a script MIME type.",)
    return (
        f'Refused to execute {url} as script because "X-Content-Type-Options: nosniff" was given and its '
        "Content-Type is not a script MIME type.",
    )


def _user(step: Step) -> str:
    """What makes the request, or will use the preload where the browser judges its type before that."""
    request, browser = step.request, step.browser.name
    if request.initiator == "preload" and request.preload_as == "style" and browser != "webkit":
        return "stylesheet"
    return "script" if (request.preload_as, browser) == ("script", "firefox") else request.initiator


_WEBKIT_STYLE = "Did not parse stylesheet at '{url}' because non CSS MIME types are not allowed in strict mode."
# https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?
_NEVER_SCRIPT = re.compile(r"(?:audio|image|video)/|text/csv\Z")


@blocking(
    "mime-type-blocked",
    title="The Content-Type does not fit the element",
    label="{type} is not accepted by this element",
    remedy="Send text/javascript for scripts and text/css for stylesheets.",
    spec="should-response-to-request-be-blocked-due-to-nosniff?",
    mdn="Reference/Headers/X-Content-Type-Options",
    console=_lines,
    broken=x.simple(
        Reply(200, (x.ORIGIN, ("Content-Type", "text/html"), ("X-Content-Type-Options", "nosniff"))),
        initiator="script",
    ),
    right=x.simple(
        Reply(200, (x.ORIGIN, ("Content-Type", "text/javascript"), ("X-Content-Type-Options", "nosniff"))),
        initiator="script",
    ),
)
def mime_type_blocked(step: Step) -> Iterator[Evidence]:
    """
    With X-Content-Type-Options: nosniff a script must be served as JavaScript and a stylesheet as CSS. Module scripts
    and EventSource (text/event-stream) always require their type, and no script may be text/csv, an image, audio or
    video. An API response or an error page in their place fails here, after CORS has passed.
    """
    kind, given = step.request.initiator, essence(step)
    wanted = {
        "eventsource": {"text/event-stream"},
        "script": SCRIPT_TYPES,
        "module-script": SCRIPT_TYPES,
        "stylesheet": {"text/css"},
        **dict.fromkeys(_IN_WORKERS, SCRIPT_TYPES),
    }.get(_user(step))
    lenient = kind == "worker-script" and step.browser.name == "chromium"
    strict = kind in ("module-script", "eventsource") or (kind in _IN_WORKERS and not lenient) or is_nosniff(step)
    strict = strict or (kind in ("script", "worker-script") and _NEVER_SCRIPT.match(given) is not None)
    if kind in _OWN_SCRIPTS and step.status == 204:
        return
    if wanted is not None and given not in wanted and strict:
        yield type_evidence(step)


def _style_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    url, given = step.url.href, essence(step)
    if step.browser.name == "firefox":
        return (f"The stylesheet {url} was not loaded because its MIME type, “{given}”, is not “text/css”.",)
    return _chromium_style(step) if step.browser.name == "chromium" else (_WEBKIT_STYLE.format(url=url),)


def _chromium_style(step: Step) -> tuple[str, ...]:
    """Without nosniff Chromium leaves the sheet out in silence, and even calls it loaded."""
    opaque = step.no_cors and step.url.origin != step.request.origin
    if not is_nosniff(step) or (opaque and essence(step) in step.browser.opaque_blocked_types):
        return ()
    return (
        f"Refused to apply style from '{step.url.href}' because its MIME type ('{essence(step)}') is not a supported "
        "stylesheet MIME type, and strict MIME checking is enabled.",
    )


@blocking(
    "stylesheet-type-blocked",
    title="The stylesheet is not served as CSS",
    label="{type}, but a stylesheet must be text/css",
    remedy="Send Content-Type: text/css; if this is an error page, check the URL first.",
    spec="https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet",
    mdn="Reference/Headers/Content-Type",
    console=_style_lines,
    broken=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "text/html"))), initiator="stylesheet"),
    right=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "text/css"))), initiator="stylesheet"),
)
def stylesheet_type_blocked(step: Step) -> Iterator[Evidence]:
    """
    In a page with a doctype browsers accept a stylesheet only as text/css, with or without nosniff; without a doctype
    they are lenient towards the page's own origin only. Chromium prints nothing: the link counts as loaded, but no rule
    applies. The usual cause is a login or error page in place of the stylesheet.
    """
    given = essence(step)
    if step.request.initiator == "stylesheet" and given not in ("", "text/css"):
        yield type_evidence(step)
