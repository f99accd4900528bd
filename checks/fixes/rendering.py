"""Renders a policy as the configuration of a stack.

Templates are Django templates without autoescape, since their targets are not HTML; what keeps them safe is the
alphabet of `CorsPolicy`. They may use `origins`, `methods`, `headers`, `expose_headers` (lists of text),
`credentials`, `any_origin` (true or false), `max_age` (seconds, as text), `answer_headers` and `preflight_headers`
(names with values: what goes with Allow-Origin on every answer, and on a preflight), the names of
`checks.fixes.patterns`, `every_method` (`methods` with those that need no preflight, for servers that refuse what is
not named), `older` (true where the server is known to send CORS headers, which are to give way), and the filters
`quoted` (`"a", "b"`), `single_quoted` (`'a', 'b'`) and `regex` (a word escaped), besides Django's own such as `join`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from checks.cors.fetch_standard import CORS_SAFELISTED_METHODS
from checks.cors.policy import CorsPolicy, PolicyError
from checks.cors.short_cache import short_cache
from checks.fixes.patterns import origin_names
from checks.fixes.situation import UNKNOWN, Situation, called_for, stack_notes
from checks.fixes.stacks import STACKS
from checks.fixes.stacks.base import Stack
from checks.resources import folder

PROVEN = Path(__file__).with_name("proven.json")
# Characters of a policy whose configurations are kept; few policies are longer.
KEPT_LENGTH = 2048
DEVELOPERS_PAGE = re.compile(r"https?://(localhost|127\.[0-9.]+|\[::1\])(:|$)")
TEMPLATES = folder("templates") / "fixes"


@dataclass(frozen=True, slots=True)
class Fix:
    """One stack's configuration; the first of `notes` says where it goes, and `proven` names the versions of the real
    servers that ran it, empty where none did."""

    stack: str
    title: str
    language: str
    filename: str
    code: str
    notes: tuple[str, ...]
    proven: tuple[str, ...] = ()


def render_all(policy: CorsPolicy, situation: Situation = UNKNOWN) -> list[Fix]:
    """A fix for every stack that can express the policy, in the order of the list."""
    return [_render(stack, policy, situation) for stack in STACKS.values() if can_express(stack, policy)]


def render(stack_id: str, policy: CorsPolicy, situation: Situation = UNKNOWN) -> Fix:
    """The fix of one stack; KeyError for an unknown one, PolicyError where it cannot express the policy."""
    stack = STACKS[stack_id]
    if not can_express(stack, policy):
        raise PolicyError("origins", f"{stack.title} compares whole origins only: list each subdomain.")
    return _render(stack, policy, situation)


def proven_versions(stack_id: str) -> tuple[str, ...]:
    """The versions that ran on the real server, empty where none did."""
    return _proven().get(stack_id, ())


def can_express(stack: Stack, policy: CorsPolicy) -> bool:
    return stack.subdomains or not policy.subdomain_patterns


def _render(stack: Stack, policy: CorsPolicy, situation: Situation) -> Fix:
    proven = proven_versions(stack.id)
    where, *further = stack_notes(stack, situation)
    return Fix(
        stack=stack.id,
        title=stack.title,
        language=stack.language,
        filename=stack.filename,
        code=_code(stack.id, policy, older=situation.sends_headers is True),
        notes=(
            where,
            *called_for(stack, situation),
            *_policy_notes(stack, policy),
            *further,
            _proof_note(stack, proven),
        ),
        proven=proven,
    )


# Reports of one page differ in their notes, and seldom in their policy.
@short_cache(maxsize=16 * len(STACKS), longest=KEPT_LENGTH, size=lambda _, policy, older: policy.length)
def _code(stack_id: str, policy: CorsPolicy, *, older: bool) -> str:
    stack = STACKS[stack_id]
    names = {**_names(policy), "older": older}
    code = _engine().get_template(stack.template).render(Context(names, autoescape=False))
    return _tidy(code, blank_lines=2 if stack.language == "python" else 1)


def _tidy(code: str, *, blank_lines: int) -> str:
    """Template tags leave lines behind; no more than `blank_lines` of them stay in a row."""
    lines, blank = [], 0
    for line in code.strip().split("\n"):
        blank = 0 if line else blank + 1
        if blank <= blank_lines:
            lines.append(line)
    return "\n".join(lines) + "\n"


@short_cache(maxsize=16, longest=KEPT_LENGTH, size=lambda policy: policy.length)
def _names(policy: CorsPolicy) -> dict[str, Any]:
    answer = {
        "Access-Control-Allow-Credentials": "true" if policy.credentials else "",
        "Access-Control-Expose-Headers": ", ".join(policy.expose_headers),
    }
    preflight = {
        "Access-Control-Allow-Methods": ", ".join(policy.methods),
        "Access-Control-Allow-Headers": ", ".join(policy.headers),
        "Access-Control-Max-Age": str(policy.max_age),
    }
    return {
        **policy.as_dict(),
        **origin_names(policy),
        "any_origin": policy.any_origin,
        "max_age": str(policy.max_age),
        "answer_headers": [(name, value) for name, value in answer.items() if value],
        "preflight_headers": [(name, value) for name, value in preflight.items() if value],
        "every_method": list(dict.fromkeys([*policy.methods, *sorted(CORS_SAFELISTED_METHODS)])),
    }


def _policy_notes(stack: Stack, policy: CorsPolicy) -> Iterator[str]:
    """What is to be said of this policy, whatever the server."""
    local = [origin for origin in policy.origins if DEVELOPERS_PAGE.match(origin)]
    if local and not stack.same_origin:
        yield f"{local[0]} is your development page. In production, put your site's origin here instead."


def _proof_note(stack: Stack, proven: tuple[str, ...]) -> str:
    if stack.not_run:
        return f"Not run by us: {stack.not_run}"
    if not proven:
        return "Not yet tested on a real server."
    return f"Tested on the real server: {', '.join(proven)}."


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        autoescape=False,
        libraries={"fixes": "checks.fixes.filters"},
        builtins=["checks.fixes.filters"],
    )


@cache
def _proven() -> dict[str, tuple[str, ...]]:
    return {stack: tuple(versions) for stack, versions in json.loads(PROVEN.read_text()).items()}
