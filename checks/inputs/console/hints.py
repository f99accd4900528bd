"""Why a cause is meant: its sentence, and what else the facts of a console's lines say to whoever knows their kind."""

from __future__ import annotations

from checks.cors.rules import RULES
from checks.inputs.console.facts import Facts
from checks.inputs.console.sentences import WHY, Sentence


def why(rule: str, facts: Facts, *, first: bool) -> str:
    """What in these facts leads to the rule, and what to do; what is told of the request stands with the first only."""
    made = WHY.get(rule, f"{RULES[rule].title}." if first else f"It may also be this: {RULES[rule].title}.")
    sentence = made if isinstance(made, str) else made(facts)
    return " ".join(filter(None, (sentence, *(_hints(rule, facts) if first else ()))))


def _dev_server(facts: Facts) -> str:
    if not facts.is_dev_server:
        return ""
    return "This is a Vite dev server: add the page's origin to server.cors (and server.origin) in its configuration."


def extension(facts: Facts) -> str:
    """What to do where a browser extension may make the call."""
    if facts.page_space != "public" or facts.target_space not in ("loopback", "local") or facts.is_of_extension:
        return ""
    return (
        "If a browser extension's content script makes this call, it counts as the page's: make it in the "
        "extension's background with host_permissions."
    )


def _font(facts: Facts) -> str:
    if facts.initiator != "font":
        return ""
    return (
        "Browsers load a font from another origin (www and the bare domain are two) only with CORS: serve the "
        "font from the page's own host, or add the header for fonts."
    )


def _html(facts: Facts) -> str:
    if not facts.mime or "html" not in facts.mime:
        return ""
    return f"The response is {facts.mime}, a page and not the API: check the URL and the route it leads to."


_HINTS: tuple[Sentence, ...] = (_dev_server, extension, _font, _html)
_HINTED = ("allow-origin-", "redirect-allow", "request-failed", "login-answer", "gateway-", "preflight-not", "opaque-")


def _hints(rule: str, facts: Facts) -> list[str]:
    return [hint(facts) for hint in _HINTS] if rule.startswith(_HINTED) else []
