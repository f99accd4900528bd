"""Template filters for prose with code in backticks, for text from the wire, and for the heads of pages."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from checks.wording.visible import header_text, paragraphs, shorten, visible

register = template.Library()
register.filter("visible", visible)
register.filter("wire", header_text)
register.filter("shorten", shorten)
register.filter("paragraphs", paragraphs)


@register.filter
def prose(text: str) -> SafeString:
    """Text with every backtick pair as `<code>`; everything else escaped, invisible characters spelt out."""
    flowing = " ".join(text.split())
    escaped = str(escape(visible(flowing)))
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped))  # noqa: S308 - escaped above


@register.filter
def plain(text: str) -> str:
    """Prose on one line without its backticks, where no markup can stand."""
    return " ".join(text.split()).replace("`", "")


@register.filter
def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", text, maxsplit=1)[0]


@register.filter
def titled(title: SafeString) -> SafeString:
    """The page's title, where tabs and where link previews look for it; to be used on what a template has escaped."""
    return mark_safe(f'<title>{title}</title>\n<meta property="og:title" content="{title}">')  # noqa: S308


@register.filter
def word(words: dict[str, Any], key: str) -> Any:
    """The entry of a mapping of words."""
    return words[key]
