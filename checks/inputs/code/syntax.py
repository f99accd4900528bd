"""Code as a syntax tree of tree-sitter (https://tree-sitter.github.io/), in a paste that may hold prose around it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Node = Any

# Nodes of each kind that are looked at, levels of nesting, and brackets that a mended end may close.
MAX_NODES, MAX_DEPTH, MAX_OPEN = 4_000, 150, 60
# CPU seconds for one parse: code of the greatest length takes a third of it, and what is no code may take for ever.
MOST_S = 0.2
_QUERY = """
(call_expression) @call
(new_expression) @call
(variable_declarator) @definition
(assignment_expression) @assignment
(function_declaration) @definition
(method_definition) @definition
(public_field_definition) @definition
(enum_declaration) @definition
(import_statement) @import
(jsx_self_closing_element) @element
(jsx_opening_element) @element
"""
_PROSE = re.compile(r"[\"“(*#>\-\s\d.]{0,8}[A-Za-z][\w’'\",.:/-]*+(?: [\w’'\"“”(),.:;/-]++){2}")
_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        "abstract as async await break case catch class const continue default delete do else enum export "
        "extends finally for from function get if implements import in instanceof interface let new of "
        "private protected public readonly return set static switch throw try type typeof var void while with "
        "yield ",
    )
)
_CODE_MARKS = re.compile(r"=>|[{};=`]|\w\(|\)\s*,?\s*$|^\s*(?://|/?\*|[<.}\])'\"])")
_KEY_OR_INDENTED = re.compile(r"(?:\t|[ ]{2,})(?![-*\d])|[\"'\w$-]+\??:\s")
_HEADER = re.compile(r"\s*(?:[A-Za-z]\w*-[\w-]+:\s|:[a-z]+:\s|[A-Z]{3,7} \S+ HTTP/\d|HTTP/\d)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_GUTTER = re.compile(r"[ \t]*(?:>[ \t]*)?\d{1,5}[ \t]*\|")
_CALL_IN_PROSE = re.compile(r"(?:await )?(?:new )?[\w$.]{2,40}(?:<\w{1,40}>)?\(")
# A call between backticks within a sentence.
_QUOTED_CALL = re.compile(
    r"(\A|[\w,.:)] |\()`((?:await )?(?:new )?[\w$.]{2,40}\([^`\n]{0,2000}\));?`(?=[\s.,:;?!)]|\Z)"
)
_STRING = re.compile(r"'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"|`(?:[^`\\]|\\.)*+`|//[^\n]*+|[()\[\]{}]", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of a text, with what the readers look for in it, in the text's order."""

    data: bytes
    root: Node
    calls: tuple[Node, ...]
    definitions: tuple[Node, ...]
    assignments: tuple[Node, ...]
    imports: tuple[Node, ...]
    elements: tuple[Node, ...]
    _paths: dict[int, tuple[Node, ...]] = field(default_factory=dict, compare=False, repr=False)

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """What the node stands in, from the inside; nothing where it is too deep. From the root down, for a node is
        asked for its parent at the cost of its depth."""
        if node.id in self._paths:
            return self._paths[node.id]
        path: list[Node] = []
        cursor = self.root.walk()
        while cursor.node.id != node.id and len(path) < MAX_DEPTH:
            path.append(cursor.node)
            if cursor.goto_first_child_for_byte(node.start_byte) is None:
                break
            while cursor.node.end_byte < node.end_byte and cursor.goto_next_sibling():
                pass
        found = tuple(reversed(path)) if cursor.node.id == node.id else ()
        self._paths[node.id] = found
        return found

    def text(self, node: Node, most: int | None = None) -> str:
        end = node.end_byte if most is None else min(node.end_byte, node.start_byte + most)
        return self.data[node.start_byte : end].decode("utf-8", "replace")


def tree_of(text: str) -> Tree | None:
    """The tree of the grammar in which the text has the fewest errors; None where it is too far from code."""
    data = closed(text).encode("utf-8", "replace")
    best = _parsed("tsx", data)
    if best is not None and best.has_error and len(data) < 20_000:
        parsed = (best, _parsed("typescript", data), _parsed("javascript", data))
        best = min((root for root in parsed if root is not None), key=_wrong)
    if best is None:
        return None
    found = _captured(best)

    def sorted_nodes(name: str) -> tuple[Node, ...]:
        return tuple(sorted(found.get(name, ()), key=lambda node: node.start_byte)[:MAX_NODES])

    return Tree(
        data,
        best.node,
        sorted_nodes("call"),
        sorted_nodes("definition"),
        sorted_nodes("assignment"),
        sorted_nodes("import"),
        sorted_nodes("element"),
    )


def only_code(text: str) -> str:
    """The text with blanks for fences, prose, headers, gutters and quoting marks: lines stay where they are."""
    lines = text.split("\n")
    quoted = [line.startswith(">") for line in lines]
    for number, line in enumerate(lines):
        if quoted[number] and (number == 0 or quoted[number - 1] or not lines[number - 1].strip()):
            line = " " + line[1:]
        gutter = _GUTTER.match(line)
        if gutter is not None:
            line = " " * gutter.end() + line[gutter.end() :]
        line = _QUOTED_CALL.sub(lambda match: f"{match[1]} {match[2]};", line)
        if _FENCE.match(line) or _HEADER.match(line):
            line = ""
        elif is_prose(line):
            line = _calls_only(line)
        lines[number] = line
    return "\n".join(lines)


def is_prose(line: str) -> bool:
    """Whether a line is a sentence rather than code."""
    if not _PROSE.match(line[:200]) or _KEY_OR_INDENTED.match(line):
        return False
    first = re.split(r"[^\w]", line.strip(' \t*#>-"“('), maxsplit=1)[0]
    if first in _KEYWORDS:
        return False
    return not _CODE_MARKS.search(line[:400]) or _sentence(line[:400])


def _sentence(line: str) -> bool:
    """Whether a line with a mark of code begins with so many words that it is a sentence with code in it."""
    words = re.split(r"[=({;`<\[]", line, maxsplit=1)[0].split()
    return len(words) > 3 and all(re.fullmatch(r"[“\"(]?[A-Za-z’'-]+[,.:”\")]?", word) for word in words[:-1])


def _calls_only(line: str) -> str:
    """A sentence without all but the calls in it."""
    kept = [" "] * len(line)
    place = 0
    while (match := _CALL_IN_PROSE.search(line, place)) is not None:
        end = _end_of_call(line, match.end())
        kept[match.start() : end] = line[match.start() : end]
        if end < len(line):
            kept[end] = ";"
        place = max(end, match.end())
    return "".join(kept[: len(line)])


def _end_of_call(line: str, start: int) -> int:
    level = 1
    for match in _STRING.finditer(line, start):
        level += (match[0] in _CLOSING) - (match[0] in _CLOSING.values())
        if level == 0:
            return match.end()
    return len(line)


def closed(text: str) -> str:
    """The text with the brackets closed that are open at its end, as when its last lines were not copied."""
    open_brackets: list[str] = []
    for match in _STRING.finditer(text):
        mark = match[0]
        if mark in _CLOSING:
            open_brackets.append(_CLOSING[mark])
        elif open_brackets and mark == open_brackets[-1]:
            open_brackets.pop()
    if not 0 < len(open_brackets) <= MAX_OPEN:
        return text
    return text + "\n" + "".join(reversed(open_brackets))


def _wrong(root: _Root) -> int:
    """The bytes that a grammar could not place."""
    return sum(child.end_byte - child.start_byte for child in root.node.children if child.has_error)


@cache
def _grammar(name: str) -> tuple[Any, Any]:
    """A language and what is looked for in its trees; both are loaded only once code is pasted."""
    import tree_sitter
    import tree_sitter_javascript
    import tree_sitter_typescript

    pointer = {
        "javascript": tree_sitter_javascript.language,
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
    }[name]()
    query = _QUERY
    if name == "javascript":
        query = query.replace("public_field_definition", "field_definition").replace(
            "(enum_declaration) @definition", ""
        )
    if name == "typescript":
        query = "\n".join(line for line in query.splitlines() if "jsx" not in line)
    language = tree_sitter.Language(pointer)
    return language, tree_sitter.Query(language, query)


def _parsed(name: str, data: bytes) -> _Root | None:
    import tree_sitter

    started = time.thread_time()
    tree = tree_sitter.Parser(_grammar(name)[0]).parse(
        lambda offset, point: data[offset : offset + 65_536],
        progress_callback=lambda *_: time.thread_time() - started > MOST_S,
    )
    return None if tree is None else _Root(tree.root_node, name)


class _Root:
    """A root with the name of its grammar."""

    def __init__(self, node: Node, grammar: str) -> None:
        self.node, self.grammar = node, grammar
        self.has_error: bool = node.has_error


def _captured(root: _Root) -> dict[str, list[Node]]:
    import tree_sitter

    captured: dict[str, list[Node]] = tree_sitter.QueryCursor(_grammar(root.grammar)[1]).captures(root.node)
    return captured
