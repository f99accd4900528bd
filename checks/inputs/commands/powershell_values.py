"""What PowerShell's expressions come to without running them: texts, tables and lists; anything else is a marked
variable."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from checks.inputs import variables
from checks.inputs.commands.posix import Unclosed
from checks.inputs.commands.windows import expanded
from checks.inputs.variables import is_marked, mark

_TOKEN = re.compile(
    r"(?P<blank>[ \t\xa0]++|`[ \t]*+\r?\n|(?<!\S)\#[^\n]*+)|(?P<line>\r?\n)"
    r"|\"(?P<double>(?:[^\"`]++|`.|\"\")*+)\"|“(?P<curly>[^“”\n]*+)”|'(?P<single>(?:[^']++|'')*+)'"
    r"|(?P<variable>\$(?:\{[^{}\n]*+\}|(?:env:|global:|script:)?[A-Za-z_]\w*+))|(?P<url>https?://[^\s'\"`;|)}]++)"
    r"|(?P<mark>@\{|@\(|\$\(|\+=|::|[(){}\[\];,=|+])|(?P<splat>@[A-Za-z_]\w*+)"
    r"|(?P<word>[^\s'\"(){}\[\];,=|+`$]++|[^\s'\"])",
    re.DOTALL | re.IGNORECASE,
)
_CONTAINER = re.compile(r"dictionary|hashtable|collection|headers|ordered", re.IGNORECASE)
_CLOSING = {"(": ")", "@(": ")", "$(": ")", "{": "}", "@{": "}", "[": "]"}
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is one of string, variable, splat, word, mark, line; `text` is a string's content with marks."""

    kind: str
    text: str
    start: int
    end: int


def statement(text: str, place: int) -> tuple[list[Token], int]:
    """The tokens of the statement at a place, and the place behind its end; raises Unclosed."""
    tokens: list[Token] = []
    depth = 0
    while place < len(text):
        token = _here_string(text, place) if text[place] == "@" else None
        if token is None:
            match = _TOKEN.match(text, place)
            if match is None:
                raise Unclosed("No closing quotation")
            token = _token(match)
        start, place = place, token.end
        if token.kind == "blank":
            continue
        if token.kind == "line" and (depth or (tokens and tokens[-1].text in ("|", ",", "=", "+", "+="))):
            if depth:
                tokens.append(token)
            continue
        if token.kind == "line" or (not depth and token.kind == "mark" and token.text in ("}", ")", ";")):
            return tokens, start if token.text in ("}", ")") else place
        if token.kind == "mark":
            depth += (token.text in _CLOSING) - (token.text in ")}]")
        tokens.append(token)
    return tokens, place


def _token(match: re.Match[str]) -> Token:
    kind, text = str(match.lastgroup), match[str(match.lastgroup)]
    if kind in ("double", "curly", "url"):
        kind, text = "string", expanded(text)
    elif kind == "single":
        kind, text = "string", text.replace("''", "'")
    return Token(kind, text, match.start(), match.end())


def _here_string(text: str, place: int) -> Token | None:
    opening = re.compile("@(['\"])[ \t]*\r?\n").match(text, place)
    if opening is None:
        return None
    end = text.find(f"\n{opening[1]}@", opening.end() - 1)
    if end < 0:
        raise Unclosed("No closing here-string")
    content = text[opening.end() : max(end, opening.end())].removesuffix("\r")
    return Token("string", expanded(content) if opening[1] == '"' else content, place, end + 3)


class Reader:
    """Reads values out of the tokens of one statement, with the variables that are known so far."""

    def __init__(self, tokens: list[Token], known: dict[str, Any]) -> None:
        self.tokens, self.known, self.place = tokens, known, 0

    def peek(self, ahead: int = 0) -> Token:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else Token("end", "", 0, 0)

    def take(self) -> Token:
        token = self.peek()
        self.place += 1
        return token

    def skip_lines(self) -> None:
        while self.peek().kind == "line":
            self.place += 1

    def expression(self, depth: int = 0) -> Any:
        """A value with what is added to it, or made of it behind a pipe."""
        value = self.argument(depth)
        while True:
            token = self.peek()
            following = self.peek(1).text.lower()
            if token.text == "+" and token.kind == "mark":
                self.take()
                value = _sum(value, self.argument(depth))
            elif token.kind == "word" and token.text.lower() == "-f":
                self.take()
                value = _formatted(value, self.argument(depth))
            elif token.text == "|" and following == "convertto-json":
                self._to_end()
                value = json.dumps(_plain(value), ensure_ascii=False) if not isinstance(value, str) else value
            elif token.kind in ("end", "line") or token.text in (")", "}", "]", ";", "|"):
                return value
            else:
                self._to_end()
                return mark("$(…)")

    def _to_end(self) -> None:
        """Goes on to the bracket that closes this expression, or to its end."""
        depth = 0
        while self.peek().kind != "end":
            token = self.peek()
            if token.kind == "mark":
                if not depth and token.text in (")", "}", ";"):
                    return
                depth += (token.text in _CLOSING) - (token.text in ")}]")
            elif token.kind == "line" and not depth:
                return
            self.take()

    def argument(self, depth: int = 0) -> Any:
        """One value, or a list of those between commas."""
        values = [self._one(depth)]
        while self.peek().text == "," and self.peek().kind == "mark":
            self.take()
            self.skip_lines()
            values.append(self._one(depth))
        return values[0] if len(values) == 1 else values

    def _one(self, depth: int) -> Any:
        if depth > _DEEPEST:
            self._to_end()
            return mark("$(…)")
        token = self.take()
        if token.kind == "string":
            return variables.resolved(token.text, _texts(self.known))
        if token.kind == "variable":
            return self._of_variable(token)
        if token.kind == "mark" and token.text == "@{":
            return self._table(depth)
        if token.kind == "mark" and token.text in ("(", "$(", "@("):
            self.skip_lines()
            value = self.expression(depth + 1) if self.peek().text != ")" else []
            self._to_end()
            self.take()
            return value if token.text != "@(" or isinstance(value, list) else [value]
        if token.kind == "mark" and token.text == "[":
            return self._typed(depth)
        if token.text.lower() == "new-object":
            made = self.take()
            self._to_end()
            return {} if _CONTAINER.search(made.text) else mark("$(…)")
        return token.text

    def _of_variable(self, token: Token) -> Any:
        name = re.sub(r"[${}]", "", token.text).lower().removeprefix("global:").removeprefix("script:")
        value = self.known.get(name)
        if name in ("true", "false", "null"):
            value = {"true": True, "false": False}.get(name, "")
        following = self.peek()
        if following.kind == "word" and following.text.startswith(".") and following.start == token.end:
            self.take()
            value = value.get(following.text[1:]) if isinstance(value, dict) else None
            return mark(token.text + following.text) if value is None else value
        return mark(token.text) if value is None else value

    def _typed(self, depth: int) -> Any:
        """A value behind the name of its type, or the unknown value of a type's own function."""
        words = []
        brackets = 1
        while brackets and self.peek().kind != "end":
            token = self.take()
            brackets += (token.text == "[") - (token.text == "]")
            words.append(token.text)
        if self.peek().text != "::":
            return self._one(depth + 1)
        self.take()
        name = self.take().text
        if name.lower() == "new":
            self._to_end()
            return {} if _CONTAINER.search("".join(words)) else mark("$(…)")
        if self.peek().text == "(":
            self._one(depth + 1)
        return mark("$(…)")

    def _table(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.peek().kind != "end":
            token = self.take()
            if token.text == "}" and token.kind == "mark":
                break
            if token.kind in ("string", "word", "variable") and self.peek().text == "=":
                self.take()
                self.skip_lines()
                key = token.text if token.kind != "variable" else str(self._of_variable(token))
                found[key] = self.expression(depth + 1)
                if len(found) > 400:
                    break
        return found


def _texts(known: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _sum(first: Any, second: Any) -> Any:
    if isinstance(first, dict) and isinstance(second, dict):
        return first | second
    if isinstance(first, str) and isinstance(second, str | int) and len(first) < 16_000:
        return first + str(second)
    return mark("$(…)")


def _formatted(pattern: Any, values: Any) -> Any:
    listed = values if isinstance(values, list) else [values]
    if not isinstance(pattern, str):
        return mark("$(…)")
    return re.sub(
        r"\{(\d)(?::[^{}]*)?\}", lambda m: str(listed[int(m[1])]) if int(m[1]) < len(listed) else m[0], pattern
    )


def _plain(value: Any) -> Any:
    """A value as JSON can say it, its variables as they are written."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"\d{1,15}", value) and not is_marked(value) else value
    return value
