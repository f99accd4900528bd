"""What a report knows of the server that a fix is for, and the notes that only apply because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import REMOVE_OTHERS


@dataclass(frozen=True, slots=True)
class Situation:
    """`rules` are the ids of a report's findings; `sends_headers` is true where some answer held an Access-Control
    header, false where none did, None where nothing answered."""

    rules: frozenset[str] = frozenset()
    sends_headers: bool | None = None


UNKNOWN = Situation()


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap that any of `rules` shows; `replaces` is said instead where the fix drops what is behind it."""

    rules: frozenset[str]
    sentence: str
    replaces: str = ""


DUPLICATES = frozenset({"allow-origin-multiple-headers", "allow-origin-multiple-values", "cors-added-twice"})
TRAPS = (
    Trap(
        frozenset({"preflight-auth", "auth-before-cors"}),
        "This server requires a login for the preflight, and browsers send it without cookies or tokens: this "
        "must run before the login. A login in front of it, at a gateway or proxy, must let OPTIONS pass.",
    ),
    Trap(
        DUPLICATES,
        "Two layers of this server set Access-Control-Allow-Origin. Keep only this one: remove the lines "
        "elsewhere in the application, and what a proxy in front adds.",
        "Two layers of this server set Access-Control-Allow-Origin. This replaces the header: it drops what the "
        "application sends. Remove other lines that set it on this server.",
    ),
    Trap(
        frozenset(
            {
                "allow-origin-missing-on-error",
                "login-answer-without-cors",
                "nginx-add-header-without-always",
            }
        ),
        "This server's error responses lack the headers, so the page cannot read why it failed. This "
        "configuration adds them to errors too; an error page that a gateway in front makes by itself still "
        "lacks them.",
    ),
    Trap(
        frozenset(
            {
                "vary-origin-missing",
                "cache-cross-origin",
                "allow-origin-conditional",
                "preflight-vary",
                "cached-without-cors",
            }
        ),
        "A cache can give one site the response for another. `Vary` now keeps them apart; purge the caches and "
        "CDNs in front once, because they still have the old responses.",
    ),
    Trap(
        frozenset({"gateway-answers-options", "options-refused-in-front"}),
        "Something in front of the application responds to OPTIONS: let it pass OPTIONS on, or configure it there.",
    ),
)
NO_HEADERS = "This server sends no CORS headers yet: just add this."
REPLACE = (
    "This server already sends Access-Control-* headers: replace the lines that set them, because a second "
    "Allow-Origin is an error in every browser."
)
REPLACED = (
    "This server already sends Access-Control-* headers. Those of the application are dropped here; replace this "
    "server's own lines, because a second Allow-Origin is an error in every browser."
)
OVERRULED = (
    "This server already sends Access-Control-* headers. This overrides its other lines; remove them anyway, so "
    "that they are set in one place."
)


def situation_of(document: Mapping[str, Any]) -> Situation:
    """The situation that a document of the JSON contract shows."""
    answers = [exchange["response"] for exchange in document["exchanges"] if exchange.get("response")]
    names = [name.lower() for answer in answers for name, _ in answer["headers"]]
    sends = any(name.startswith("access-control-") for name in names)
    return Situation(frozenset(finding["rule"] for finding in document["findings"]), sends if answers else None)


def stack_notes(stack: Stack, situation: Situation) -> list[str]:
    """The stack's own notes, without the one that a situation says better."""
    return [note for note in stack.notes if note != REMOVE_OTHERS or situation.sends_headers is None]


def called_for(stack: Stack, situation: Situation) -> Iterator[str]:
    """The notes that this situation calls for; none for a proxy, behind which no CORS is left."""
    if stack.same_origin:
        return
    for trap in TRAPS:
        if trap.rules & situation.rules:
            yield trap.replaces if trap.replaces and stack.replaces else trap.sentence
    if situation.sends_headers is False:
        yield NO_HEADERS
    elif situation.sends_headers and not DUPLICATES & situation.rules:
        yield _older_headers(stack)


def _older_headers(stack: Stack) -> str:
    if not stack.replaces:
        return REPLACE
    return REPLACED if stack.family == "web-server" else OVERRULED
