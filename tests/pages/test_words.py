"""Pages, fixes, commands and the API say response and fix, as consoles and developers do."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BANNED = re.compile(r"\b(?:answer(?:s|ed)?|mend(?:s|ed)?|upon|lest|for want of)\b", re.IGNORECASE)

ROOMS = sorted(path.name for path in (ROOT / "checks").iterdir() if path.suffix == ".py" or list(path.glob("*.py")))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
FIXES = sorted(path for path in (ROOT / "templates/fixes").rglob("*") if path.is_file())
COMMENT = re.compile(r"^\s*(?:\{%[^%]*%\})?\s*(?:#|//|/\*|\*|--)\s+(.*)|\"\"\"(.*)\"\"\"")
# What browsers, servers and tools print, and is read: its words are theirs.
THEIRS = re.compile(r"[\\|]|\(\?")


def shown(template: str) -> str:
    """What of a template can be read: no tags, of Django's or HTML's, but the attributes that are read out."""
    template = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    spoken = re.findall(r"(?:aria-label|content|title|placeholder|alt)=\"([^\"]*)\"", template)
    return html.unescape(" ".join([re.sub(r"<[^>]*>", " ", template), *spoken]))


def sentences(path: Path) -> Iterator[str]:
    """The texts of three words and more in a module; docstrings are not shown to anybody."""
    tree = ast.parse(path.read_text())
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in apart else None
        if isinstance(text, str) and len(text.split()) > 2 and not THEIRS.search(text):
            yield text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_page_uses_the_words_of_developers(path: Path) -> None:
    assert BANNED.findall(shown(path.read_text())) == []


@pytest.mark.parametrize("path", FIXES, ids=lambda path: f"{path.parent.name}")
def test_the_comments_of_a_fix_use_them_too(path: Path) -> None:
    comments = [match[1] or match[2] for match in map(COMMENT.search, path.read_text().splitlines()) if match]
    assert [comment for comment in comments if BANNED.search(comment)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_sentences_of_the_code_use_them_too(room: str) -> None:
    place = ROOT / "checks" / room
    modules = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    assert modules
    found = {path.name: [text for text in sentences(path) if BANNED.search(text)] for path in modules}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_a_banned_word_is_found_wherever_it_is_read(tmp_path: Path) -> None:
    assert BANNED.search(shown("<p>An {{ answer }} is <b>answered</b></p>")) is not None
    assert (
        BANNED.search(shown('<p title="The answers">{% answer %} {# mend #} <i class="answer">x</i></p>')) is not None
    )
    assert BANNED.search(shown('<p class="answer">{% answer %} {{ answers }} {# mend #}</p>')) is None
    module = tmp_path / "module.py"
    module.write_text(
        '"""Mends one answer."""\n\nanswers = {"answers": "It is mended now", "x": f"No answer of {1}"}\n'
    )
    assert [text for text in sentences(module) if BANNED.search(text)] == ["It is mended now", "No answer of "]
