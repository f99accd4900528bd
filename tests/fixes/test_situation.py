"""Notes that a report calls for come right after where the fix goes, and only where they apply."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.policy import CorsPolicy
from checks.cors.rules import RULES
from checks.fixes import STACKS, Situation, render, situation_of
from checks.fixes.situation import NO_HEADERS, OVERRULED, REPLACE, REPLACED, TRAPS
from checks.fixes.stacks.notes import REMOVE_OTHERS

POLICY = CorsPolicy(("https://app.example.com",))


def document(*rules: str, headers: list[list[str]] | None) -> dict[str, Any]:
    response = None if headers is None else {"status": 200, "headers": headers}
    return {"findings": [{"rule": rule} for rule in rules], "exchanges": [{"response": response}]}


def extra(stack: str, situation: Situation) -> tuple[list[str], list[str]]:
    """The notes that the situation adds after the first, and those that it takes away."""
    usual, told = render(stack, POLICY).notes, render(stack, POLICY, situation).notes
    added = [note for note in told if note not in usual]
    assert told[0] == usual[0]
    assert list(told[1 : 1 + len(added)]) == added
    return added, [note for note in usual if note not in told]


@pytest.mark.parametrize(
    ("headers", "sends"),
    [(None, None), ([], False), ([["Vary", "Origin"]], False), ([["access-control-allow-origin", "*"]], True)],
)
def test_an_answer_shows_whether_the_server_sends_headers(headers: list[list[str]] | None, sends: bool | None) -> None:
    assert situation_of(document("preflight-auth", headers=headers)) == Situation(frozenset({"preflight-auth"}), sends)


def test_a_server_without_headers_has_nothing_to_replace() -> None:
    assert extra("express", Situation(sends_headers=False)) == ([NO_HEADERS], [REMOVE_OTHERS])
    assert extra("nginx", Situation(sends_headers=False)) == ([NO_HEADERS], [])


def test_older_headers_are_replaced_and_not_added_to() -> None:
    assert extra("go", Situation(sends_headers=True)) == ([REPLACE], [REMOVE_OTHERS])
    assert extra("express", Situation(sends_headers=True)) == ([OVERRULED], [REMOVE_OTHERS])
    assert extra("nginx", Situation(sends_headers=True)) == ([REPLACED], [])


def test_two_layers_are_named_instead_of_older_headers() -> None:
    twice = Situation(frozenset({"allow-origin-multiple-headers"}), sends_headers=True)
    trap = TRAPS[1]
    assert extra("go", twice) == ([trap.sentence], [REMOVE_OTHERS])
    assert extra("express", twice) == ([trap.replaces], [REMOVE_OTHERS])
    assert extra("nginx", twice) == ([trap.replaces], [])


@pytest.mark.parametrize("rule", sorted({rule for trap in TRAPS for rule in trap.rules}))
def test_each_trap_is_named_for_its_rules_and_for_no_other(rule: str) -> None:
    assert rule in RULES
    named = [trap.sentence for trap in TRAPS if rule in trap.rules]
    assert extra("axum", Situation(frozenset({rule}))) == (named, [])
    assert extra("axum", Situation(frozenset({"method-not-allowed"}))) == ([], [])


def test_a_proxy_of_ones_own_has_none_of_the_servers_traps() -> None:
    everything = Situation(frozenset(RULES), sends_headers=True)
    assert {stack.id: extra(stack.id, everything) for stack in STACKS.values() if stack.same_origin} == {
        "vite": ([], []),
        "webpack": ([], []),
        "create-react-app": ([], []),
        "nginx-proxy": ([], []),
    }
