"""Command lines as sh, bash and zsh split them: the words with their variables marked, what a command is fed, and where
it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from checks.inputs.commands.shell_words import ansi_text
from checks.inputs.variables import mark


@dataclass
class Simple:
    """One simple command: `end` is behind `mark`, with which it ends: a line's end, a pipe, a semicolon, a bracket.

    `fed` is the text that it reads from its input; `inner` are the places of commands that stand in its words; and
    `joined` tells that lines belong to it which nothing but their own words join to it.
    """

    words: list[str] = field(default_factory=list)
    end: int = 0
    mark: str = ""
    fed: str | None = None
    inner: list[tuple[int, int]] = field(default_factory=list)
    joined: bool = False


class Unclosed(ValueError):
    """A quotation mark or a bracket is not closed."""


_PIECE = re.compile(
    r"(?P<blank>[ \t\r\xa0]++|\\[ \t\xa0]*+\r?\n(?:[ \t]*+>(?=[ \t]))?|(?<=[\s])\\(?=[ \t]))"
    r"|(?P<comment>(?<!\S)\#[^\n]*+)"
    r"|(?P<placeholder><[A-Za-z][\w .:-]{0,60}>)"
    r"|<<-?(?!<)[ \t]*+[\\'\"]?(?P<here>\w+)['\"]?"
    r"|(?P<redirect>(?:(?<!\S)\d|&(?=>))?(?:<<<|>>|>\||>&|<&|>|<))"
    r"|(?P<line>\r?\n)"
    r"|(?P<end>;;?|\|\||\|&?|&&|&(?=\s|\Z))"
    r"|(?P<closing>[)`])"
    r"|\\(?P<escaped>.)|\$'(?P<ansi>(?:[^'\\]++|\\.)*+)'|'(?P<single>[^']*+)'|(?P<double>\$?\")"
    r"|[“”](?P<curly>[^“”\"\n]*+)[“”\"]|[‘’](?P<bent>[^‘’'\n]*+)[‘’']"
    r"|(?P<variable>\$(?:\{[^{}\n]*+\}|[A-Za-z_]\w*+|[0-9@*#?!]))|(?P<inner>\$\()"
    r"|(?P<plain>[^\s\\<>;|&)`'\"$“”‘’]++|[^\s'\"])",
    re.DOTALL,
)
_IN_DOUBLE = re.compile(
    r"(?P<end>\")|\\(?P<escaped>[$`\"\\])|(?P<gone>\\\r?\n)|(?P<variable>\$(?:\{[^{}\n]*+\}|[A-Za-z_]\w*+|[0-9@*#?!]))"
    r"|(?P<inner>\$\(|`)|(?P<plain>[^\"\\$`]++|\\|\$)",
    re.DOTALL,
)
_IN_BRACKETS = re.compile(r"[()]|\\.|'[^']*+'|\"(?:[^\"\\]++|\\.)*+\"|[^()\\'\"]++", re.DOTALL)
# A line that can only go on with the command before it, though no backslash says so.
_MORE_OPTIONS = re.compile(r"[ \t]*+(?:-[A-Za-z](?=[ \t'\"])|-X[A-Z]|--[a-z][a-z-]+[ \t=])")


def command(text: str, place: int, closing: str = "") -> Simple:
    """The simple command at a place, in brackets that `closing` closes; raises Unclosed."""
    made = Simple()
    word: list[str] | None = None
    skipped: str | None = None  # the redirection whose target the next word is
    here: list[str] = []
    length = len(text)

    def ended() -> None:
        nonlocal word, skipped
        if word is None:
            return
        if skipped is None:
            made.words.append("".join(word))
        elif skipped == "<<<":
            made.fed = "".join(word) + "\n"
        word = skipped = None

    while place < length:
        match = _PIECE.match(text, place)
        if match is None:
            raise Unclosed("No closing quotation")
        kind, place = str(match.lastgroup), match.end()
        if kind in ("blank", "comment"):
            ended()
        elif kind == "redirect":
            ended()
            skipped = match[kind]
            if skipped == "<":
                made.fed = ""
        elif kind == "here":
            ended()
            here.append(match[kind])
        elif kind == "line" and not here and _MORE_OPTIONS.match(text, place) and (made.words or word):
            ended()
            made.joined = True
        elif kind in ("line", "end") or (kind == "closing" and match[0] == closing):
            ended()
            made.mark = match[0].strip("\r")
            made.end = place
            if here and kind == "line":
                made.fed, made.end = _here_document(text, place, here)
            elif here:
                made.fed = _after_line(text, place, here[0])
            return made
        else:
            piece, place = _piece(text, match, place, made)
            word = [] if word is None else word
            word.append(piece)
    ended()
    made.end = length
    return made


def _piece(text: str, match: re.Match[str], place: int, made: Simple) -> tuple[str, int]:
    kind = str(match.lastgroup)
    if kind == "double":
        return _double(text, place, made)
    if kind == "ansi":
        return ansi_text(match[kind]), place
    if kind in ("variable", "placeholder"):
        return mark(match[0]), place
    if kind == "inner" or (kind == "closing" and match[0] == "`"):
        end = _substitution(text, place, match[0][-1])
        made.inner.append((place, end))
        return mark("$(…)"), end
    return match[kind], place


def _double(text: str, place: int, made: Simple) -> tuple[str, int]:
    """What stands between double quotation marks, and the place behind them."""
    pieces: list[str] = []
    while match := _IN_DOUBLE.match(text, place):
        kind, place = str(match.lastgroup), match.end()
        if kind == "end":
            return "".join(pieces), place
        if kind == "inner":
            end = _substitution(text, place, match[0][-1])
            made.inner.append((place, end))
            pieces.append(mark("$(…)"))
            place = end
        elif kind != "gone":
            pieces.append(mark(match[0]) if kind == "variable" else match[kind])
    raise Unclosed("No closing quotation")


def _substitution(text: str, place: int, opening: str) -> int:
    """The place behind the end of a command in brackets or in backticks."""
    if opening == "`":
        end = re.compile(r"(?:[^`\\]++|\\.)*+`", re.DOTALL).match(text, place)
        if end is None:
            raise Unclosed("No closing backtick")
        return end.end()
    depth = 1
    while match := _IN_BRACKETS.match(text, place):
        place = match.end()
        depth += (match[0] == "(") - (match[0] == ")")
        if not depth:
            return place
    raise Unclosed("No closing bracket")


def _here_document(text: str, place: int, words: list[str]) -> tuple[str, int]:
    """The text of the first here-document that begins at a place, and the place behind the last."""
    first: str | None = None
    for word in words[:5]:
        start = place
        while place < len(text):
            end = text.find("\n", place)
            line = text[place : end if end >= 0 else len(text)]
            place = end + 1 if end >= 0 else len(text)
            if line.strip() == word:
                first = text[start : place - len(line) - (end >= 0)] if first is None else first
                break
        else:
            first = text[start:] if first is None else first
    return first or "", place


def _after_line(text: str, place: int, word: str) -> str:
    """The here-document of a command whose line goes on behind a pipe."""
    start = text.find("\n", place) + 1
    return _here_document(text, start, [word])[0] if start else ""


def line(text: str, place: int, closing: str = "") -> list[Simple]:
    """The simple commands from a place to the end of their line, or of their brackets; raises Unclosed where the first
    of them does not end."""
    found = [command(text, place, closing)]
    here = found[0].fed is not None and found[0].mark not in ("\n", "")
    while found[-1].mark not in ("\n", "", ")", "`") and len(found) < 50:
        try:
            following = command(text, found[-1].end, closing)
        except Unclosed:
            end = text.find("\n", found[-1].end)
            found[-1].end = len(text) if end < 0 else end + 1
            break
        if (
            not following.words
            and following.mark == "\n"
            and text[max(0, following.end - 200) : following.end].rstrip().endswith(("|", "&&"))
        ):
            following = command(text, following.end, closing)
        found.append(following)
    if here:
        found[-1].end = _end_of_here(text, found[-1].end, found[0].fed or "")
    return found


def _end_of_here(text: str, place: int, document: str) -> int:
    """The place behind a here-document that follows the line which ends at a place."""
    end = text.find("\n", place + len(document))
    return len(text) if end < 0 else end + 1
