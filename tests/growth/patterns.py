"""Every regular expression of the project, found by walking its modules, and texts on which each could go wrong.

A pattern goes wrong where it gives back what it took, or begins again at every character: so its own repetitions are
pumped, after a beginning that fits and before an end that does not.
"""

from __future__ import annotations

import ast
import re
import re._constants as op
import re._parser as parser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from checks.cors.rules.base import When
from tests.growth.modules import modules

_CALLS = frozenset({"sub", "subn", "match", "search", "fullmatch", "split", "findall", "finditer"})
_ANCHORED = frozenset({"match", "fullmatch"})
# What is tried of a class of characters, beside the pattern's own literals.
_USUAL = " \t\na0A-_.:/?&=,;'\"\\`<>(){}[]@#%*+"
_PER_CLASS = 5
_UNBOUNDED = 64


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, where it stands, and whether it is only ever asked at one place of a text."""

    place: str
    pattern: re.Pattern[Any]
    anchored: bool

    def run(self, text: str) -> None:
        """All that the pattern can be made to do to a text."""
        subject: Any = text.encode("latin-1", "replace") if isinstance(self.pattern.pattern, bytes) else text
        if self.anchored:
            self.pattern.match(subject)
            self.pattern.fullmatch(subject)
        else:
            for _ in self.pattern.finditer(subject):
                pass


def all_patterns() -> list[Found]:
    found: dict[tuple[Any, int], Found] = {}
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        used = _uses(tree)
        for name, pattern, whole in _compiled(module, _assigned(tree)):
            anchored = whole or (bool(used.get(name)) and used[name] <= _ANCHORED)
            _add(found, Found(f"{module.__name__}.{name}", pattern, anchored))
        for line, pattern, call in _written_in_place(tree, module):
            _add(found, Found(f"{module.__name__}:{line}", pattern, call in _ANCHORED))
    return list(found.values())


def _add(found: dict[tuple[Any, int], Found], one: Found) -> None:
    key = one.pattern.pattern, one.pattern.flags
    if key not in found or found[key].anchored:
        found[key] = one


def _assigned(tree: ast.Module) -> set[str]:
    """The globals that a module does not only import."""
    targets = [
        node.targets if isinstance(node, ast.Assign) else [node.target]
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
    ]
    return {name.id for group in targets for target in group for name in ast.walk(target) if isinstance(name, ast.Name)}


def _compiled(module: ModuleType, own: set[str]) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """The compiled patterns among a module's own globals, in tuples, lists, mappings and dataclasses too, and whether
    each has to fit a whole text."""

    def within(value: Any) -> Iterator[tuple[re.Pattern[Any], bool]]:
        if isinstance(value, re.Pattern):
            yield value, False
        elif isinstance(value, When):
            yield from ((pattern, True) for pattern in (value.origin, value.asks) if pattern is not None)
        elif isinstance(value, (tuple, list, frozenset, set)):
            for item in value:
                yield from within(item)
        elif isinstance(value, dict):
            yield from within(list(value.values()))
        elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
            yield from within([getattr(value, name, None) for name in value.__dataclass_fields__])

    for name in sorted(own & set(vars(module))):
        for pattern, whole in within(vars(module)[name]):
            yield name, pattern, whole


def _uses(tree: ast.Module) -> dict[str, set[str]]:
    """By global name, the methods that it is called with; `other` where it is used in another way."""
    used: dict[str, set[str]] = {}
    called = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            used.setdefault(node.func.value.id, set()).add(node.func.attr)
            called.add(id(node.func.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            used.setdefault(node.id, set()).add("other")
    return used


def _written_in_place(tree: ast.Module, module: ModuleType) -> Iterator[tuple[int, re.Pattern[Any], str]]:
    """Patterns that stand in a call such as `re.sub(r"…", …)`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner = node.func.value
        if not (isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in _CALLS):
            continue
        source = ast.Expression(node.args[0])
        try:
            text = eval(compile(source, module.__name__, "eval"), dict(vars(module)))
        except NameError as error:
            raise AssertionError(f"{module.__name__}:{node.lineno}: write the pattern as a global: {error}") from error
        if isinstance(text, re.Pattern):
            continue
        named = {word.arg: word.value for word in node.keywords}
        at = {"sub": 4, "subn": 4, "split": 3}.get(node.func.attr, 2)
        flags = named.get("flags") or (node.args[at] if len(node.args) > at else None)
        value = eval(compile(ast.Expression(flags), "flags", "eval"), {"re": re}) if flags is not None else 0
        yield node.lineno, re.compile(text, value), node.func.attr


def attacks(pattern: re.Pattern[Any]) -> list[tuple[str, Callable[[int], str]]]:
    """Texts of about any length on which the pattern may take long, each with its name."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    literals = "".join(dict.fromkeys(_literals(tree)))[:40]
    sampler = _Sampler(literals)
    pumps: dict[tuple[str, str], None] = {}
    for prefix, body in sampler.repeats(tree, ""):
        for pump in body:
            pumps[(prefix, pump)] = None
    whole = sampler.samples(tree)[0]
    found: dict[str, Callable[[int], str]] = {}
    for prefix, pump in list(pumps)[:120]:
        for tail in ("", "\x00", "\n\n!"):
            found[f"{prefix!r} {pump!r}* {tail!r}"] = _pumped(prefix, pump, tail)
        found[f"({prefix!r} {pump!r})*"] = _pumped("", (prefix + pump) or "a", "\x00")
        if len(prefix) > 1:
            found[f"{prefix!r}*"] = _pumped("", prefix, "\x00")
            found[f"{prefix!r}* {pump!r}*"] = _two(prefix, pump or "a")
    if whole:
        found[f"{whole!r}*"] = _pumped("", whole, "\x00")
        found[f"{whole[:-1]!r}*"] = _pumped("", whole[:-1] or "a", "\x00")
    return list(found.items())


def _pumped(prefix: str, pump: str, tail: str) -> Callable[[int], str]:
    return lambda length: prefix + pump * max(1, length // max(1, len(pump))) + tail


def _two(first: str, second: str) -> Callable[[int], str]:
    return lambda length: first * (length // 2 // len(first) + 1) + second * (length // 2 // len(second) + 1) + "\x00"


def _literals(tree: Any) -> Iterator[str]:
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL):
            yield chr(value)
        elif kind is op.IN:
            yield from (chr(item[1]) for item in value if item[0] is op.LITERAL)
        else:
            for inner in _inner(value):
                yield from _literals(inner)


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _inner(item)


class _Sampler:
    """Short texts that fit a pattern's parts; `literals` are the characters that stand in it."""

    def __init__(self, literals: str) -> None:
        self.alphabet = literals + _USUAL

    def samples(self, tree: Any) -> list[str]:
        """Texts that fit a sequence, the first the plainest."""
        found = [""]
        for kind, value in tree:
            options = self._options(kind, value)
            found = [head + tail for head in found[:4] for tail in options[:_PER_CLASS]][: 3 * _PER_CLASS]
        return found

    def repeats(self, tree: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
        """For each unbounded repetition what stands before it, and what may be repeated."""
        for kind, value in tree:
            if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
                _, most, body = value
                if most > _UNBOUNDED:
                    yield prefix, [text for text in self.samples(body) if text]
                yield from self.repeats(body, prefix)
            elif kind is op.BRANCH:
                for branch in value[1]:
                    yield from self.repeats(branch, prefix)
            elif kind is not op.IN:
                for inner in _inner(value):
                    yield from self.repeats(inner, prefix)
            prefix += self._options(kind, value)[0]

    def _options(self, kind: Any, value: Any) -> list[str]:
        if kind is op.LITERAL:
            return [chr(value)]
        if kind is op.ANY:
            return list(dict.fromkeys(self.alphabet.replace("\n", "")))[:_PER_CLASS]
        if kind is op.NOT_LITERAL:
            return [c for c in dict.fromkeys(self.alphabet) if c != chr(value)][:_PER_CLASS]
        if kind is op.IN:
            return self._in_class(value) or ["a"]
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, _, body = value
            return [text * min(least or 0, 40) for text in self.samples(body)] or [""]
        if kind is op.SUBPATTERN:
            return self.samples(value[3])
        if kind is op.ATOMIC_GROUP:
            return self.samples(value)
        if kind is op.BRANCH:
            return [text for branch in value[1] for text in self.samples(branch)[:2]]
        return [""]

    def _in_class(self, items: Any) -> list[str]:
        negated = bool(items) and items[0][0] is op.NEGATE
        return [c for c in dict.fromkeys(self.alphabet) if any(map(_holds(c), items)) is not negated][:_PER_CLASS]


def _holds(character: str) -> Callable[[Any], bool]:
    categories = {
        op.CATEGORY_DIGIT: str.isdigit,
        op.CATEGORY_SPACE: str.isspace,
        op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    }
    opposites = {
        op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
        op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
        op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
    }

    def holds(item: Any) -> bool:
        kind, value = item
        if kind is op.LITERAL:
            return ord(character) == value
        if kind is op.RANGE:
            return bool(value[0] <= ord(character) <= value[1])
        if kind is op.CATEGORY:
            if value in opposites:
                return not categories[opposites[value]](character)
            return bool(categories[value](character))
        return False

    return holds
