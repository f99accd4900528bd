"""What is particular to what a page loads ahead: what becomes of a block, and what is said of it some seconds later."""

from __future__ import annotations

from checks.cors.step import Step
from checks.cors.urls import without_credentials

UNSUPPORTED = "preload-unsupported"
# What the element reports in every browser.
_SHOWN = frozenset({"error-status", "content-security-policy-blocks", "integrity-policy-blocks", "api-missing"})
# Values of `as` for which Firefox fires load without any request.
_LOADED_UNASKED = ("audio", "video", "json")
_NOTHING_LATE = frozenset({"integrity-policy-blocks", "api-missing", UNSUPPORTED})


def fires_load(step: Step, rule: str) -> bool:
    """Whether the element reports success in this browser although the rule blocks."""
    if rule in _SHOWN or step.browser.name not in step.request.made_by.fires_load:
        return False
    return rule != UNSUPPORTED or step.request.preload_as in _LOADED_UNASKED


def late_lines(step: Step, rule: str | None = None) -> tuple[str, ...]:
    """What is printed some seconds after a preload that the page did not use, as of a page that only preloads; `rule`
    has blocked it."""
    request, browser = step.request, step.browser.name
    if request.initiator != "preload" or rule in _NOTHING_LATE or browser == "webkit":
        return ()
    if not step.first_url.href:
        return ()
    url = without_credentials(step.first_url.href)
    if browser == "firefox":
        if request.origin == "null" or request.embedder_policy:
            return ()
        return (
            f"The resource at “{url}” preloaded with link preload was not used within a few seconds. Make sure all "
            "attributes of the preload tag are set correctly.",
        )
    # A sheet that cannot be used is forgotten; without `as` it is not known what would use it.
    if request.preload_as is None or rule == "mime-type-blocked":
        return ()
    return (
        f"The resource {url} was preloaded using link preload but not used within a few seconds from the window's load "
        "event. Please make sure it has an appropriate `as` value and it is preloaded intentionally.",
    )
