"""Foreign text made safe to look at: what would be invisible or would reorder a line is spelt out.

HTML escaping is the templates' work; this is about characters that survive escaping and still deceive a reader.
"""

from __future__ import annotations

import re
import unicodedata

# Controls, formats (bidi, zero width, soft hyphen), separators of lines, surrogates, private and unassigned ones.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})


def visible(text: str) -> str:
    """`text` with each character that shows nothing, or moves others, as `\\u202E`; line breaks included.

    >>> visible("a\\u202eb\\r\\n")
    'a\\\\u202Eb\\\\r\\\\n'
    """
    return "".join(_spell(character) if _is_hidden(character) else character for character in text)


def header_text(value: str) -> str:
    """A header's Latin-1 bytes as a person reads them: as UTF-8 where they are UTF-8, else as Latin-1."""
    try:
        return visible(value.encode("latin-1").decode("utf-8"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return visible(value)


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, the middle given up for an ellipsis, so that host and file name both stay."""
    if len(text) <= limit:
        return text
    head = (limit - 1) * 2 // 3
    return text[:head] + "…" + text[len(text) - (limit - 1 - head) :]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring."""
    return re.split(r"\n\s*\n", text.strip())


def _is_hidden(character: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    return character.isspace() or unicodedata.category(character) in _HIDDEN


def _spell(character: str) -> str:
    named = {"\t": "\\t", "\r": "\\r", "\n": "\\n"}
    code = ord(character)
    return named.get(character) or (f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")
