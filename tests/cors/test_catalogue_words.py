"""The words of the rules and of what the engine says: those of consoles and of developers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import checks.cors
from checks.cors.document import document, facts
from checks.cors.model import Headers
from checks.cors.rules import RULES
from checks.cors.rules.undecidable import UNDECIDABLE
from tests.cors.conversations import CREDENTIALS, ORIGIN, asked, judged

STRANGE = re.compile(r"\b(?:answer(?:s|ed|ing)?|mend(?:s|ed|ing)?|upon|lest|for want of)\b", re.IGNORECASE)
BLOCKING = [rule.id for rule in RULES.values() if rule.blocks]
BEGINS = re.compile(r"(?:An?|The) |[A-Z][a-z]+(?:-[A-Z][a-z]+)+ ")
LONGEST_TITLE = 70
ENGINE = Path(checks.cors.__file__).parent
MODULES = sorted(ENGINE.rglob("*.py"))


def strange(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if STRANGE.search(text)]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_speaks_as_consoles_and_developers_do(rule: str) -> None:
    value = RULES[rule]
    assert strange([value.title, value.label, value.remedy, value.why]) == []


def test_what_no_rule_decides_is_told_in_the_same_words() -> None:
    assert strange([text for each in UNDECIDABLE for text in (each.title, each.reason)]) == []


def sentences(module: Path) -> Iterator[str]:
    """The texts of a module with more than one word, without its docstrings: a rule's is read as its `why`."""
    tree = ast.parse(module.read_text())
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from [node.value] if " " in node.value.strip() else []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ENGINE)))
def test_what_the_engine_says_of_a_conversation_is_in_the_same_words(module: Path) -> None:
    assert strange(sentences(module)) == []


def test_the_texts_of_the_engine_are_found() -> None:
    assert sum(len(list(sentences(module))) for module in MODULES) > 500


@pytest.mark.parametrize("rule", BLOCKING)
def test_the_title_of_what_blocks_ends_the_sentence_that_says_so(rule: str) -> None:
    """As in "Blocked: the response has no Access-Control-Allow-Origin header"."""
    title = RULES[rule].title
    assert BEGINS.match(title)
    assert len(title) <= LONGEST_TITLE
    assert not title.endswith(".")


@pytest.mark.parametrize(
    ("main", "preflight", "rule", "told"),
    [
        ((), (), "allow-origin-missing", True),
        ((), (ORIGIN, CREDENTIALS), "allow-origin-only-preflight", False),
        ((ORIGIN, CREDENTIALS), (ORIGIN,), "allow-credentials-missing", True),
        ((ORIGIN,), (ORIGIN, CREDENTIALS), "allow-credentials-missing", False),
    ],
)
def test_a_finding_says_where_it_is_the_response_to_the_preflight_that_lacks_the_header(
    main: Headers, preflight: Headers, rule: str, told: bool
) -> None:
    methods = ("Access-Control-Allow-Methods", "PUT")
    judgement = judged(asked(method="PUT", credentials="include"), main, (*preflight, methods))
    (finding, *_) = document(facts(judgement), "https://checker.example")["findings"]
    assert (finding["rule"], "missing on the preflight response" in finding["detail"]) == (rule, told)
