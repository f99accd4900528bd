"""What expressions are before the code runs, given what its names are: templates, objects, calls of what is known."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping

from checks.inputs.code.functions import argument_nodes
from checks.inputs.code.instances import instance_text, number_of, text_of, wrapper
from checks.inputs.code.scope import Scope
from checks.inputs.code.syntax import FUNCTIONS, Node, Tree
from checks.inputs.code.values import Change, Function, Hole, Instance, Object, Text, Told, Value, joined, plain
from checks.inputs.url_spelling import shown

# Expressions read of one text, at most and by its characters, how deep, and characters that they may make: a few lines
# can double a text.
MAX_STEPS, FIXED_STEPS, STEPS_A_CHARACTER, MAX_DEPTH, MAX_MADE = 20_000, 800, 4, 40, 250_000
# Values of parameters, by the function's node and the parameter's name.
Bound = Mapping[tuple[int, str], Value]

_LITERAL = re.compile(r"'[^']*+'?|\"[^\"]*+\"?|`[^`]*+`?")
_WRAPPERS = frozenset(("parenthesized_expression", "await_expression", "as_expression", "non_null_expression"))
_WRAPPERS |= {"satisfies_expression", "type_assertion", "jsx_expression", "spread_element"}
_METHODS = frozenset(("set", "append", "concat", "join", "setCrossOrigin", "setWithCredentials"))
_SAME = frozenset(("String", "encodeURI", "Object.freeze", "ref", "unref", "computed", "trim", "toString", "useMemo"))
_SAME |= {"useRef", "useState", "structuredClone", "inject", "reactive", "Uri.parse", "markRaw", "JSON.parse"}


class Expressions(ABC):
    """The values of one tree; `told` collects what was chosen, and `rows` the lines that were needed."""

    def __init__(self, tree: Tree) -> None:
        self.tree, self.scope = tree, Scope(tree)
        self.told = Told()
        self.rows: set[int] = set()
        self._steps = self._made = self._depth = 0
        self._most_steps = min(MAX_STEPS, FIXED_STEPS + STEPS_A_CHARACTER * len(tree.data))

    def value(self, node: Node | None, bound: Bound) -> Value:
        """What an expression is; a `Hole` where it is not known."""
        if node is None:
            return None
        self._steps += 1
        if self._depth >= MAX_DEPTH or self._steps > self._most_steps or self._made > MAX_MADE:
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
        """An expression that is not known, by its words, without texts in it, which may be secret."""
        words = " ".join(_LITERAL.sub("…", self.tree.text(node, 200)).split())
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
            return self.named(self.tree.text(node, 60), node, bound)
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
            "A quotation mark is not closed, so the text is read up to the first comma or space.", _field(literal[1:])
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
            sentence = f"{self.hole(nodes[0]).name} is not in the code, so its default there is used."
            self.told.say(sentence, _field(values[1]))
            return values[1]
        if node.type == "ternary_expression" and not is_open[0] and plain(values[0]) is not None:
            self.told_choice(values)
        return values[0]

    def told_choice(self, values: list[Value]) -> None:
        are_urls = [_field(value) == "url" for value in values]
        named = " and ".join(shown(str(value)) for value in values) if all(are_urls) else "several values"
        self.told.say(f"The code chooses between {named} at run time; the first is used.", _field(values[0]))

    def enum(self, node: Node, bound: Bound) -> Object:
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
            return self.field(last, node, bound)
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

    @abstractmethod
    def named(self, name: str, node: Node, bound: Bound) -> Value:
        """What a name is where it is used; a `Hole` where it is not known."""

    @abstractmethod
    def field(self, name: str, node: Node, bound: Bound) -> Value:
        """`this.name`: the field of the class, or what the code gives it."""

    @abstractmethod
    def call_of(self, node: Node, bound: Bound) -> Value:
        """What a function of the text returns for these arguments."""

    @abstractmethod
    def returned(self, function: Node, bound: Bound) -> Value:
        """What a function returns, where it has one place that returns."""


def _field(value: Value) -> str | None:
    """The field that a chosen text is about, where that can be told."""
    return "url" if isinstance(value, str) and value.startswith(("http:", "https:", "/")) else None
