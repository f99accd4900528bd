"""A console line without what differs from request to request, so that lines of equal meaning are equal texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Quoted words that belong to a message; any other quoted text is a value from the wire.
_WORDS = frozenset({"*", "include", "true", "no-cors", "same-origin", "follow", "Origin", "Authorization"})
_PREFLIGHT = "Response to preflight request doesn't pass access control check: "
_TAIL = re.compile(
    r"( Have the server send the header with a valid value"
    r"|,? ?(or, )?if an opaque response serves your needs, set the request's mode to 'no-cors'"
    r" to fetch the resource with CORS disabled"
    r"| The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute"
    r"| Origin '[^']*' is therefore not allowed access"
    r"| The response had HTTP status code \d+)(?:\.|$)",
    re.IGNORECASE,
)
_URL = re.compile(r"\b[a-z][a-z0-9+.\-]{0,20}+://[^\s'\"()<>]*[^\s'\"()<>.,:;]", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)'([^']*)'|\"([^\"]*)\"|`([^`]*)`")
# Where a message shows a whole header value, which may hold quotation marks of its own: what stands before it, and the
# words one of which stands after it, "" for the end.
_SLOTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("has a value '", ("' that is not equal",)),
    ("multiple values '", ("', but only",)),
    ("the invalid value '", ("'.", "',", "")),
    ("does not match '", ("",)),
    ("response is '", ("' which must be",)),
    ("header '", ("' is not allowed according",)),
    ("invalid token '", ("' in CORS header",)),
)
_STATUS = re.compile(r"[.,]? ?Status code: (\d+|\(null\))|The response had HTTP status code (\d+)")
_PLACES = (
    (re.compile(r"\bOrigin \S+ is not allowed"), "Origin _ is not allowed"),
    (re.compile(r"\b(Method|Request header field) \S+ is not allowed"), r"\1 _ is not allowed"),
    (re.compile(r"request origin \S+$"), "request origin _"),
    (re.compile(r"Content at \S+ may not"), "Content at _ may not"),
    (re.compile(r"redirection URL \S+ has"), "redirection URL _ has"),
    (re.compile(r"has an invalid value:.*"), "has an invalid value: _"),
    (re.compile(r"(schemes): .*"), r"\1"),
    (re.compile(r"network port \d+"), "network port _"),
    (re.compile(r"status of \d+ \([^()]*+\)"), "status of _"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The message alone; `preflight` where Chromium says so, `status` where the line names one, `values` what the
    message quoted."""

    text: str
    preflight: bool
    status: int | None
    values: tuple[str, ...]


def shape(reason: str) -> Shape:
    """The shape of a reason, or of a whole line that has no envelope."""
    text = re.sub(r"\s+", " ", reason.translate(_STRAIGHT)).strip()
    preflight = _PREFLIGHT in text
    status = _STATUS.search(text)
    number = status and (status[1] or status[2])
    text = text.replace(_PREFLIGHT, "")
    while (shorter := _TAIL.sub("", text)) != text:
        text = shorter
    text = _STATUS.sub("", text)
    values: list[str] = []

    def place(match: re.Match[str]) -> str:
        word = next(group for group in match.groups() if group is not None)
        if word == "_" or word in _WORDS or word.startswith("Access-Control-"):
            return f"'{word}'"
        values.append(word)
        return "'_'"

    for before, after in _SLOTS:
        start = text.find(before) + len(before)
        end = max((_last(text, words) for words in after), default=-1)
        if len(before) <= start <= end:
            values.append(text[start:end])
            text = f"{text[:start]}_{text[end:]}"
    text = _URL.sub("_", _QUOTED.sub(place, text))
    for pattern, blank in _PLACES:
        text = pattern.sub(blank, text)
    return Shape(
        text.strip(" .").lower(), preflight, int(number) if number and number.isdigit() else None, tuple(values)
    )


def _last(text: str, words: str) -> int:
    """Where the words stand last, or the quotation mark at the text's end; -1 where they do not."""
    return text.rfind(words) if words else len(text) - 1 if text.endswith("'") else -1


_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
