"""The mutants of a file: every change that mutmut's operators make to code that does something."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_if_exp

# What the sample is drawn from: files, and folders with all below them. One that has moved is left out here.
SUBJECTS = (
    "checks/cors",
    "checks/probing",
    "checks/inputs",
    "checks/admission",
    "checks/secrets",
    "checks/running/checker.py",
    "checks/running/joining.py",
)
OPERATORS = (*mutation_operators, (cst.If, operator_if_exp))
# Types are for mypy, dataclass() is asked for by it, and what a docstring says is for readers.
_SKIPPED = (
    m.Annotation()
    | m.Import()
    | m.ImportFrom()
    | m.Decorator(decorator=m.Name("dataclass") | m.Call(func=m.Name("dataclass")))
    | m.SimpleStatementLine(body=[m.Expr(value=m.SimpleString() | m.ConcatenatedString())])
    | m.Assign(value=m.Subscript(value=m.Name()) | m.Call(func=m.Name("TypeVar")))
)
_SKIPPED_KINDS = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator, cst.SimpleStatementLine, cst.Assign)
# Decorators and defaults stand in a function and yet run when the module is imported.
_DEEPER: dict[type[cst.CSTNode], int] = {cst.FunctionDef: 1, cst.Lambda: 1, cst.Decorator: -1, cst.Parameters: -1}


@dataclass(frozen=True, slots=True)
class Site:
    """A node that can be changed: where it is, whether it runs when the module is imported, and how often it can be.

    `key` is its text, with the file's name and which of several alike it is: it stays while other code changes.
    """

    file: str
    key: str
    first: int
    last: int
    at_import: bool
    place: int
    variants: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: `was` and `becomes` are the lines that differ, without the white space around."""

    site: Site
    source: str
    was: str
    becomes: str
    diff: str


def files(root: Path) -> list[str]:
    """The files to change, by their paths in the tree."""
    found = [path for subject in SUBJECTS for path in ((root / subject), *sorted((root / subject).rglob("*.py")))]
    return [str(path.relative_to(root)) for path in found if path.is_file()]


def sites(root: Path, file: str) -> Sequence[Site]:
    """Every node of the file that some operator changes, in order."""
    return _parsed(root, file).sites


def mutant(root: Path, site: Site, number: int) -> Mutant | None:
    """A variant of a node; None where the change changes nothing, or is no Python."""
    parsed = _parsed(root, site.file)
    node = parsed.nodes[site.place]
    before = parsed.module.code
    after = parsed.module.deep_replace(node, list(_variants(node))[number]).code  # type: ignore[attr-defined]
    try:
        compile(after, site.file, "exec")
    except (SyntaxError, ValueError):
        return None
    return _described(site, before, after) if after != before else None


def _described(site: Site, before: str, after: str) -> Mutant:
    told = list(difflib.unified_diff(before.splitlines(), after.splitlines(), site.file, site.file, lineterm="", n=1))
    was, becomes = ("\n".join(line[1:].strip() for line in told[2:] if line.startswith(sign)) for sign in ("-", "+"))
    return Mutant(site, after, was, becomes, "\n".join(told))


class _Parsed(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.sites: list[Site] = []
        self.nodes: list[cst.CSTNode] = []
        self.module: cst.Module
        self._functions = 0
        self._alike: Counter[str] = Counter()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Module):
            self.module = node
        if (isinstance(node, _SKIPPED_KINDS) and m.matches(node, _SKIPPED)) or _is_prose(node):
            return False
        self._functions += _DEEPER.get(type(node), 0)
        if variants := len(list(_variants(node))):
            where = self.get_metadata(PositionProvider, node)
            last = where.start.line if isinstance(node, cst.If | cst.Match) else where.end.line
            at_import = self._functions <= isinstance(node, cst.FunctionDef | cst.Lambda)
            text = f"{Path(self.file).name}|{self.module.code_for_node(node)}"
            self._alike[text] += 1
            key = f"{text}|{self._alike[text]}"
            self.sites.append(Site(self.file, key, where.start.line, last, at_import, len(self.nodes), variants))
            self.nodes.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        skipped = isinstance(original_node, _SKIPPED_KINDS) and m.matches(original_node, _SKIPPED)
        self._functions -= 0 if skipped else _DEEPER.get(type(original_node), 0)


def _variants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            changed: Any = node
            yield from operator(changed)


def _is_prose(node: cst.CSTNode) -> bool:
    """Whether it is a text of three words or more: how a sentence is put, readers judge."""
    return isinstance(node, cst.SimpleString) and len(node.raw_value.split()) > 2


@lru_cache(maxsize=200)
def _parsed(root: Path, file: str) -> _Parsed:
    visitor = _Parsed(file)
    MetadataWrapper(cst.parse_module((root / file).read_text(encoding="utf-8")), unsafe_skip_copy=True).visit(visitor)
    return visitor
