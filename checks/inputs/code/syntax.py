"""Code as a syntax tree of tree-sitter (https://tree-sitter.github.io/), in a paste that may hold prose around it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Node = Any

# Nodes that are looked at, and levels of nesting.
MAX_NODES, MAX_DEPTH = 60_000, 150
# CPU seconds for all parsing of one text, at most and by its characters: code takes a thirtieth of it, and what is no
# code could take long.
MOST_S, FIXED_S, A_CHARACTER_S = 0.12, 0.03, 10e-6
_MAX_UNENDED = 5
FUNCTIONS = frozenset(
    (
        "arrow_function",
        "function_expression",
        "function_declaration",
        "method_definition",
        "function",
        "generator_function_declaration",
    )
)
_KINDS = {
    "call_expression": "calls",
    "new_expression": "calls",
    "variable_declarator": "definitions",
    "function_declaration": "definitions",
    "method_definition": "definitions",
    "public_field_definition": "definitions",
    "field_definition": "definitions",
    "enum_declaration": "definitions",
    "assignment_expression": "assignments",
    "import_statement": "imports",
    "jsx_self_closing_element": "elements",
    "jsx_opening_element": "elements",
}
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
_CODE_MARKS = re.compile(r"=>|[{};=`]|\w\(|\)[ ,;]{0,3}$|^\s*+(?://|/?\*|[<.}\])'\"])")
_BEFORE_CODE = re.compile(r"[^=({;`<\[]*")
# Quotation marks that a word processor made of those of code.
_CURLY = re.compile(r"[(:=,\[{+] ?[“‘]")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_KEY_OR_INDENTED = re.compile(r"(?:\t|[ ]{2,})(?![-*\d])|[\"'\w$-]+\??:\s")
_HEADER = re.compile(
    r"\s*(?:[A-Za-z]\w*-[\w-]+:\s|:[a-z]+:\s|[A-Z]{3,7} \S+ HTTP/\d|HTTP/\d|at (?:async )?\S[^\n]{0,300}:\d+\)?\s*\Z)"
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_GUTTER = re.compile(r"[ \t]*(?:>[ \t]*)?\d{1,5}[ \t]*\|")
_CALL_IN_PROSE = re.compile(r"(?:await )?(?:new )?[\w$.]{2,40}(?:<\w{1,40}>)?\(")
# A call between backticks within a sentence.
_QUOTED_CALL = re.compile(
    r"(\A|[\w,.:)] |\()`((?:await )?(?:new )?[\w$.]{2,40}\([^`\n]{0,2000}\));?`(?=[\s.,:;?!)]|\Z)"
)
_TAG_IN_PROSE = re.compile(r"<(?:img|script|link|video|audio|track|form|iframe)\b[^<>]{0,2000}>", re.IGNORECASE)
# A string that does not end is read to the end of its line.
_STRING = re.compile(
    r"'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?|`(?:[^`\\]|\\.)*+`?|//[^\n]*+|[()\[\]{}]", re.DOTALL
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(slots=True)
class Tree:
    """The tree of a text, with what the readers look for in it, in the text's order."""

    data: bytes
    root: Node
    calls: list[Node] = field(default_factory=list)
    definitions: list[Node] = field(default_factory=list)
    assignments: list[Node] = field(default_factory=list)
    imports: list[Node] = field(default_factory=list)
    elements: list[Node] = field(default_factory=list)
    parents: dict[int, Node] = field(default_factory=dict, repr=False)
    has_functions: bool = False

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """What the node stands in, from the inside; tree-sitter itself would begin at the root for each."""
        found: list[Node] = []
        while (above := self.parents.get(node.id)) is not None and len(found) < MAX_DEPTH:
            found.append(above)
            node = above
        return tuple(found)

    def text(self, node: Node, most: int | None = None) -> str:
        end = node.end_byte if most is None else min(node.end_byte, node.start_byte + most)
        return self.data[node.start_byte : end].decode("utf-8", "replace")


def tree_of(text: str) -> Tree | None:
    """The tree of the grammar in which the text has the fewest errors; None where it is too far from code."""
    whole = closed(text)
    if whole is None:
        return None
    data = _with_ended_comments(whole).encode("utf-8", "replace")
    ends = time.thread_time() + min(MOST_S, FIXED_S + A_CHARACTER_S * len(data))
    best = _parsed("tsx", data, ends)
    if best is not None and best.has_error and len(data) < 20_000:
        parsed = (best, _parsed("typescript", data, ends), _parsed("javascript", data, ends))
        best = min((root for root in parsed if root is not None), key=_wrong)
    return None if best is None else _walked(Tree(data, best))


def _walked(tree: Tree) -> Tree:
    """The tree with all that is looked for in it, as far as it is looked at."""
    cursor = tree.root.walk()
    path: list[Node] = []
    for _ in range(MAX_NODES):
        node = cursor.node
        if node.is_named:
            if path:
                tree.parents[node.id] = path[-1]
            kind = _KINDS.get(node.type)
            tree.has_functions = tree.has_functions or node.type in FUNCTIONS
            # A tagged template is no call with arguments.
            if kind is not None and (node.type != "call_expression" or node.children[-1].type == "arguments"):
                getattr(tree, kind).append(node)
        if len(path) < MAX_DEPTH and cursor.goto_first_child():
            path.append(node)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return tree
            path.pop()
    return tree


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
        if _CURLY.search(line):
            line = line.translate(_STRAIGHT)
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
    words = (_BEFORE_CODE.match(line) or [""])[0].split()
    return len(words) > 3 and all(re.fullmatch(r"[“\"(]?[A-Za-z’'-]+[,.:”\")]?", word) for word in words[:-1])


def _calls_only(line: str) -> str:
    """A sentence without all but the calls and tags in it."""
    kept = [" "] * len(line)
    place = 0
    for tag in _TAG_IN_PROSE.finditer(line):
        kept[tag.start() : tag.end()] = tag[0]
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


def closed(text: str) -> str | None:
    """The text with the brackets closed that are open at its end, as when its last lines were not copied; None where
    brackets are nested as in no code, which the parser takes long to find out."""
    open_brackets: list[str] = []
    for match in _STRING.finditer(text):
        mark = match[0]
        if mark in _CLOSING:
            open_brackets.append(_CLOSING[mark])
            if len(open_brackets) > MAX_DEPTH:
                return None
        elif open_brackets and mark == open_brackets[-1]:
            open_brackets.pop()
    return f"{text}\n{''.join(reversed(open_brackets))}" if open_brackets else text


def _with_ended_comments(text: str) -> str:
    """The text without all but the first beginnings of comments that have no end: each costs the rest of the text."""
    last = text.rfind("*/") + 2 if "*/" in text else 0
    parts = text[last:].split("/*")
    if len(parts) <= _MAX_UNENDED:
        return text
    return text[:last] + "/*".join(parts[:_MAX_UNENDED]) + "  " + "  ".join(parts[_MAX_UNENDED:])


def _wrong(root: Node) -> int:
    """The bytes that a grammar could not place."""
    return sum(child.end_byte - child.start_byte for child in root.children if child.has_error)


@cache
def _language(name: str) -> Any:
    """A grammar, which is loaded only once code is pasted."""
    import tree_sitter
    import tree_sitter_javascript
    import tree_sitter_typescript

    load = {
        "javascript": tree_sitter_javascript.language,
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
    }[name]
    return tree_sitter.Language(load())


def _parsed(name: str, data: bytes, ends: float) -> Node | None:
    import tree_sitter

    try:
        return (
            tree_sitter.Parser(_language(name))
            .parse(
                lambda offset, point: data[offset : offset + 65_536],
                progress_callback=lambda *_: time.thread_time() > ends,
            )
            .root_node
        )
    except ValueError:
        return None  # It was stopped.
