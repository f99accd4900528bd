"""Where a reader goes from a pasted text: to the server's configuration that would allow the request, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.cors.policy import PolicyError, policy_for
from checks.exports.base import request_of
from checks.fixes import STACKS
from checks.pages.policy_form import query

# How the rules begin that a server's CORS configuration mends.
_CONFIGURED = (
    "allow-", "preflight-", "method-", "header-not-", "header-typo", "options-", "origin-not-listed",
    "cors-added-twice", "error-without-cors", "login-answer-without-cors", "redirect-allow-origin",
    "cached-without-cors", "cache-cross-origin", "vary-origin", "expose-",
)  # fmt: skip


def fixes_path(told: Mapping[str, Any]) -> str:
    """The page with the configuration for what a fragment's document tells; empty where none would mend it."""
    judged = told["document"]
    blocking = [outcome["rule"] for outcome in judged["browsers"].values()] if judged else []
    leading = [cause["rule"] for cause in told["causes"][:1]]
    if told["missing"] or not any(rule and rule.startswith(_CONFIGURED) for rule in (*leading, *blocking)):
        return ""
    try:
        policy = policy_for(request_of(told), ())
    except PolicyError:
        return ""
    known = told["configuration"]
    stack = f"{known['format']}/" if known and known["format"] in STACKS else ""
    return f"/fixes/{stack}{query(policy)}"
