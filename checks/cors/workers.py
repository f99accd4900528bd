"""What browsers print of code in a worker, and of the scripts that it imports."""

from __future__ import annotations

from checks.cors.console import Lines
from checks.cors.contexts import WORKERS
from checks.cors.step import Step

# What only the document's own requests print, by browser.
_LEFT_OUT = {
    "chromium": ("Failed to load resource: ",),
    "firefox": ("Blocked loading mixed active content",),
    "webkit": ("Not allowed to request resource", "Refused to connect to "),
}


def worker_lines(step: Step, lines: Lines) -> Lines:
    """The lines as they are printed where the code runs. Chromium says them for the worker and for its page, and
    nothing for a shared one, which has no page; WebKit does not say what it could not load."""
    context, made_by = step.request.context, step.request.made_by
    if context not in WORKERS and not made_by.in_worker:
        return lines
    lines = tuple(line for line in lines if not line.startswith(_LEFT_OUT[step.browser.name]))
    if step.browser.name == "chromium":
        return () if context == "shared-worker" else tuple(line for line in lines for _ in range(2))
    end = (made_by.webkit_end or "").partition("{url}")[0]
    if step.browser.name == "webkit" and end and not made_by.in_worker:
        return tuple(line for line in lines if not line.startswith(end))
    return lines
