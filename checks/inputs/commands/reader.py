"""Every command in a text that may hold anything else: behind prompts and in fences, in pipes and in brackets.

Each takes its own lines, the comments right above them, and the lines that set its variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from checks.inputs import about, variables
from checks.inputs.commands import curl, httpie, listed, posix, powershell, settings, wget, windows
from checks.inputs.commands.lines import Lines, without_entities
from checks.inputs.commands.places import can_follow
from checks.inputs.commands.posix import Unclosed
from checks.inputs.commands.targets import is_target
from checks.inputs.heads import raw_headers
from checks.inputs.understood import LeftOut, Part, Understood
from checks.refusal import Refusal, unreadable

_PROGRAMS = frozenset({"curl", "wget", "http", "https", "xh", "xhs"})
_WORD = re.compile(
    r"(?<![\w.~/\\:$-])(?:[A-Za-z]:)?(?:[\w.~/\\-]*[/\\])?"
    r"(?P<name>[Cc][Uu][Rr][Ll]|[Ww]get|https?|xhs?|echo|printf|cat|jq)(?:\.exe)?(?=[\s\\^`'\"])"
)
_TO_DOUBLE = re.compile(r"((?:[^\"\\]++|\\.)*+)\"", re.DOTALL)
_TO_SINGLE = re.compile(r"([^']*+)'")
_OF_POWERSHELL = re.compile(r"(?:^|\s)PS\b[^>\n]{0,100}+>")
_OF_CMD = re.compile(r"\b[A-Za-z]:\\[^>\n]{0,100}+>")
_FEEDERS = frozenset({"echo", "printf"})
_DEEPEST = 4
# HTTPie and xh take a method in small letters too.
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
# How much of a line tells for which shell it was written.
_LONGEST_LINE = 20_000
# How many times the whole text may be read in vain, in looking for a command that does not come.
_RETRIES = 20
# A command between backticks, with its prompt within.
_OPENED = re.compile(r"`[ \t]*(?:[$#%>][ \t]+)?\Z")
_AROUND = re.compile(r"[\s'\"“”‘’^\\`]+")


@dataclass(frozen=True, slots=True)
class _Command:
    """A command's program and words, what it is fed, and its place in the text."""

    program: str
    words: tuple[str, ...]
    fed: str | None
    shell: str
    start: int
    end: int


def parts(text: str) -> Iterable[Part]:
    """Each request of each command in a text; raises a Refusal where the only command cannot be read."""
    text = without_entities(variables.unmarked(text).replace("\r\n", "\n"))
    found = _Text(text)
    made = list(_readable(found))
    yield from sorted(made, key=lambda part: part.lines[0])


def _readable(text: _Text) -> Iterable[Part]:
    made: list[Part] = []
    refused: list[tuple[tuple[int, ...], str]] = []
    try:
        made += powershell.parts(text.text)
    except Refusal as refusal:
        refused.append(((), refusal.detail))
    text.take(chain.from_iterable(part.lines for part in made))
    text.take_listed()
    try:
        text.scan(0, len(text.text), 0)
    except Unclosed as error:
        place, program = error.args
        lines = tuple(range(text.lines.number(place), len(text.lines.lines)))
        name = {"http": "HTTPie", "https": "HTTPie"}.get(program, program)
        refused.append(
            (
                lines,
                f"A quotation mark of this {name} command is not closed. Copy the command again, with its last line.",
            )
        )
    for command in text.found:
        try:
            made += _parts_of(command, text)
        except Refusal as refusal:
            refused.append((tuple(text.lines.between(command.start, command.end)), refusal.detail))
    if refused and not made:
        raise unreadable(refused[0][1])
    if refused:
        left_out = tuple(
            LeftOut(text.lines.lines[lines[0]].strip()[:80] if lines else "a command", why) for lines, why in refused
        )
        taken = {*made[0].lines, *chain.from_iterable(lines for lines, _ in refused)}
        made[0] = Part(tuple(sorted(taken)), replace(made[0].found, left_out=left_out))
    return made


class _Text:
    """A text, the values that it sets, and the commands found in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.found: list[_Command] = []
        self.known, places = settings.of(text)
        self.set_at = {name: self.lines.number(place) for name, place in places.items()}

    def take(self, numbers: Iterable[int]) -> None:
        """Blanks lines that another format has read."""
        lines = self.text.split("\n")
        for number in numbers:
            lines[number] = " " * len(lines[number])
        self.text = "\n".join(lines)

    def take_listed(self) -> None:
        """Finds the commands whose words are listed, and blanks them."""
        for one in listed.found(self.text):
            made = _Command(one.program, one.words, None, "list", one.start, one.end)
            if _is_command(made):
                self.found.append(made)
                blank = re.sub(r"[^\n]", " ", self.text[one.start : one.end])
                self.text = self.text[: one.start] + blank + self.text[one.end :]

    def scan(self, start: int, stop: int, depth: int) -> None:
        """Finds the commands between two places; raises Unclosed with the place and the program of one without end."""
        done = start
        budget = _RETRIES * len(self.text)
        for match in _WORD.finditer(self.text, start, stop):
            if match.start() < done or budget < 0:
                continue
            is_program = match["name"].lower() in _PROGRAMS
            if is_program and not self._is_likely(match):
                continue
            lead = self._lead(match.start(), start if depth else 0)
            if lead is None:
                continue
            try:
                commands, end, inner = self._commands(match, lead)
            except Unclosed as error:
                if not is_program:
                    budget -= len(self.text)
                    continue
                raise Unclosed(match.start(), match["name"].lower()) from error
            if commands or inner:
                self.found += commands
                if depth < _DEEPEST:
                    for first, last in inner:
                        self.scan(first, last - 1, depth + 1)
            if commands:
                done = end
            else:
                budget -= end - match.start()

    def _is_likely(self, match: re.Match[str]) -> bool:
        """Whether what follows a program's name can be its words: an option, a method, a URL, or a variable."""
        following = _AROUND.sub("", self.text[match.end() : match.end() + 300], count=1)
        word = re.split(r"[\s'\"^]", following, maxsplit=1)[0]
        return bool(word[:1] in tuple("-–—$%<>{\\:/") and word) or word in _METHODS or word.isupper() or is_target(word)

    def _lead(self, place: int, least: int) -> str | None:
        """What stands in front of a command on its line, where a command can follow it."""
        begin = self.text.rfind("\n", max(least, place - 400), place) + 1
        if not begin:
            begin = least if place - least <= 400 else place - 400
        lead = self.text[max(begin - 1, 0) if begin == least and least else begin : place]
        return lead if can_follow(lead, whole=place - begin < 400) else None

    def _commands(self, match: re.Match[str], lead: str) -> tuple[list[_Command], int, list[tuple[int, int]]]:
        """The commands from a program's name to the end of its line or brackets."""
        start, name = match.start(), match["name"].lower()
        if lead[-1:] in ("'", '"'):
            return self._quoted(start, lead[-1])
        line_end = self.text.find("\n", start)
        line = self.text[start : min(line_end if line_end >= 0 else len(self.text), start + _LONGEST_LINE)]
        quoted = _OPENED.search(lead) is not None
        if name in _PROGRAMS and not quoted:
            is_powershell = _OF_POWERSHELL.search(lead) or windows.is_for_powershell(line)
            is_cmd = _OF_CMD.search(lead) and not is_powershell and "'" not in line
            if is_powershell or is_cmd or windows.is_for_cmd(line):
                read, shell = (windows.powershell, "PowerShell") if is_powershell else (windows.cmd, "cmd")
                split, end = read(self.text, start)
                made = _Command(name, tuple(split[1:]), None, shell, start, end)
                return ([made] if _is_command(made) else []), end, []
        unclosed = lead.count("(") - lead.count(")") > 0
        closing = "`" if quoted else ")" if unclosed else ""
        return self._found_in(posix.line(self.text, start, closing), start, _fed_by(lead))

    def _quoted(self, start: int, quote: str) -> tuple[list[_Command], int, list[tuple[int, int]]]:
        """The commands of a text in quotation marks that something else runs."""
        match = _TO_DOUBLE.match(self.text, start) if quote == '"' else _TO_SINGLE.match(self.text, start)
        if match is None:
            raise Unclosed("No closing quotation")
        content = match[1].replace('\\"', '"') if quote == '"' else match[1]
        simples = posix.line(content, 0)
        for simple in simples:
            simple.end, simple.inner = match.end(), []
        return self._found_in(simples, start, None)

    def _found_in(
        self, simples: list[posix.Simple], start: int, fed: str | None
    ) -> tuple[list[_Command], int, list[tuple[int, int]]]:
        """Those of some simple commands whose programs make requests."""
        made_all, inner, place = [], [], start
        for simple in simples:
            inner += simple.inner
            program, words = _program(simple.words)
            fed = simple.fed if simple.fed is not None else fed
            if program in _PROGRAMS:
                command = _Command(program, words, fed, "bash", place, simple.end)
                if _is_command(command):
                    made_all.append(command)
            fed = _output(simple, fed) if simple.mark.startswith("|") and simple.mark != "||" else None
            place = simple.end
        if made_all:
            # The line's beginning and end, such as a pipe to jq, belong to the first and the last.
            made_all[0] = replace(made_all[0], start=start)
            made_all[-1] = replace(made_all[-1], end=simples[-1].end)
        return made_all, simples[-1].end, inner


def _program(words: list[str]) -> tuple[str, tuple[str, ...]]:
    """The program of a simple command behind `sudo`, `VAR=1` and the like, and the words that follow it."""
    for place, word in enumerate(words[:40]):
        name = re.split(r"[/\\]", word)[-1].lower().removesuffix(".exe")
        if name in _PROGRAMS:
            return name, tuple(words[place + 1 :])
        if not place and name in ("echo", "printf", "cat", "jq", "grep", "alias", "function", "which", "apt", "brew"):
            return name, tuple(words[1:])
    return "", ()


def _output(simple: posix.Simple, fed: str | None) -> str | None:
    """What a command hands to the next one behind a pipe, where that is known."""
    program, words = _program(simple.words)
    if program in _FEEDERS:
        return " ".join(word for word in words if not re.fullmatch("-[neE]+", word))
    return fed if program in ("cat", "jq") else None


def _fed_by(lead: str) -> str | None:
    """What the commands in front of a pipe hand to the one behind it, as far as their line tells."""
    match = re.search(r"\b(?:echo|printf)[ \t]+(?:-[neE]+[ \t]+)?(?:'([^'\n]*)'|\"([^\"\n]*)\")[ \t]*\|[ \t]*\Z", lead)
    return None if match is None else match[1] or match[2]


def _is_command(command: _Command) -> bool:
    if command.program == "curl":
        return curl.is_command(command.words)
    if command.program == "wget":
        return wget.is_command(command.words)
    return httpie.is_command(command.words)


def _parts_of(command: _Command, text: _Text) -> list[Part]:
    own = text.lines.between(command.start, command.end)
    words = [variables.resolved(word, text.known) for word in command.words]
    used = {
        name for word in command.words for name in re.findall(r"\w+", "".join(re.findall("\ue000[^\ue001]*", word)))
    }
    lines = {*own, *text.lines.around(own), *(text.set_at[name] for name in used if name in text.set_at)}
    if text.lines.lines[0].startswith("#!"):
        lines.add(0)
    if command.program == "curl":
        found = curl.read(words, fed=command.fed, shell=command.shell)
    elif command.program == "wget":
        found = wget.read(words)
    else:
        found = httpie.read(words, program=command.program, fed=command.fed)
    told = text.lines.comments_above(own[0])
    return [Part(tuple(sorted(lines)), about.said(one, told)) for one in found]


def parse(text: str) -> Understood | None:
    """The commands of a text as one fragment, with the answers that follow the first of them."""
    found = list(parts(text))
    if not found:
        return None
    first = found[0].found
    if len(found) > 1:
        return replace(first, others=tuple(part.found for part in found))
    rest = "\n".join(line for number, line in enumerate(text.split("\n")) if number not in found[0].lines)
    answers = raw_headers.answers_in(rest, url=first.request.url, preflight=bool(first.notes and _was_preflight(first)))
    return replace(first, answers=answers, what=first.what + (" and its output" if answers else ""))


def _was_preflight(found: Understood) -> bool:
    return (
        any(note.text.startswith("This was a preflight") for note in found.notes) or found.request.method == "OPTIONS"
    )
