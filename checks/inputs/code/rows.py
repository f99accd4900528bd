"""Which lines of a text are a request's: its statement, what it uses, and the rest of the same code."""

from __future__ import annotations

import re
from dataclasses import replace

from checks.inputs.code.syntax import Node, Tree
from checks.inputs.understood import Part

# A server's own code is told of as such, so it is left to what reads it.
_SERVER = re.compile(
    rb"\bcors\s*\(|\b(?:app|router|server)\.(?:use|get|post|put|patch|delete|options|listen|all)\(|require\(['\"]cors"
    rb"|from ['\"]cors['\"]|express\(|\bres\.(?:set|header|setHeader)\("
)
_CODE = frozenset(
    (
        "import_statement",
        "export_statement",
        "lexical_declaration",
        "variable_declaration",
        "function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "interface_declaration",
        "type_alias_declaration",
        "enum_declaration",
        "if_statement",
        "try_statement",
        "return_statement",
        "for_statement",
        "for_in_statement",
        "comment",
    )
)
_CALLS = frozenset(("call_expression", "await_expression", "assignment_expression", "new_expression", "arrow_function"))
_REST = re.compile(r"\s*+(?:[)}\];,]++\s*+(?://.*+)?|//.*+|/?\*.*+|@\w.*+|</?[\w.]*+>?;?|<[\w.]++[^>]*+>.*+)?\Z")


def rows_of(node: Node) -> set[int]:
    return set(range(node.start_point[0], node.end_point[0] + 1))


def block_of(row: int, lines: list[str]) -> tuple[int, ...]:
    """The line and those around it up to an empty one."""
    first = last = row
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return tuple(number for number in range(first, last + 1) if lines[number].strip())


def with_block(found: list[Part], tree: Tree, code: str) -> list[Part]:
    """The parts, of which the first has what else is clearly of the same code."""
    if not found:
        return []
    needed = {row for part in found for row in part.lines}
    lines = code.split("\n")
    rows = set(found[0].lines)
    for node in tree.root.children:
        own = rows_of(node)
        if (own & needed or _is_code(node)) and (
            own & needed or not _SERVER.search(tree.data[node.start_byte : node.end_byte])
        ):
            rows |= {row for row in own if row < len(lines) and lines[row].strip()}
    for row, line in enumerate(lines):
        near = row - 1 in rows or row + 1 in rows
        if line.strip() and row not in rows and near and _REST.match(line[:300]):
            rows.add(row)
    taken = tuple(sorted(row for row in rows if row < len(lines)))
    return [replace(found[0], lines=taken), *found[1:]]


def _is_code(node: Node) -> bool:
    """Whether a statement is code that no prose could be."""
    if node.type in _CODE:
        return not node.has_error
    if node.type == "expression_statement" and node.named_children:
        return node.named_children[0].type in _CALLS and not node.has_error
    return False
