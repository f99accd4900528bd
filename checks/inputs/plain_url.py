"""A URL by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.cors.model import Request
from checks.inputs import choices
from checks.inputs.understood import Note, Part, Understood
from checks.refusal import unreadable

_ORIGIN_NOTE = Note("guess", "A URL does not say which page requests it. Add the page's origin.", "origin")


# Where people link to for an explanation, a question or a picture, which is not what they request.
_ABOUT = re.compile(
    r"https?://(?:[\w-]+\.)*(?:github\.com|gitlab\.com|stackoverflow\.com|stackexchange\.com|serverfault\.com|mozilla\.org"
    r"|w3\.org|whatwg\.org|enable-cors\.org|test-cors\.org|chromestatus\.com|web\.dev|imgur\.com|codepen\.io|jsfiddle\.net"
    r"|stackblitz\.com|codesandbox\.io|youtube\.com|medium\.com)(?=[/:]|\Z)",
    re.IGNORECASE,
)
_SOME_URL = re.compile(r"https?://[^\s'\"“”‘’`<>()\[\]{}|\\]+", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^/]*\.[^/.]|localhost\b|[\w-]+:\d)", re.IGNORECASE)
# Code that was not understood is no prose.
_CODE = re.compile(r"[;{}=]|\w\(")
_IN_PROSE = Note("guess", "This URL was in the middle of your text; it is taken as the one to request.", "url")


def in_prose(text: str, parts: Sequence[Part]) -> list[Part]:
    """The parts, and with them the one URL of the lines that none of them took, where none of them names a URL."""
    if any(part.found.request.url or part.found.configuration for part in parts):
        return list(parts)
    taken = {number for part in parts for number in part.lines}
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n")):
        for match in _SOME_URL.finditer(line) if number not in taken else ():
            url = match[0].rstrip(".,;:!?*_")
            if _HOST.match(url) and not _ABOUT.match(url) and not _CODE.search(line.replace(match[0], "")):
                found.setdefault(url, number)
    if len(found) != 1:
        return list(parts)
    ((url, number),) = found.items()
    request = Understood("a URL in prose", Request(url, ""), notes=(_IN_PROSE, _ORIGIN_NOTE), kind="url")
    return sorted([*parts, Part((number,), request)], key=lambda part: part.lines[0])


def parse(text: str) -> Understood | None:
    word = text.strip().strip("<>\"'`“”‘’")
    if not word or re.search(r"\s", word):
        return None
    if re.match(r"(?:http|ws)s?://", word, re.IGNORECASE):
        initiator = choices.made_by(choices.SCRIPTED[0], word)
        return Understood("a URL", Request(word, "", initiator=initiator), notes=(_ORIGIN_NOTE,))
    if re.match(
        r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$)|localhost(?::\d+)?(?:[/?#]|$)|(?:\d+\.){3}\d+", word, re.I
    ):
        scheme = "http" if re.match(r"localhost|\d+\.|.*:\d", word) else "https"
        note = Note("guess", f"There is no scheme, so {scheme}:// is added.", "url")
        return Understood("a URL", Request(f"{scheme}://{word}", ""), notes=(note, _ORIGIN_NOTE))
    if re.match(r"[a-z][a-z0-9+.-]*://", word, re.IGNORECASE):
        raise unreadable(f"Only http, https, ws and wss URLs can be checked, not {word.partition(':')[0][:20]}:.")
    return None
