"""Template filters that write the words of a policy in the syntax of a target language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.template import Library

register = Library()


@register.filter
def quoted(words: Iterable[str]) -> str:
    """`"a", "b"`; no word of a policy holds a quotation mark or a backslash."""
    return ", ".join(f'"{word}"' for word in words)


@register.filter
def single_quoted(words: Iterable[str]) -> str:
    """`'a', 'b'`"""
    return ", ".join(f"'{word}'" for word in words)


@register.filter
def regex(word: str) -> str:
    """A word as a regular expression that matches just this word, without anchors."""
    return re.sub(r"[.\[\]+]", r"\\\g<0>", word)
