"""Which server's configuration to show first: the one that the answers' own headers name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checks.cors.stacks_seen import stacks_seen
from checks.fixes import STACKS

FAMILIES: Mapping[str, str] = {
    "node": "Node.js",
    "python": "Python",
    "web-server": "Web servers",
    "php": "PHP",
    "go": "Go",
    "ruby": "Ruby",
    "jvm": "Java",
    "dotnet": ".NET",
    "rust": "Rust",
    "edge": "Edge functions",
    "cloud": "Cloud services",
    "development": "A proxy of your own",
}

# Offered before all the others where nothing names the server.
USUAL: Sequence[str] = (
    "express",
    "nginx",
    "apache",
    "fastapi",
    "flask",
    "django-cors-headers",
    "spring-boot",
    "aspnet-core",
    "laravel",
    "go",
    "vite",
)


def likely_stack(document: Mapping[str, Any]) -> str | None:
    """The id of the stack that an answer names; None where none does."""
    return next((seen.stack for seen in stacks_seen(document["exchanges"])), None)


def chosen_fix(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The fix to show first: the likely stack's, else the first."""
    fixes, likely = document.get("fixes", []), likely_stack(document)
    return next((fix for fix in fixes if fix["stack"] == likely), fixes[0] if fixes else None)


def usual(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The fixes of the servers that most people have; none where the answers name the server."""
    fixes = {fix["stack"]: fix for fix in document.get("fixes", [])}
    return [] if likely_stack(document) else [fixes[stack] for stack in USUAL if stack in fixes]


def by_family(fixes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Fixes under the headings of their stacks' families; what is no longer a stack stands under Others."""
    groups: dict[str, list[Mapping[str, Any]]] = {name: [] for name in (*FAMILIES.values(), "Others")}
    for fix in fixes:
        stack = STACKS.get(fix["stack"])
        groups[FAMILIES[stack.family] if stack else "Others"].append(fix)
    return [(name, members) for name, members in groups.items() if members]
