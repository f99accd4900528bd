"""The parameters of functions and the arguments of calls."""

from __future__ import annotations

from dataclasses import dataclass

from checks.inputs.code.scope import pattern
from checks.inputs.code.syntax import Node, Tree


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
    is_rest: bool = False


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
            is_rest = node.type == "rest_pattern"
            found.append(Parameter(tree.text(node, 60).lstrip("."), place, None, default, is_rest=is_rest))
    return found


def within(node: Node, around: Node | None) -> bool:
    return around is not None and around.start_byte <= node.start_byte and node.end_byte <= around.end_byte
