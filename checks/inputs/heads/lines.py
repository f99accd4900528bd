"""The lines of a text without what surrounds a head in them: quoting, bullets, comments, tables, marks of `curl -v`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors.fetch_standard import is_token

_QUOTING = re.compile(r"[ \t]*(?:>[ \t]?)+")
_RECEIVED = re.compile(r"<(?: |$)")
_BULLET = re.compile(
    r"(?:[-*•‣◦·–+][ \t]++|\d{1,2}[.)][ \t]++|(?://++|#++)[ \t]*+|\[[\d:., TZ/+-]{5,40}\][ \t]++){1,2}+"
)
_FENCE = re.compile(r"(?:```|~~~)")
# Lines that only `curl -v`, and what is built on it, begins in this way.
_VERBOSE = re.compile(
    r"[ \t>]*(?:< HTTP/|> [A-Z]+ /\S* HTTP/|\*[ \t]+(?:Trying|Connected to|Connection #|Host |Preparing request"
    r"|TCP_NODELAY|ALPN|Rebuilt URL|Found bundle|Using HTTP|Re-using|Could not resolve|Closing connection"
    r"|SSL connection|Request completely))"
)
_PROGRESS = re.compile(
    r"[{}] \[\d+ bytes data\]|[ \t]*% Total\b|[ \t]*Dload\b"
    r"|[ \t]*\d+[ \t]+[\d.]+[kMG]?[ \t]+\d+[ \t].{10,60}[-\d]:[-\d]{2}:[-\d]{2}"
)
_CELLS = re.compile(r"\|([^|]+)\|([^|]*)\|$")
_RULE = re.compile(r"[-:| \t=]+$")
# How many lines in turn, each with a blank one after it, make a text that is spaced out.
_SPACED_OUT = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line's number, its text, and the white space before it.

    `mark` is what `curl -v` put in front: `<` received, `>` sent, `*` its own remark, `|` a body in Insomnia.
    """

    number: int
    text: str
    indent: int = 0
    mark: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text


def cleaned(text: str) -> list[Line]:
    """The lines of a text in their order, without the blank ones in a text that is spaced out."""
    lines = [line.rstrip() for line in text.split("\n")]
    verbose = any(_VERBOSE.match(line) for line in lines)
    return _together([_clean(number, line, verbose=verbose) for number, line in enumerate(lines)])


def _clean(number: int, line: str, *, verbose: bool) -> Line:
    mark = ""
    quoting = _QUOTING.match(line)
    if quoting is not None:
        mark, line = ">", line[quoting.end() :]
    bare = line.lstrip()
    indent = len(line) - len(bare)
    if _RECEIVED.match(bare):
        mark, bare = "<", bare[2:].lstrip()
    elif _PROGRESS.match(bare) or (verbose and bare.startswith("* ")):
        return Line(number, bare[2:].strip(), indent, "*")
    elif bare.startswith("|"):
        cells = _CELLS.match(bare)
        if cells is None:
            return Line(number, bare[1:].strip(), indent, "|")
        bare = "" if _RULE.match(bare) else f"{_plain(cells[1])}\t{_plain(cells[2])}"
    else:
        bullet = _BULLET.match(bare)
        if bullet is not None:
            indent, bare = indent + bullet.end(), bare[bullet.end() :]
    if _FENCE.match(bare):
        bare = ""
    return Line(number, _plain(bare), indent, mark)


def _plain(text: str) -> str:
    """Without the marks of Markdown around it."""
    text = text.strip()
    name, arrow, value = text.partition("→")
    if arrow and is_token(name.strip()):
        return f"{name.strip()}: {value.strip()}"
    if text.startswith("**"):
        text = text.replace("**", "").replace("`", "")
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text[1:-1]
    elif text.startswith("`"):
        text = text.replace("`", "", 2)
    return text.strip()


def _together(lines: list[Line]) -> list[Line]:
    """Without the blank lines that stand between each two of several lines in turn."""
    spacing: set[int] = set()
    run: list[int] = []
    for place, line in enumerate([*lines, Line(-1, "end"), Line(-1, "end")]):
        if line.is_blank:
            continue
        if run and place - run[-1] == 2:
            run.append(place)
            continue
        if len(run) >= _SPACED_OUT:
            spacing.update(at + 1 for at in run[:-1])
        run = [place]
    return [line for place, line in enumerate(lines) if place not in spacing]
