"""What may be the URL of a command, which people write in shorter ways than a browser reads."""

from __future__ import annotations

import re

from checks.inputs import variables
from checks.inputs.understood import Note

_TARGET = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://|(?:[\w-]+\.)+[A-Za-z][\w-]*(?::\d+)?(?:[/?#]|\Z)|localhost(?::\d+)?(?:[/?#]|\Z)"
    r"|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?:[/?#]|\Z)|\[[0-9A-Fa-f:.]+\]|[\w.-]+:\d{2,5}(?:[/?#]|\Z)|[\w-]+/[\w/?#.:-]*\Z"
    r"|//?[\w.-]|\{\{|<[A-Za-z]|\$\{?[A-Za-z_]|%[A-Z_]{3,40}%"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_GLOB = re.compile(r"\{([^{},\n]*),[^{}\n]*\}|\[([0-9]+|[a-zA-Z])-(?:[0-9]+|[a-zA-Z])(?::\d+)?\]")


def is_target(word: str) -> bool:
    """Whether a word can be a URL."""
    return "\ue000" in word or _TARGET.match(word) is not None


def with_scheme(url: str, program: str, notes: list[Note], scheme: str = "http") -> str:
    """The URL with the scheme that the program takes where there is none."""
    if _SCHEME.match(url) or url.startswith(("\ue000", "{{", "<", "$", "%")):
        return url
    sentence = f"The URL has no scheme; {program} uses {scheme}://, and so does this check."
    notes.append(Note("guess", sentence, "url"))
    return f"{scheme}://{url.lstrip('/')}"


def one_of_a_glob(url: str, notes: list[Note]) -> str:
    """The first of the URLs that curl makes of `{a,b}` and `[1-3]`."""
    first = _GLOB.sub(lambda match: match[1] if match[1] is not None else match[2], url)
    if first != url:
        shown = variables.written(re.split(r"[?#]", first, maxsplit=1)[0][:120])
        shown = re.sub(r"//[^/@]*@", "//", shown)
        sentence = f"curl expands the braces or brackets in this URL to several; the first, {shown}, is used."
        notes.append(Note("guess", sentence, "url"))
    return first
