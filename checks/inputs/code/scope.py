"""Where names of a code are defined, and what is done to them before they are used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from checks.inputs.code.syntax import FUNCTIONS, Node, Tree

_SCOPES = FUNCTIONS | {"statement_block", "program", "class_body", "for_statement", "for_in_statement", "catch_clause"}
_CONDITIONS = frozenset(("if_statement", "ternary_expression", "switch_case", "catch_clause", "else_clause"))
# Definitions of one name, and changes of one variable, that are looked at.
_MAX_SAME = 30


@dataclass(frozen=True, slots=True)
class Definition:
    """A place where a name gets a value; `value` is the node of it, and `path` leads to it in a pattern."""

    name: str
    node: Node
    value: Node | None
    path: tuple[str, ...] = ()


class Scope:
    """The names of one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.modules: dict[str, str] = {}
        self._definitions: dict[str, list[Definition]] = defaultdict(list)
        self._fields: dict[str, list[Definition]] = defaultdict(list)
        self._assigned: dict[str, list[Node]] = defaultdict(list)
        self._called: dict[str, list[Node]] = defaultdict(list)
        self.called_by_name: dict[str, list[Node]] = defaultdict(list)
        self._by_last: dict[str, list[tuple[str, Node]]] = defaultdict(list)
        for node in tree.definitions:
            self._define(node)
        for node in tree.assignments:
            self._assign(node)
        for node in tree.calls:
            self._call(node)
        for node in tree.imports:
            self._import(node)

    def definitions(self, name: str, at: Node) -> list[Definition]:
        """The definitions of a name that a use of it sees, in their order, those of the innermost scope alone."""
        known = self._definitions.get(name, [])[:_MAX_SAME]
        if not known:
            return []
        # A declaration is seen in all of the block that it stands in.
        around = [self.tree.root, *reversed(self.tree.ancestors(at))]
        scopes = {node.id: level for level, node in enumerate(around)}
        levels = [(scopes.get(scope.id, -1) if (scope := self._scope(item)) is not None else 0) for item in known]
        best = max(levels)
        if best < 0:
            return known if len(known) == 1 else []
        return [item for item, level in zip(known, levels, strict=True) if level == best]

    def fields(self, name: str, at: Node) -> list[Definition]:
        """The fields of that name of the class in which a use of `this` stands, or of the only one."""
        known = self._fields.get(name, [])[:_MAX_SAME]
        around = {node.id for node in self.tree.ancestors(at) if node.type == "class_body"}
        own = [item for item in known if any(node.id in around for node in self.tree.ancestors(item.node))]
        return own or (known if len(known) == 1 else [])

    def assignments(self, root: str) -> list[Node]:
        """Assignments to a variable or to its members, by the variable's name; `this` for fields."""
        return self._assigned.get(root, [])[:_MAX_SAME]

    def method_calls(self, root: str) -> list[Node]:
        """Statements that call a method of a variable."""
        return self._called.get(root, [])[:_MAX_SAME]

    def class_of(self, function: Node) -> str:
        """The name of the class that a method is of; empty where it is of none."""
        for item in self.tree.ancestors(function):
            if item.type in ("class_declaration", "class", "abstract_class_declaration"):
                name = item.child_by_field_name("name")
                return self.tree.text(name, 60) if name is not None else ""
        return ""

    def calls_of(self, last: str) -> list[tuple[str, Node]]:
        """The calls whose name ends so, each with its dotted name."""
        return self._by_last.get(last, [])

    def is_conditional(self, node: Node, beside: Node) -> bool:
        """Whether a statement runs only under a condition that does not hold for `beside` too."""
        around = {item.id for item in self.tree.ancestors(beside)}
        return any(item.type in _CONDITIONS and item.id not in around for item in self.tree.ancestors(node))

    def function_around(self, node: Node) -> Iterator[Node]:
        """The functions in which a node stands, from the inside."""
        above = self.tree.ancestors(node) if self.tree.has_functions else ()
        return (item for item in above if item.type in FUNCTIONS)

    def name_of(self, function: Node) -> str:
        """The name by which a function is called; empty where it has none."""
        named = function.child_by_field_name("name")
        if named is not None:
            return self.tree.text(named, 60)
        above = self.tree.ancestors(function)
        for item in above[:3]:
            if item.type == "variable_declarator" and (name := item.child_by_field_name("name")) is not None:
                return self.tree.text(name, 60)
            if item.type in ("public_field_definition", "field_definition", "pair"):
                key = item.child_by_field_name("name") or item.child_by_field_name("property")
                key = key or item.child_by_field_name("key")
                return self.tree.text(key, 60) if key is not None else ""
            # const f = useCallback(() => …)
            if item.type not in ("arguments", "call_expression"):
                break
        return ""

    def dotted(self, node: Node | None) -> str:
        """`a.b.c` of a member expression; `()` stands for a call within it, and anything else is left out."""
        parts: list[str] = []
        for _ in range(40):
            if node is None:
                break
            if node.type in ("member_expression", "subscript_expression"):
                name = node.child_by_field_name("property") or node.child_by_field_name("index")
                text = self.tree.text(name, 60) if name is not None else ""
                parts.append(text.strip("'\"`"))
                node = node.child_by_field_name("object")
            elif node.type in ("identifier", "this", "import", "property_identifier", "nested_identifier"):
                parts.append(self.tree.text(node, 60))
                break
            elif node.type in ("call_expression", "new_expression"):
                parts.append("()")
                break
            elif node.type in ("parenthesized_expression", "non_null_expression", "as_expression", "await_expression"):
                node = node.named_children[0] if node.named_children else None
            else:
                parts.append("?")
                break
        return ".".join(reversed(parts))

    def _scope(self, item: Definition) -> Node | None:
        above = self.tree.ancestors(item.node)
        return next((node for node in above if node.type in _SCOPES), above[-1] if above else None)

    def _define(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            name = node.child_by_field_name("property")
        if name is None:
            return
        if node.type in ("public_field_definition", "field_definition"):
            self._fields[self.tree.text(name, 60)].append(Definition(self.tree.text(name, 60), node, value))
        elif node.type == "method_definition":
            self._fields[self.tree.text(name, 60)].append(Definition(self.tree.text(name, 60), node, node))
        elif node.type in ("function_declaration", "enum_declaration"):
            self._definitions[self.tree.text(name, 60)].append(Definition(self.tree.text(name, 60), node, node))
        elif name.type == "identifier":
            self._definitions[self.tree.text(name, 60)].append(Definition(self.tree.text(name, 60), node, value))
            self._require(self.tree.text(name, 60), value)
        elif name.type == "object_pattern":
            for bound, path, _ in pattern(name, self.tree):
                self._definitions[bound].append(Definition(bound, node, value, (path,)))

    def _require(self, name: str, value: Node | None) -> None:
        """`const axios = require("axios")`"""
        if value is not None and value.type == "call_expression" and value.end_byte - value.start_byte < 100:
            text = self.tree.text(value)
            if text.startswith("require("):
                self.modules[name] = text[8:-1].strip("'\"` ")

    def _assign(self, node: Node) -> None:
        left = node.child_by_field_name("left")
        root = self.dotted(left).partition(".")[0]
        if root:
            self._assigned[root].append(node)
        if left is not None and left.type == "identifier":
            value = node.child_by_field_name("right")
            self._definitions[root].append(Definition(root, node, value))

    def _call(self, node: Node) -> None:
        name = self.dotted(node.child_by_field_name("function"))
        root, dot, _ = name.partition(".")
        if dot:
            self._called[root].append(node)
        last = name.rpartition(".")[2]
        if len(self._by_last[last]) < _MAX_SAME:
            self._by_last[last].append((name, node))
        if not dot or root == "this":
            self.called_by_name[last].append(node)

    def _import(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        if source is None:
            return
        module = self.tree.text(source, 100).strip("'\"`")
        for child in node.named_children:
            if child.type != "import_clause":
                continue
            for name in child.named_children:
                for word in self.tree.text(name, 300).replace("{", " ").replace("}", " ").split(","):
                    self.modules[word.split()[-1] if word.split() else ""] = module


def pattern(node: Node, tree: Tree) -> Iterator[tuple[str, str, Node | None]]:
    """The names that an object pattern binds, each with the member that it takes and its default."""
    for child in node.named_children:
        if child.type == "shorthand_property_identifier_pattern":
            yield tree.text(child, 60), tree.text(child, 60), None
        elif child.type == "object_assignment_pattern" and child.named_children:
            yield (
                tree.text(child.named_children[0], 60),
                tree.text(child.named_children[0], 60),
                child.named_children[-1],
            )
        elif child.type == "pair_pattern":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None and value.type == "identifier":
                yield tree.text(value, 60), tree.text(key, 60), None
