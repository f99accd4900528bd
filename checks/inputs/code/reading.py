"""What expressions are before the code runs, as far as the text says: constants, templates, objects, instances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checks.inputs.code.instances import instance_text, number_of, text_of, wrapper
from checks.inputs.code.scope import FUNCTIONS, Definition, Scope, pattern
from checks.inputs.code.syntax import Node, Tree
from checks.inputs.code.values import Change, Function, Hole, Instance, Object, Text, Told, Value, joined, plain
from checks.inputs.url_spelling import shown

# Expressions that are read of one text, how deep, and characters that they may make: a few lines can double a text.
MAX_STEPS, MAX_DEPTH, MAX_MADE = 20_000, 40, 250_000
# Values of parameters, by the function's node and the parameter's name.
Bound = Mapping[tuple[int, str], Value]

_WORDS: Mapping[str, Value] = {"undefined": None, "NaN": Hole("NaN"), "Infinity": Hole("Infinity")}
_WRAPPERS = frozenset(("parenthesized_expression", "await_expression", "as_expression", "non_null_expression"))
_WRAPPERS |= {"satisfies_expression", "type_assertion", "jsx_expression", "spread_element"}
_METHODS = frozenset(("set", "append", "concat", "join", "setCrossOrigin", "setWithCredentials"))
_SAME = frozenset(("String", "encodeURI", "Object.freeze", "ref", "unref", "computed", "trim", "toString", "useMemo"))
_SAME |= {"useRef", "useState", "structuredClone", "inject", "reactive", "Uri.parse", "markRaw", "JSON.parse"}


class Reading:
    """The values of one tree; `told` collects what was chosen, and `rows` the lines that were needed."""

    def __init__(self, tree: Tree) -> None:
        self.tree, self.scope = tree, Scope(tree)
        self.told = Told()
        self.rows: set[int] = set()
        self._steps = self._made = self._depth = 0

    def value(self, node: Node | None, bound: Bound) -> Value:
        """What an expression is; a `Hole` where it is not known."""
        if node is None:
            return None
        self._steps += 1
        if self._depth >= MAX_DEPTH or self._steps > MAX_STEPS or self._made > MAX_MADE:
            return self.hole(node)
        self._depth += 1
        try:
            value = self._value(node, bound)
        finally:
            self._depth -= 1
        if isinstance(value, str):
            self._made += len(value)
        elif isinstance(value, Object | list):
            self._made += 10 * len(value)
        return value

    def hole(self, node: Node) -> Hole:
        words = " ".join(self.tree.text(node, 200).split())
        return Hole(words if len(words) <= 40 else f"{words[:39]}…")

    def _value(self, node: Node, bound: Bound) -> Value:
        kind = node.type
        if kind in ("string", "jsx_attribute_value"):
            return self._string(self.tree.text(node))
        if kind == "template_string":
            return self._template(node, bound)
        if kind == "number":
            return number_of(self.tree.text(node, 60))
        if kind in ("true", "false", "null", "undefined"):
            return {"true": True, "false": False}.get(kind)
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._name(self.tree.text(node, 60), node, bound)
        if kind == "object":
            return self._object(node, bound)
        if kind == "array":
            return [self.value(child, bound) for child in node.named_children[:200] if child.type != "comment"]
        if kind in _WRAPPERS:
            return self.value(node.named_children[0], bound) if node.named_children else self.hole(node)
        if kind in ("member_expression", "subscript_expression"):
            return self._member(node, bound)
        if kind == "binary_expression":
            return self._binary(node, bound)
        if kind == "ternary_expression":
            return self._either(node, "consequence", "alternative", bound)
        if kind in FUNCTIONS:
            return Function(node)
        if kind in ("call_expression", "new_expression"):
            return self._called(node, bound)
        return self.hole(node)

    def _string(self, literal: str) -> str:
        if len(literal) > 1 and literal[0] == literal[-1]:
            return text_of(literal[1:-1])
        self.told.say(
            "A quotation mark is not closed, so its text is read to the first comma or space.", _field(literal[1:])
        )
        return str(re.split(r"[\s,;)]", literal[1:], maxsplit=1)[0])

    def _template(self, node: Node, bound: Bound) -> Value:
        parts: list[Value] = []
        for child in node.named_children[:100]:
            if child.type == "template_substitution":
                inner = child.named_children[0] if child.named_children else None
                value = self.value(inner, bound)
                known = plain(value) is not None or isinstance(value, Text | Hole) or inner is None
                parts.append(self._as_text(value) if known or isinstance(value, Instance) else self.hole(inner))
            else:
                parts.append(text_of(self.tree.text(child)))
        return joined(parts)

    def _as_text(self, value: Value) -> Value:
        return instance_text(value) if isinstance(value, Instance) else value

    def _object(self, node: Node, bound: Bound) -> Object:
        made = Object()
        for child in node.named_children[:200]:
            if child.type == "pair":
                key = child.child_by_field_name("key")
                made[self._key(key, bound)] = self.value(child.child_by_field_name("value"), bound)
            elif child.type == "shorthand_property_identifier":
                made[self.tree.text(child, 60)] = self.value(child, bound)
            elif child.type == "method_definition":
                made[self._key(child.child_by_field_name("name"), bound)] = Function(child)
            elif child.type == "spread_element":
                spread = self.value(child, bound)
                if isinstance(spread, dict):
                    made.update(spread)
                    made.unknown += getattr(spread, "unknown", ())
                elif isinstance(spread, Hole):
                    made.unknown += (spread.name,)
        return made

    def _key(self, node: Node | None, bound: Bound) -> str:
        if node is None:
            return "?"
        if node.type == "computed_property_name":
            inner = self.value(node.named_children[0], bound) if node.named_children else None
            return inner if isinstance(inner, str) else "?"
        text = self.tree.text(node)
        return str(text_of(text[1:-1])) if node.type == "string" else text

    def _binary(self, node: Node, bound: Bound) -> Value:
        operator = node.child_by_field_name("operator")
        sign = operator.type if operator is not None else ""
        if sign in ("||", "??"):
            return self._either(node, "left", "right", bound)
        if sign == "&&":
            left_value = self.value(node.child_by_field_name("left"), bound)
            missing = left_value is None or left_value is False or left_value == ""
            return left_value if missing else self.value(node.child_by_field_name("right"), bound)
        if sign != "+":
            return self.hole(node)
        operands: list[Node] = []
        left: Node | None = node
        while left is not None and left.type == "binary_expression" and len(operands) < 200:
            right_operand = left.child_by_field_name("right")
            operands.append(right_operand)
            left = left.child_by_field_name("left")
        values = [self.value(item, bound) for item in [left, *reversed(operands)] if item is not None]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            return sum(values)
        return joined([self._as_text(value) for value in values])

    def _either(self, node: Node, first: str, second: str, bound: Bound) -> Value:
        """What the code takes of two values: the one that is known; where both are, the first, and that is told."""
        nodes = node.child_by_field_name(first), node.child_by_field_name(second)
        values = [self.value(item, bound) for item in nodes]
        if values[0] == values[1]:
            return values[0]
        if node.type == "binary_expression" and (values[0] is None or values[0] == ""):
            return values[1]
        is_open = [isinstance(value, Hole) for value in values]
        if is_open[0] and not is_open[1] and plain(values[1]) not in (None, ""):
            sentence = f"{self.hole(nodes[0]).name} is not in the code, so what stands in for it there is taken."
            self.told.say(sentence, _field(values[1]))
            return values[1]
        if node.type == "ternary_expression" and not is_open[0] and plain(values[0]) is not None:
            self._told_choice(values)
        return values[0]

    def _name(self, name: str, node: Node, bound: Bound) -> Value:
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
        if chosen.value is None or _within(node, chosen.value):
            return Hole(name)
        self.need(chosen.node)
        if chosen.node.type == "function_declaration":
            return Function(chosen.node)
        if chosen.node.type == "enum_declaration":
            return self._enum(chosen.node, bound)
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
        nodes = [item.value for item in seen if item.value is not None and not _within(node, item.value)]
        values = [self.value(item, bound) for item in nodes]
        if not values or any(plain(value) is None for value in values):
            return Hole(name)
        for item in seen:
            self.need(item.node)
        self._told_choice(values)
        return values[0]

    def _told_choice(self, values: list[Value]) -> None:
        are_urls = [_field(value) == "url" for value in values]
        named = " and ".join(shown(str(value)) for value in values) if all(are_urls) else "several values"
        self.told.say(f"The code chooses between {named} when it runs; the first is taken.", _field(values[0]))

    def _parameter(self, name: str, node: Node, bound: Bound) -> tuple[Value] | None:
        """The value of a parameter of a function around a use of its name; None where it is none."""
        for function in self.scope.function_around(node):
            for one in parameters(function, self.tree):
                if one.name != name:
                    continue
                if (function.id, name) in bound:
                    return (bound[function.id, name],)
                if one.default is not None and not _within(node, one.default):
                    value = self.value(one.default, bound)
                    return (value if plain(value) is not None or isinstance(value, Text) else Hole(name),)
                return (Hole(name),)
            body = function.child_by_field_name("body")
            own = self.scope.definitions(name, node)
            if body is not None and own and all(_within(item.node, body) for item in own):
                return None
        return None

    def _enum(self, node: Node, bound: Bound) -> Object:
        body = node.child_by_field_name("body")
        made = Object()
        for child in body.named_children[:200] if body is not None else ():
            key, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if key is not None:
                made[self.tree.text(key, 60)] = self.value(value, bound)
        return made

    def _member(self, node: Node, bound: Bound) -> Value:
        name = self.scope.dotted(node)
        root, _, last = name.rpartition(".")
        if root == "this":
            return self._field(last, node, bound)
        if name.startswith(("process.env", "import.meta", "location.", "window.location", "document.")):
            return Hole(name)
        owner = self.value(node.child_by_field_name("object"), bound)
        if isinstance(owner, Object):
            if last in owner:
                return owner[last]
            return self.hole(node) if owner.unknown or not last else None
        if isinstance(owner, list) and last.isdigit() and int(last) < len(owner):
            return owner[int(last)]
        if isinstance(owner, Instance) and last in ("href", "value", "current"):
            return instance_text(owner)
        if last in ("value", "current") and plain(owner) is not None:
            return owner
        return self.hole(node)

    def _field(self, name: str, node: Node, bound: Bound) -> Value:
        """`this.name`: the field of the class, or what the code gives it."""
        seen = self.scope.fields(name, node)
        if seen and seen[-1].value is not None:
            self.need(seen[-1].node)
            if seen[-1].node.type == "method_definition":
                return Function(seen[-1].node)
            if _within(node, seen[-1].value):
                return Hole(f"this.{name}")
            value = self.value(seen[-1].value, bound)
            if not isinstance(value, Hole):
                return self._changed(f"this.{name}", value, seen[-1].node, node, bound)
        for assigned in self.scope.assignments("this"):
            left, right = assigned.child_by_field_name("left"), assigned.child_by_field_name("right")
            if self.scope.dotted(left) == f"this.{name}" and not _within(node, right):
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
            if not defined.start_byte < node.start_byte < used.start_byte or _within(used, node):
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

    def _called(self, node: Node, bound: Bound) -> Value:
        """What a call gives: of the usual wrappers, of a function of the text, or of a constructor."""
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        name = self.scope.dotted(function)
        last = name.rpartition(".")[2]
        arguments = self.arguments(node, bound)
        first = arguments[0] if arguments else None
        if node.type == "new_expression":
            return Instance(last, arguments)
        if name in _SAME or last in ("toString", "trim", "freeze", "useRef", "useState", "useMemo"):
            return self._same(last, function, first, bound)
        wrapped = wrapper(name, arguments)
        if wrapped is not None:
            return wrapped
        if last in ("create", "extend", "instance", "defaults") and "." in name:
            return self._derived(name, function, last, arguments, bound)
        if function is not None and function.type == "member_expression" and last in _METHODS:
            return self._method(node, function, last, arguments, bound)
        return self.call_of(node, bound)

    def _derived(self, name: str, function: Node, last: str, arguments: tuple[Value, ...], bound: Bound) -> Value:
        """An instance of a library, by its `create`; one that is made of another has the options of both."""
        above = self.value(function.child_by_field_name("object"), bound)
        if not isinstance(above, Instance):
            return Instance(f"{self.canonical(name.rpartition('.')[0])}.{last}", arguments)
        options = Object()
        for given in (above.argument(0), arguments[0] if arguments else None):
            for key, value in given.items() if isinstance(given, dict) else ():
                both = isinstance(value, Object) and isinstance(options.get(key), Object)
                options[key] = Object({**options[key], **value}) if both else value
        return Instance(above.kind, (options,), above.changes)

    def _same(self, last: str, function: Node, first: Value, bound: Bound) -> Value:
        if last in ("toString", "trim") and function is not None:
            owner = self.value(function.child_by_field_name("object"), bound)
            return instance_text(owner) if isinstance(owner, Instance) else owner
        if isinstance(first, Function):
            return self.returned(first.node, {})
        return [first] if last == "useState" else first

    def _method(self, node: Node, function: Node, last: str, arguments: tuple[Value, ...], bound: Bound) -> Value:
        owner = self.value(function.child_by_field_name("object"), bound)
        if isinstance(owner, Instance):
            return owner.changed(Change(last, arguments, (last,)))
        if last.startswith("set") and last != "set":
            return self.hole(node)
        if last == "join" and isinstance(owner, list):
            glue = arguments[0] if arguments else ","
            values = [part for item in owner for part in (glue, item)][1:]
            return joined(values)
        if last == "concat" and (plain(owner) is not None or isinstance(owner, Text)):
            return joined([owner, *arguments])
        return self.hole(node)

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
            if one.member is not None:
                value = Object() if value is None and one.may_miss else value
                value = value.get(one.member) if isinstance(value, dict) else Hole(one.name)
            if value is None and one.default is not None:
                value = self.value(one.default, bound)
            made[function.id, one.name] = value
        return made

    def arguments(self, node: Node, bound: Bound) -> tuple[Value, ...]:
        return tuple(self.value(item, bound) for item in argument_nodes(node)[:20])

    def canonical(self, name: str) -> str:
        """A dotted name with the library that its beginning was imported from in its place."""
        root, dot, rest = name.partition(".")
        module = self.scope.modules.get(root, "")
        known = {"axios": "axios", "ky": "ky", "superagent": "superagent", "jquery": "$", "openai": root}.get(
            module, root
        )
        return known + dot + rest

    def need(self, node: Node) -> None:
        self.rows.update(range(node.start_point[0], min(node.end_point[0], node.start_point[0] + 60) + 1))


def argument_nodes(node: Node) -> list[Node]:
    arguments = node.child_by_field_name("arguments")
    return [item for item in arguments.named_children if item.type != "comment"] if arguments is not None else []


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name that a function's parameters bind: that at `place`, or a `member` of the object there."""

    name: str
    place: int
    member: str | None = None
    default: Node | None = None
    may_miss: bool = False


def parameters(function: Node, tree: Tree) -> list[Parameter]:
    single, listed = function.child_by_field_name("parameter"), function.child_by_field_name("parameters")
    found: list[Parameter] = []
    nodes = [single] if single is not None else listed.named_children[:20] if listed is not None else []
    for place, node in enumerate(nodes):
        default = node.child_by_field_name("value")
        if node.type == "assignment_pattern":
            node, default = node.child_by_field_name("left"), node.child_by_field_name("right")
        elif node.type in ("required_parameter", "optional_parameter"):
            node = node.child_by_field_name("pattern")
        if node is not None and node.type == "object_pattern":
            found += [
                Parameter(name, place, member, inner, default is not None)
                for name, member, inner in pattern(node, tree)
            ]
        elif node is not None:
            found.append(Parameter(tree.text(node, 60), place, None, default))
    return found


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


def _field(value: Value) -> str | None:
    """The field that a chosen text is about, where that can be told."""
    return "url" if isinstance(value, str) and value.startswith(("http:", "https:", "/")) else None


def _within(node: Node, around: Node | None) -> bool:
    return around is not None and around.start_byte <= node.start_byte and node.end_byte <= around.end_byte
