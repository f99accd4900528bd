"""A URL by itself."""

from __future__ import annotations

import re

from checks.cors.model import Request
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_ORIGIN_NOTE = Note("guess", "A URL does not say which page requests it; add the page's origin.", "origin")


def parse(text: str) -> Understood | None:
    word = text.strip().strip("<>\"'`“”‘’")
    if not word or re.search(r"\s", word):
        return None
    if re.match(r"https?://", word, re.IGNORECASE):
        return Understood("a URL", Request(word, ""), notes=(_ORIGIN_NOTE,))
    if re.match(
        r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$)|localhost(?::\d+)?(?:[/?#]|$)|(?:\d+\.){3}\d+", word, re.I
    ):
        scheme = "http" if re.match(r"localhost|\d+\.|.*:\d", word) else "https"
        note = Note("guess", f"There is no scheme, so {scheme}:// is put in front.", "url")
        return Understood("a URL", Request(f"{scheme}://{word}", ""), notes=(note, _ORIGIN_NOTE))
    if re.match(r"[a-z][a-z0-9+.-]*://", word, re.IGNORECASE):
        raise unreadable(f"Only http and https URLs can be checked, not {word.partition(':')[0][:20]}:.")
    return None
