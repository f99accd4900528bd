"""What names are in code: constants, parameters, fields, and what is done to an object before it is used."""

from __future__ import annotations

from collections.abc import Mapping

from checks.inputs.code.expressions import Bound, Expressions
from checks.inputs.code.functions import parameters, within
from checks.inputs.code.scope import Definition
from checks.inputs.code.syntax import Node
from checks.inputs.code.values import Change, Function, Hole, Instance, Object, Text, Value, plain

_WORDS: Mapping[str, Value] = {"undefined": None, "NaN": Hole("NaN"), "Infinity": Hole("Infinity")}


class Reading(Expressions):
    """The values of one tree, by the definitions in it."""

    def named(self, name: str, node: Node, bound: Bound) -> Value:
        if name in _WORDS:
            return _WORDS[name]
        parameter = self._parameter(name, node, bound)
        if parameter is not None:
            return parameter[0]
        seen = self.scope.definitions(name, node)
        if not seen:
            return Hole(name)
        chosen = self._last(seen, node)
        if chosen is None:
            return self._one_of(name, seen, node, bound)
        if chosen.value is None or within(node, chosen.value):
            return Hole(name)
        self.need(chosen.node)
        if chosen.node.type == "function_declaration":
            return Function(chosen.node)
        if chosen.node.type == "enum_declaration":
            return self.enum(chosen.node, bound)
        value = self.value(chosen.value, bound)
        for member in chosen.path:
            value = value.get(member, Hole(name)) if isinstance(value, dict) else Hole(name)
        if isinstance(value, Hole):
            # The name that is used says more than how it came about.
            return Hole(name) if not value.name.startswith(("process.env", "import.meta")) else value
        return self._changed(name, value, chosen.node, node, bound)

    def _last(self, seen: list[Definition], at: Node) -> Definition | None:
        """The one of several definitions that holds at a place; None where that turns on what happens."""
        given = [item for item in seen if item.value is not None]
        if len(given) < 2:
            return given[0] if given else None
        before = [item for item in given if item.node.start_byte < at.start_byte] or given
        last = before[-1]
        texts = {self.tree.text(item.value) for item in given if item.value is not None}
        return last if len(texts) == 1 or not self.scope.is_conditional(last.node, at) else None

    def _one_of(self, name: str, seen: list[Definition], node: Node, bound: Bound) -> Value:
        """The first of several texts that a variable may have, which is told."""
        nodes = [item.value for item in seen if item.value is not None and not within(node, item.value)]
        values = [self.value(item, bound) for item in nodes]
        if not values or any(plain(value) is None for value in values):
            return Hole(name)
        for item in seen:
            self.need(item.node)
        self.told_choice(values)
        return values[0]

    def _parameter(self, name: str, node: Node, bound: Bound) -> tuple[Value] | None:
        """The value of a parameter of a function around a use of its name; None where it is none."""
        for function in self.scope.function_around(node):
            for one in parameters(function, self.tree):
                if one.name != name:
                    continue
                if (function.id, name) in bound:
                    return (bound[function.id, name],)
                if one.default is not None and not within(node, one.default):
                    value = self.value(one.default, bound)
                    return (value if plain(value) is not None or isinstance(value, Text) else Hole(name),)
                return (Hole(name),)
            body = function.child_by_field_name("body")
            own = self.scope.definitions(name, node)
            if body is not None and own and all(within(item.node, body) for item in own):
                return None
        return None

    def field(self, name: str, node: Node, bound: Bound) -> Value:
        """`this.name`: the field of the class, or what the code gives it."""
        seen = self.scope.fields(name, node)
        if seen and seen[-1].value is not None:
            self.need(seen[-1].node)
            if seen[-1].node.type == "method_definition":
                return Function(seen[-1].node)
            if within(node, seen[-1].value):
                return Hole(f"this.{name}")
            value = self.value(seen[-1].value, bound)
            if not isinstance(value, Hole):
                return self._changed(f"this.{name}", value, seen[-1].node, node, bound)
        for assigned in self.scope.assignments("this"):
            left, right = assigned.child_by_field_name("left"), assigned.child_by_field_name("right")
            if self.scope.dotted(left) == f"this.{name}" and not within(node, right):
                self.need(assigned)
                value = self.value(right, bound)
                if not isinstance(value, Hole):
                    return self._changed(f"this.{name}", value, assigned, node, bound)
        for data in self.scope.fields("data", node) if name != "data" else ():
            # Vue's components: data() returns what `this` has.
            given = self.returned(data.value, bound) if data.node.type == "method_definition" else None
            if isinstance(given, Object) and name in given:
                self.need(data.node)
                return given[name]
        return Hole(f"this.{name}")

    def _changed(self, name: str, value: Value, defined: Node, used: Node, bound: Bound) -> Value:
        """An object or an instance with what is done to it between its definition and its use."""
        if not isinstance(value, Object | Instance):
            return value
        root = name.partition(".")[0]
        changes = [*self.scope.assignments(root), *self.scope.method_calls(root)]
        for node in sorted(changes, key=lambda item: item.start_byte):
            if not defined.start_byte < node.start_byte < used.start_byte or within(used, node):
                continue
            value = self._with_change(name, value, node, used, bound)
        return value

    def _with_change(self, name: str, value: Value, node: Node, used: Node, bound: Bound) -> Value:
        is_assignment = node.type == "assignment_expression"
        target = self.scope.dotted(node.child_by_field_name("left" if is_assignment else "function"))
        if not target.startswith(f"{name}."):
            return value
        path = target[len(name) + 1 :].split(".")
        if isinstance(value, Object) and is_assignment:
            self.need(node)
            return _assigned(value, self._path(node, path, bound), self.value(node.child_by_field_name("right"), bound))
        if isinstance(value, Object) and len(path) > 1 and isinstance(inner := value.get(path[0]), Instance):
            made = Object(value, unknown=value.unknown)
            made[path[0]] = self._with_change(f"{name}.{path[0]}", inner, node, used, bound)
            return made
        if isinstance(value, Instance):
            conditional = self.scope.is_conditional(node, used)
            if is_assignment:
                given = self.value(node.child_by_field_name("right"), bound)
                self.need(node)
                return value.changed(Change("=", (given,), tuple(path), conditional))
            if path[-1] in ("append", "set", "delete", "setCrossOrigin", "setRequestHeader", "setWithCredentials"):
                self.need(node)
                return value.changed(Change(path[-1], self.arguments(node, bound), tuple(path), conditional))
        return value

    def _path(self, node: Node, path: list[str], bound: Bound) -> list[str]:
        """The path of an assignment, whose last member may be given by a constant."""
        left = node.child_by_field_name("left")
        index = left.child_by_field_name("index") if left is not None else None
        if index is not None and index.type != "string":
            key = self.value(index, bound)
            return [*path[:-1], key if isinstance(key, str) else "?"]
        return path

    def call_of(self, node: Node, bound: Bound) -> Value:
        """What a function of the text returns for these arguments."""
        function = self.value(node.child_by_field_name("function"), bound)
        if not isinstance(function, Function):
            return self.hole(node)
        return self.returned(function.node, self.bind(function.node, self.arguments(node, bound), bound))

    def returned(self, function: Node, bound: Bound) -> Value:
        body = function.child_by_field_name("body")
        if body is None:
            return Hole("a function")
        if body.type != "statement_block":
            return self.value(body, bound)
        given = [child for child in body.named_children if child.type == "return_statement"]
        if len(given) != 1 or not given[0].named_children:
            return self.hole(function)
        return self.value(given[0].named_children[0], bound)

    def bind(self, function: Node, arguments: tuple[Value, ...], bound: Bound) -> Bound:
        """The values of a function's parameters for a call of it."""
        made = dict(bound)
        for one in parameters(function, self.tree):
            value = arguments[one.place] if one.place < len(arguments) else None
            if one.is_rest:
                value = list(arguments[one.place :])
            if one.member is not None:
                value = Object() if value is None and one.may_miss else value
                value = value.get(one.member) if isinstance(value, dict) else Hole(one.name)
            if value is None and one.default is not None:
                value = self.value(one.default, bound)
            made[function.id, one.name] = value
        return made


def _assigned(value: Object, path: list[str], given: Value) -> Object:
    made = Object(value, unknown=value.unknown)
    if len(path) == 1:
        made[path[0]] = given
        return made
    inner = made.get(path[0])
    if isinstance(inner, Instance):
        return made
    made[path[0]] = _assigned(inner if isinstance(inner, Object) else Object(), path[1:], given)
    return made
