"""The rules in the order in which a request meets them: by what they are about, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checks.cors.rules import RULES
from checks.cors.rules.base import Rule
from checks.wording.words import SEVERITY_ORDER

# Modules of `checks.cors.rules` under their headings.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Before anything is sent": (
        "plan",
        "sending",
        "context",
        "local_network",
        "own_machine",
        "integrity",
        "page_code",
        "advice_request",
        "page_side",
    ),
    "The preflight": ("preflight", "allow_methods", "allow_headers", "max_age", "avoidable", "added_headers"),
    "The page's origin": ("allow_origin", "advice_headers"),
    "Credentials and cookies": ("allow_credentials", "cookies"),
    "Redirects": ("redirects", "advice_redirects", "forwarded", "behind_tls"),
    "No response, and errors": ("network", "silence", "error_path"),
    "What script can read, and elements": (
        "expose",
        "contracts",
        "embedding",
        "media_types",
        "loaded_types",
        "element_url",
        "facilities",
    ),
    "Who else may read it": ("origins", "exposure"),
    "WebSockets": ("websocket",),
    "Caches": ("caching",),
    "Likely causes": ("causes",),
}


def groups(rules: Iterable[Rule] = RULES.values()) -> list[tuple[str, list[Rule]]]:
    """Each heading with those of the rules that are under it; every rule is in exactly one."""
    listed = gravest_first(rules)
    return [(heading, [rule for rule in listed if _module(rule) in modules]) for heading, modules in HEADINGS.items()]


def gravest_first(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: SEVERITY_ORDER.index(rule.severity))


def _module(rule: Rule) -> str:
    return str((rule.check or rule.advise).__module__).rpartition(".")[2]
