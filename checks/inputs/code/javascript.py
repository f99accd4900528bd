"""The literals of a JavaScript snippet: calls with their arguments, as far as they can be known without running it.

A strict small reader. Objects, arrays, strings, numbers and the usual wrappers (`JSON.stringify`, `new Headers`,
`new URL`) become Python values; whatever is not known before the code runs is `UNKNOWN`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
MAX_DEPTH, MAX_TOKENS = 30, 20_000
# Characters and values of all that the code makes of what stands in it: a few lines can double a text at each.
MAX_MADE = 250_000
_PREFIXES = frozenset({"new", "await", "return", "typeof", "void"})
_TOKEN = re.compile(
    r"(?P<space>\s++|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)"
    r"|(?P<string>'(?:[^'\\\n]++|\\.)*+'|\"(?:[^\"\\\n]++|\\.)*+\"|`(?:[^`\\]++|\\.)*+`)"
    r"|(?P<number>-?(?:0[xX][0-9a-fA-F]++|\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+))"
    r"|(?P<name>[A-Za-z_$][\w$]*+(?:\s*+\??\.\s*+[A-Za-z_$][\w$]*+)*+)"
    r"|(?P<mark>(?!/\*)(?:=>|\.\.\.|\?\?|&&|\|\||[=!]==?|[-+*/%<>!=&|^~?:;,.(){}\[\]@#]))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call by the name that it was called with, such as `axios.put`, or `xhr.withCredentials=` for an assignment."""

    name: str
    arguments: tuple[Any, ...]


def calls(text: str) -> list[Call]:
    """Every call and every assignment to a property, in order; ValueError where the text is no JavaScript or ends in
    the middle of a value."""
    return _Reader(tokens(text)).calls()


def tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError("a character that begins nothing, or a string or comment that does not end")
        place = match.end()
        if match.lastgroup and match.lastgroup != "space":
            tokens.append(Token(match.lastgroup, match[0]))
        if len(tokens) > MAX_TOKENS:
            raise ValueError("it is more code than a request needs")
    return tokens


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.known: dict[str, Any] = {}
        self.called: list[Call] = []
        self.made = 0

    def _made(self, value: Any) -> Any:
        """The value; ValueError where the code has made more by now than any request holds."""
        waiting = [value]
        while waiting and self.made <= MAX_MADE:
            item = waiting.pop()
            self.made += 1 + (len(item) if isinstance(item, str) else 0)
            if isinstance(item, dict):
                self.made += sum(map(len, item))
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item
        if self.made > MAX_MADE:
            raise ValueError("it makes more text than a request holds")
        return value

    def calls(self) -> list[Call]:
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token.kind == "name" and self._next(1) == "=" and "." not in token.text:
                self.place += 2
                self.known[token.text] = self._value_or_skip()
            elif token.kind == "name" and self._next(1) == "=":
                self.place += 2
                self.called.append(Call(_plain(token.text) + "=", (self._value_or_skip(),)))
            elif token.kind == "name" and self._opens_call():
                self._value()
            else:
                self.place += 1
        return self.called

    def _value_or_skip(self) -> Any:
        return self._value() if self.place < len(self.tokens) else UNKNOWN

    def _value(self) -> Any:
        """An expression up to a comma or a closing bracket; texts that are added become one."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ValueError("values nested too deeply")
        value = self._operand()
        if self._next() == "+":
            value = self._sum(value)
        if self._next() not in (None, ",", ";", ")", "]", "}", ":") and self._is_operator():
            self._skip_expression()
            value = UNKNOWN
        self.depth -= 1
        return value

    def _sum(self, first: Any) -> Any:
        parts = [first]
        while self._next() == "+":
            self.place += 1
            parts.append(self._operand())
        return self._made("".join(parts)) if all(isinstance(part, str) for part in parts) else UNKNOWN

    def _is_operator(self) -> bool:
        return self.tokens[self.place].kind == "mark" and self._next() not in ("(", "[", "{", "=")

    def _operand(self) -> Any:
        token = self._take()
        while token.kind == "name" and token.text in _PREFIXES:
            token = self._take()
        if token.kind == "string":
            return _text(token.text)
        if token.kind == "number":
            return _number(token.text)
        if token.text == "{":
            return self._object()
        if token.text == "[":
            return self._list("]")
        if token.text == "(":
            inner = self._list(")")
            return inner[-1] if inner and self._next() != "=>" else UNKNOWN
        if token.kind == "name":
            return self._named(token.text)
        if token.text == "...":
            self._value()
        return UNKNOWN

    def _named(self, name: str) -> Any:
        if name in _WORDS:
            return _WORDS[name]
        value: Any = self._made(self.known.get(name, UNKNOWN))
        if self._next() in ("<", "("):
            value = self._call(_plain(name))
        while self._next() in ("(", ".", "["):
            mark = self._take().text
            if mark == ".":
                self._take()
            else:
                self._list(_CLOSING[mark])
            value = UNKNOWN
        return value

    def _opens_call(self) -> bool:
        if self._next(1) == "(":
            return True
        # Angular's types: http.get<Item>(…)
        return self._next(1) == "<" and any(
            self._next(place) == ">" and self._next(place + 1) == "(" for place in range(3, 9)
        )

    def _call(self, name: str) -> Any:
        if self._next() == "<":
            while self._next() not in (None, "("):
                self.place += 1
        self._take()
        number = len(self.called)
        arguments = tuple(self._list(")"))
        self.called.insert(number, Call(name, arguments))
        value = _wrapped(name, arguments)
        return self._made(value) if isinstance(value, str) else value

    def _list(self, closing: str) -> list[Any]:
        items = []
        while self._next() != closing:
            if self._next() == ",":
                self.place += 1
                continue
            start = self.place
            items.append(self._value())
            if self._next() not in (",", closing):
                if self._next() == "=>":
                    self._skip_expression()
                    items[-1] = UNKNOWN
                elif self.place == start:
                    self.place += 1
                elif self._next() is None:
                    break
                else:
                    self._skip_expression()
        self._take()
        return items

    def _object(self) -> Any:
        entries: dict[str, Any] = {}
        while self._next() != "}":
            token = self._take()
            if token.text == ",":
                continue
            if token.text == "...":
                spread = self._value()
                entries.update(spread if isinstance(spread, dict) else {})
                continue
            key = _text(token.text) if token.kind == "string" else token.text
            if token.text == "[":
                inner = self._list("]")
                key = inner[0] if inner and isinstance(inner[0], str) else "?"
            if self._next() == ":":
                self.place += 1
                entries[key] = self._value()
            elif self._next() in (",", "}"):
                entries[key] = self._made(self.known.get(key, UNKNOWN))
            else:
                self._skip_expression()
        self._take()
        return entries

    def _skip_expression(self) -> None:
        """Up to the comma or bracket that ends it."""
        level = 0
        while (text := self._next()) is not None:
            if level == 0 and text in (",", ")", "]", "}", ";"):
                return
            level += (text in _CLOSING) - (text in _CLOSING.values())
            self.place += 1

    def _next(self, offset: int = 0) -> str | None:
        place = self.place + offset
        if place >= len(self.tokens):
            return None
        token = self.tokens[place]
        return token.text if token.kind in ("mark", "name") else "literal"

    def _take(self) -> Token:
        if self.place >= len(self.tokens):
            raise ValueError("it ends in the middle")
        self.place += 1
        return self.tokens[self.place - 1]


def _number(literal: str) -> Any:
    """UNKNOWN for one of more digits than a computer counts with."""
    if len(literal) > 300:
        return UNKNOWN
    if literal.lower().lstrip("-").startswith("0x"):
        return int(literal, 16)
    return int(literal) if literal.lstrip("-").isdigit() else float(literal)


def _plain(name: str) -> str:
    return re.sub(r"\s|\?", "", name)


def _wrapped(name: str, arguments: tuple[Any, ...]) -> Any:
    """What the usual wrappers make of their argument."""
    first = arguments[0] if arguments else UNKNOWN
    if name == "JSON.stringify":
        return UNKNOWN if has_unknown(first) else json.dumps(first, separators=(",", ":"), ensure_ascii=False)
    if name in ("Headers", "HttpHeaders", "URL", "Request", "String", "encodeURI", "Object.fromEntries"):
        return first if len(arguments) < 2 else UNKNOWN
    return UNKNOWN


def has_unknown(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    return any(map(has_unknown, value)) if isinstance(value, list) else value is UNKNOWN


def _text(literal: str) -> Any:
    """A string's value; UNKNOWN for a template with something in it."""
    inside = literal[1:-1]
    if literal[0] == "`" and re.search(r"(?<!\\)\$\{", inside):
        return UNKNOWN
    return _ESCAPE.sub(_character, inside)


def _character(match: re.Match[str]) -> str:
    for digits in (match[1], match[2], match[3]):
        if digits:
            number = int(digits, 16)
            return chr(number) if number < 0x110000 else "\ufffd"
    return "" if match[4] else _NAMED.get(match[5], match[5])
