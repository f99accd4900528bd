"""A call in code, as the readers of each library are given it, and what they read alike: headers and options."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.inputs.code.draft import Draft
from checks.inputs.code.expressions import Bound
from checks.inputs.code.functions import argument_nodes
from checks.inputs.code.reading import Reading
from checks.inputs.code.syntax import Node
from checks.inputs.code.values import Function, Hole, Instance, Object, Text, Value

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
# Statements of one function that are looked at.
MAX_WITHIN = 40
WITH_BODY = ("post", "put", "patch")


@dataclass(frozen=True, slots=True)
class Call:
    """A call by the name that it was called with, and the instance whose method it is, where that is known."""

    name: str
    node: Node
    reading: Reading
    bound: Bound
    owner: Instance | None = None

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]

    def argument(self, place: int) -> Value:
        nodes = argument_nodes(self.node)
        values = self._spread(nodes)
        if values is not None:
            return values[place] if place < len(values) else None
        return self.reading.value(nodes[place], self.bound) if place < len(nodes) else None

    def count(self) -> int:
        nodes = argument_nodes(self.node)
        values = self._spread(nodes)
        return len(nodes if values is None else values)

    def _spread(self, nodes: list[Node]) -> list[Value] | None:
        """The arguments of `f(...arguments)`, where the list is known."""
        if len(nodes) != 1 or nodes[0].type != "spread_element":
            return None
        values = self.reading.value(nodes[0], self.bound)
        return values if isinstance(values, list) else None

    def object(self, place: int) -> Object:
        value = self.argument(place)
        return value if isinstance(value, Object) else Object()

    def take(self, node: Node) -> None:
        """Count a node's lines to those that the call needs."""
        self.reading.need(node)

    def within(self, function: Value) -> list[Node]:
        """The assignments and calls within a function that is given to a call."""
        if not isinstance(function, Function):
            return []
        start, end = function.node.start_byte, function.node.end_byte
        found: list[Node] = []
        for nodes in (self.reading.tree.assignments, self.reading.tree.calls):
            first = bisect_left(nodes, start, key=_start)
            found += [node for node in nodes[first : first + MAX_WITHIN] if node.end_byte <= end]
        return sorted(found, key=_start)


def _start(node: Node) -> int:
    return int(node.start_byte)


def headers_of(value: Value) -> tuple[list[tuple[str, Value]], list[str]]:
    """Headers in any of the forms that code gives them in, and the names of what is not known of them."""
    if isinstance(value, Instance) and value.kind in ("Headers", "HttpHeaders", "AxiosHeaders", "Map", "Object"):
        headers, unknown = headers_of(value.argument(0))
        for change in value.changes:
            given = change.arguments
            name = given[0] if given and isinstance(given[0], str) else ""
            if change.method in ("append", "set") and len(given) > 1 and name:
                if change.method == "set" or value.kind == "Headers":
                    headers = [pair for pair in headers if pair[0].lower() != name.lower()]
                headers.append((name, given[1]))
            elif change.method == "delete" and name:
                headers = [pair for pair in headers if pair[0].lower() != name.lower()]
        return headers, unknown
    if isinstance(value, dict):
        return [(name, item) for name, item in value.items() if name != "?" and item is not None], [
            *getattr(value, "unknown", ())
        ]
    if isinstance(value, list):
        pairs = [item for item in value if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)]
        return [(pair[0], pair[1]) for pair in pairs], []
    return [], [value.name] if isinstance(value, Hole) else []


def add_headers(draft: Draft, value: Value) -> None:
    """Set headers of a draft; what is not known of them is asked for."""
    headers, unknown = headers_of(value)
    for name, item in headers:
        draft.header(name, item)
    for name in unknown:
        if not name.startswith(("init", "options", "headers", "config")) or not draft.headers:
            draft.guess(f"The headers from {name} are not in the code. Add them.", "headers")


def add_set_headers(draft: Draft, call: Call, function: Value) -> None:
    """Headers, and credentials, that a function sets on the request that it is given, as interceptors do."""
    reading = call.reading
    for node in call.within(function):
        is_assignment = node.type == "assignment_expression"
        name = reading.scope.dotted(node.child_by_field_name("left" if is_assignment else "function"))
        last = name.rpartition(".")[2]
        if is_assignment:
            value = reading.value(node.child_by_field_name("right"), call.bound)
            if "headers" in name.split(".")[:-1] and last not in ("common", "?"):
                draft.header(last, value)
            elif last == "headers":
                add_headers(draft, _only_own(value))
            elif last == "withCredentials" and value is True:
                draft.credentials = "include"
            elif last == "credentials" and value in ("include", "omit", "same-origin"):
                draft.credentials = value
        elif last in ("set", "append", "setRequestHeader") and (
            "headers" in name.lower() or last == "setRequestHeader"
        ):
            values = reading.arguments(node, call.bound)
            if len(values) == 2 and isinstance(values[0], str):
                draft.header(values[0], values[1])
        elif last == "clone":
            options = next(iter(reading.arguments(node, call.bound)), None)
            if isinstance(options, dict):
                add_headers(draft, _only_own(options.get("setHeaders")))
                add_headers(draft, _only_own(options.get("headers")))
                draft.credentials = "include" if options.get("withCredentials") is True else draft.credentials


def _only_own(value: Value) -> Value:
    """Headers without what was on the request before."""
    return Object(value) if isinstance(value, dict) else value if isinstance(value, Instance) else None


def returned_headers(call: Call, function: Value) -> Value:
    """The headers that a function returns."""
    value = call.reading.returned(function.node, call.bound) if isinstance(function, Function) else function
    return _only_own(value)


def is_json(value: Value) -> bool:
    """Whether a library sends this body as JSON: an object or a list, or what is taken for one."""
    return isinstance(value, dict | list)


def may_be_json(draft: Draft, value: Value, library: str) -> bool:
    """As `is_json`; a variable whose value is not in the code is taken for an object, which is told."""
    if isinstance(value, Hole):
        if "form" in value.name.lower() or value.name in ("file", "blob", "buffer", "null"):
            return False
        draft.guess(
            f"The body, {value.name}, is not in the code. We assume an object, which {library} sends as "
            "application/json.",
            "headers",
        )
        return True
    return is_json(value) and not isinstance(value, Instance)


def word(options: Mapping[str, Any], name: str) -> Value:
    """A method as the code writes it; None where it gives none."""
    value = options.get(name)
    return value if isinstance(value, str | Hole | Text) else None
