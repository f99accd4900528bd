"""Which server's configuration to show first, and why: the one that the responses' own headers name, else none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.cors.stacks_seen import Seen, SeenFront, front_seen, leading, stacks_seen
from checks.fixes import STACKS
from checks.wording.visible import capital, visible

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
USUAL = frozenset(
    {
        "express",
        "nestjs",
        "nextjs",
        "fastapi",
        "flask",
        "django-cors-headers",
        "nginx",
        "apache",
        "caddy",
        "php",
        "laravel",
        "go",
        "rails",
        "spring-boot",
        "tomcat",
        "aspnet-core",
        "aws-api-gateway",
        "aws-s3",
        "vite",
    }
)
# So much of a foreign value stands in a sentence.
_LONGEST = 60
Fix = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice of servers: `fix` is shown first where the responses name one, `nearest` are those of which they name
    one or another, and `groups` what most people have where they name none, by family.

    The reason is `before`, then `evidence` as code where some header tells, then `after`; that of the fix itself is
    `because` with the evidence.
    """

    fix: Fix | None
    before: str
    evidence: str
    after: str
    nearest: Sequence[Fix] = ()
    groups: Sequence[tuple[str, Sequence[Fix]]] = ()
    because: str = ""

    @property
    def stack(self) -> str:
        """The id of the stack that is shown first, empty where none is."""
        return self.fix["stack"] if self.fix else ""


def choice(document: Mapping[str, Any]) -> Choice:
    """What to show first of a document's fixes, and why."""
    fixes = {fix["stack"]: fix for fix in document.get("fixes", [])}
    named = [seen for seen in stacks_seen(document["exchanges"]) if seen.stack in fixes]
    first = leading(named)
    if len(first) == 1:
        title = fixes[first[0].stack]["title"]
        is_guess = first[0].confidence == "guess"
        before = f"{'Probably ' if is_guess else ''}{title}, because {_says(first[0])}"
        because = f"{'probably, ' if is_guess else ''}because {_says(first[0])}"
        return Choice(fixes[first[0].stack], before, shown(first[0]), ".", because=because)
    if first:
        nearest = [fixes[seen.stack] for seen in first]
        return Choice(None, capital(_says(first[0])), shown(first[0]), ", which fits these. Choose yours:", nearest)
    groups = by_family([fix for stack, fix in fixes.items() if stack in USUAL])
    front = front_seen(document["exchanges"])
    if front is None:
        return Choice(None, "No response names the server. Choose yours:", "", "", groups=groups)
    after = f": that is {front.says}. Choose the server:"
    return Choice(None, capital(_says(front)), shown(front), after, groups=groups)


def terminal_hint(document: Mapping[str, Any]) -> str:
    """How to ask the command for the configuration, in one line: with the stacks that the responses name, and why."""
    first = leading(stacks_seen(document["exchanges"]))
    if not first:
        return "For the configuration that fixes it, add --stack nginx, express, flask …"
    names = " or ".join(seen.stack for seen in first)
    return f"For the configuration that fixes it, add --stack {names}: {_says(first[0])} {shown(first[0])}."


def shown(seen: Seen | SeenFront) -> str:
    """The header that tells, cut short; of a cookie its name."""
    text = f"{seen.header}: {seen.value}" if seen.header and not _is_cookie(seen) else seen.value
    told = visible(text)
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


def _says(seen: Seen | SeenFront) -> str:
    if not seen.header:
        return "the body of an error response is known to be written by"
    return "a response sets the cookie" if _is_cookie(seen) else "a response says"


def _is_cookie(seen: Seen | SeenFront) -> bool:
    return seen.header.lower() == "set-cookie"


def by_family(fixes: Sequence[Fix]) -> list[tuple[str, list[Fix]]]:
    """Fixes under the headings of their stacks' families; what is no longer a stack stands under Others."""
    groups: dict[str, list[Fix]] = {name: [] for name in (*FAMILIES.values(), "Others")}
    for fix in fixes:
        stack = STACKS.get(fix["stack"])
        groups[FAMILIES[stack.family] if stack else "Others"].append(fix)
    return [(name, members) for name, members in groups.items() if members]
