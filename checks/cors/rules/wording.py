"""From a rule's reason to a browser's console lines."""

from __future__ import annotations

from checks.cors import console
from checks.cors.model import Evidence
from checks.cors.rules.base import Console
from checks.cors.step import Step


def reasons(chromium: str, firefox: str, webkit: str, *, access_check: bool = False) -> Console:
    """Lines for a block that all three name; the texts may hold `{value}`, `{status}` and the evidence's arguments.

    `access_check`: Chromium says of a preflight that it did not pass the access control check.
    """

    def lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
        facts = {"value": evidence.value or "", "status": step.response.status if step.response else ""}
        facts |= dict(evidence.args)
        if step.browser.name == "chromium":
            prefix = console.PREFLIGHT if access_check and step.phase == "preflight" else ""
            return console.chromium(step, prefix + chromium.format_map(facts))
        if step.browser.name == "firefox":
            shown = {name: console.firefox_value(str(value)) for name, value in facts.items()}
            return console.firefox(step, firefox.format_map(shown))
        shown = {name: console.webkit_value(str(value)) for name, value in facts.items()}
        return console.webkit(step, webkit.format_map(shown))

    return lines
