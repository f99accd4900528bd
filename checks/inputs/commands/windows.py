"""Where a command for cmd.exe or for PowerShell ends, and its words with their variables marked."""

from __future__ import annotations

import re

from checks.inputs.commands import shell_words
from checks.inputs.commands.posix import Unclosed
from checks.inputs.variables import mark

# So much of a line tells for which shell it was written.
_TELLING = 2_000
_OF_CMD = re.compile(r"\^(?:\"|%\^)|[{:,\[]\"\"\w|\w\"\"[:,}\]]|(?<=[\s\"'/])%[A-Za-z_]{3,40}%")
_SINGLE_QUOTED = re.compile(r"\s\$?'")
_CMD_VARIABLE = re.compile(r"%[A-Za-z_]{3,40}%|![A-Za-z_]{3,40}!")
_PIECE = re.compile(
    r"(?P<blank>[ \t]++|`[ \t]*+\r?\n)|(?P<end>\r?\n|[;|])|(?P<redirect>(?<!\S)\d?>{1,2}(?:&\d)?)"
    r"|\"(?P<double>(?:[^\"`\\]++|`.|\"\"|\\.)*+)\"|'(?P<single>(?:[^']++|'')*+)'"
    r"|(?P<variable>\$(?:\{[^{}\n]*+\}|(?:env:)?\w++(?:\.\w++)*+))|(?P<plain>[^\s;|`\"'$]++|[^\s\"'])",
    re.DOTALL,
)
_IN_DOUBLE = re.compile(
    r"`(?P<tick>.)|\\(?P<slash>\")|(?P<two>\"\")|(?P<variable>\$(?:\{[^{}\n]*+\}|(?:env:)?\w++|\([^()\n]*+\)))"
    r"|(?P<plain>[^`\\\"$]++|[\\$])",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def is_for_cmd(line: str) -> bool:
    """Whether a command whose first line this is was written for cmd.exe."""
    mark = _OF_CMD.search(line, 0, _TELLING)
    # For cmd.exe a single quote is a letter like any other: nothing that it copies begins with one.
    return line.rstrip().endswith("^") or (mark is not None and not _SINGLE_QUOTED.search(line, 0, mark.start()))


def is_for_powershell(line: str) -> bool:
    """Whether a command whose first line this is goes on after a backtick."""
    return line.rstrip().endswith("`") and line.count("`") % 2 == 1


def cmd(text: str, place: int) -> tuple[list[str], int]:
    """The words of a command for cmd.exe, and the place behind its last line."""
    end = place
    while True:
        line_end = text.find("\n", end)
        line = text[end : line_end if line_end >= 0 else len(text)]
        end = len(text) if line_end < 0 else line_end + 1
        if not line.rstrip().endswith("^") or end == len(text):
            break
        if text.startswith(("\n", "\r\n"), end):
            # A caret before two line breaks is one line break within the words.
            end = text.find("\n", end) + 1
    try:
        words = shell_words.cmd(re.sub(r"\^[ \t]+(\r?\n)", r"^\1", text[place:end]))
    except ValueError as error:
        raise Unclosed(str(error)) from error
    kept: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word in ("|", "&", "&&", "||"):
            break
        if re.fullmatch(r"\d?>{1,2}", word):
            next(waiting, None)
        elif not re.match(r"\d?>{1,2}\S", word):
            kept.append(_CMD_VARIABLE.sub(lambda match: mark(match[0]), word))
    return kept, end


def powershell(text: str, place: int) -> tuple[list[str], int]:
    """The words of a program's command in PowerShell, and the place behind its end. A backslash before a quotation mark
    is taken as it was meant, for the program's own reading of its words."""
    words: list[str] = []
    word: list[str] | None = None
    skipped = False
    while match := _PIECE.match(text, place):
        kind, place = str(match.lastgroup), match.end()
        if kind in ("blank", "end", "redirect"):
            if word is not None and not skipped:
                words.append("".join(word))
            skipped = kind == "redirect" or (skipped and word is None)
            word = None
            if kind == "end":
                return words, _end_of_line(text, place) if match[0] in ";|" else place
            continue
        word = [] if word is None else word
        word.append(_text(kind, match[kind]))
    if place < len(text):
        raise Unclosed("No closing quotation")
    return words + ([] if word is None or skipped else ["".join(word)]), len(text)


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def _text(kind: str, piece: str) -> str:
    if kind == "variable":
        return mark(piece)
    if kind == "single":
        return piece.replace("''", "'").replace('\\"', '"')
    return expanded(piece) if kind == "double" else piece


def expanded(text: str) -> str:
    """What stands between double quotation marks, with its variables marked."""
    return _IN_DOUBLE.sub(_in_double, text)


def _in_double(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    if kind == "variable":
        character = re.fullmatch(r"\$\(\[char\](\d{1,5})\)", match[0])
        return shell_words.codepoint(int(character[1])) if character else mark(match[0])
    if kind == "tick":
        return _ESCAPES.get(match[1], match[1])
    return '"' if kind in ("two", "slash") else match[0]
