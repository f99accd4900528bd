"""What can be loaded at all: the type of a module or of WebAssembly, and what a preload is for."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import console, preloads
from checks.cors.initiators import PRELOADS
from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, blocking
from checks.cors.rules.media_types import essence, type_evidence
from checks.cors.rules.plan import request_field
from checks.cors.step import Step

_STRICT = "Strict MIME type checking is enforced for module scripts per HTML spec."


def _is_accepted(step: Step) -> bool:
    made_by, given = step.request.made_by, essence(step)
    return given in made_by.types or ("+json" in made_by.types and given.endswith("+json"))


def _module_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    made_by, given = step.request.made_by, essence(step)
    if step.browser.name == "chromium":
        return (
            f"Failed to load module script: Expected a {made_by.chromium_module} module script but the server "
            f'responded with a MIME type of "{given}". {_STRICT}',
        )
    if step.browser.name == "webkit":
        return ()
    if made_by.firefox_module is None:
        return (f"Loading failed for the module with source “{step.first_url.href}”.",)
    after = (
        (console.firefox_line(step.url.href, "CORS request did not succeed", null_status=True),) if step.cors else ()
    )
    return (
        f"Loading {made_by.firefox_module} from “{step.url.href}” was blocked because of a disallowed MIME type "
        f"(“{given}”).",
        *after,
        *console.firefox_element(step),
    )


@blocking(
    "module-type-blocked",
    title="The module is not served with the type of its kind",
    label="{type} is not accepted for this module",
    remedy="Send text/javascript for scripts, application/json for JSON modules, text/css for CSS modules.",
    spec="https://html.spec.whatwg.org/multipage/scripting.html#attr-script-type",
    mdn="Reference/Headers/Content-Type",
    console=_module_lines,
    broken=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "text/plain"))), initiator="json-module"),
    right=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "application/json"))), initiator="json-module"),
)
def module_type_blocked(step: Step) -> Iterator[Evidence]:
    """
    A module must be served with the type that the page asks for: a JSON module as JSON, a CSS module as text/css, a
    modulepreload as JavaScript. The file's extension plays no part. Safari does not look at the type of a
    modulepreload, and Firefox reports it as loaded although it is not.
    """
    made_by = step.request.made_by
    lenient = made_by.name == "modulepreload" and step.browser.name == "webkit"
    if made_by.types and not made_by.whole_type and not lenient and not _is_accepted(step):
        yield type_evidence(step)


@blocking(
    "wasm-unusable",
    title="The response is no WebAssembly that can be compiled",
    label="it must be application/wasm, without a parameter, and script must be able to read it",
    remedy="Send Content-Type: application/wasm without a parameter, and request it in mode cors.",
    spec="concept-fetch",
    mdn="Reference/Headers/Content-Type",
    broken=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "application/wasm; charset=utf-8"))), initiator="wasm"),
    right=x.simple(Reply(200, (x.ORIGIN, ("Content-Type", "application/wasm"))), initiator="wasm"),
)
def wasm_unusable(step: Step) -> Iterator[Evidence]:
    """
    WebAssembly.compileStreaming and instantiateStreaming reject with a TypeError unless the Content-Type is
    application/wasm and nothing more: not even a charset is allowed. An opaque response, of mode no-cors, is rejected
    too. The browsers print nothing of it.
    """
    made_by = step.request.made_by
    if not made_by.whole_type or step.response is None:
        return
    value = (step.response.get("content-type") or "").strip().lower()
    opaque = step.no_cors and any(url.origin != step.request.origin for url in step.url_list)
    if opaque or value not in made_by.types:
        yield type_evidence(step)


# What Chromium knows as a value of `as`, and does not preload.
_KNOWN = ("audio", "video")
_INVALID = "<link rel=preload> must have a valid `as` value"


def _preload_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    kind = step.request.preload_as
    if step.browser.name == "firefox":
        if kind in ("audio", "video", "json"):
            return ()
        return (
            f"Preload of {step.url.href} was ignored due to unknown “as” or “type” values, or non-matching “media” "
            "attribute.",
        )
    if kind not in _KNOWN:
        return (_INVALID,)
    chromium = step.browser.name == "chromium"
    return ("<link rel=preload> uses an unsupported `as` value",) if chromium else ()


@blocking(
    preloads.UNSUPPORTED,
    title="The preload is of a kind that browsers do not preload",
    label="as={value} is not preloaded",
    remedy="Leave the preload out: it costs nothing and brings nothing. Preload script, style, image, font, track or "
    "fetch.",
    spec="https://html.spec.whatwg.org/multipage/links.html#link-type-preload",
    mdn="../HTML/Reference/Attributes/rel/preload",
    console=_preload_lines,
    broken=x.unsent(initiator="preload", preload_as="video"),
    right=x.unsent(initiator="preload", preload_as="fetch"),
)
def preload_unsupported(step: Step) -> Iterator[Evidence]:
    """
    The standard names audio, video and others as values of `as`, but no browser sends a request for them. Firefox fires
    load all the same for audio, video and json; Chromium and Safari fire nothing.
    """
    kind = step.request.preload_as
    if step.request.initiator == "preload" and kind is not None and ("preload", kind) not in PRELOADS:
        yield request_field("preload_as", kind)
