"""Every function of the project that reads a text, found by its signature, and texts on which it could take long."""

from __future__ import annotations

import ast
import inspect
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

from tests.growth.modules import modules

# Packages whose functions are given what strangers wrote. The terminal reads its own user's words.
_FOREIGN = ("checks.inputs", "checks.cors", "checks.api", "checks.probing", "checks.secret", "checks.secrets.redaction")
# These ask the system or the network.
_LEFT_OUT = ("checks.probing.resolve", "checks.probing.dns_resolver", "checks.probing.guard")
_USUAL = (
    "\\",
    '"',
    "'",
    "`",
    "(",
    "[",
    "{",
    "<",
    "\n",
    "\r\n",
    " ",
    "\t",
    ":",
    "a: b\n",
    "a",
    "0",
    "%41",
    "&a=b",
    "?",
    "/*",
    "//",
)
_USUAL += (
    "{'a':[",
    '{"a":[',
    "^\n",
    '^"',
    '"\\"',
    "https://a.example/",
    ",",
    ";",
    "a=b;",
    "=",
    "é",
    "\x00",
    "-H 'a: b' ",
    "$'\\''",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A function of one text; `takes` is str or bytes."""

    place: str
    function: Callable[[Any], object]
    takes: type

    def call(self, text: str) -> None:
        """All that the function does with a text, and its errors."""
        found = self.function(text if self.takes is str else text.encode("latin-1", "replace"))
        if inspect.isgenerator(found):
            for _ in found:
                pass

    def run(self, text: str) -> None:
        try:
            self.call(text)
        except Exception as error:
            if isinstance(error, (RecursionError, MemoryError)):
                raise
            # What a text is refused with is not asked here: `tests.growth.test_fuzz` does that.


def all_readers() -> list[Reader]:
    found = {}
    for module in modules():
        if module.__name__.startswith(_FOREIGN):
            for name, function in vars(module).items():
                takes = _takes(function)
                place = f"{module.__name__}.{name}"
                own = function.__module__ == module.__name__ and not name.startswith("_") if takes else False
                if own and takes and not place.startswith(_LEFT_OUT):
                    found[place] = Reader(place, function, takes)
    return list(found.values())


def _takes(function: Any) -> type | None:
    """str or bytes for a plain function that needs just one of them, or may be given it, by its annotations."""
    if not inspect.isfunction(inspect.unwrap(function)) or inspect.iscoroutinefunction(function):
        return None
    needed = [
        p
        for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    ]
    if len(needed) != 1 or needed[0].kind not in (needed[0].POSITIONAL_ONLY, needed[0].POSITIONAL_OR_KEYWORD):
        return None
    try:
        hint = get_type_hints(inspect.unwrap(function)).get(needed[0].name)
    except NameError:
        return None
    return str if hint in (str, str | None) else bytes if hint is bytes else None


@cache
def words_of(module: ModuleType) -> tuple[str, ...]:
    """The short texts that stand in a module's code: what its readers look for."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    found = dict.fromkeys(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) <= 40
    )
    return tuple(word for word in found if not word.isidentifier() or len(word) < 9)


def texts_for(reader: Reader, *, seed: int = 1, pairs: int = 15) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Repetitions, nestings and beginnings without an end, of the reader's own words and of the usual marks."""
    module = next(
        module
        for module in modules()
        if reader.place.startswith(f"{module.__name__}.")
        and "." not in reader.place.removeprefix(f"{module.__name__}.")
    )
    own = words_of(module)
    chance = random.Random(f"{seed} {reader.place}")
    pool = (*own, *_USUAL)
    for word in dict.fromkeys(pool):
        yield f"{word!r}*", _repeated("", word)
    for _ in range(pairs):
        first, second = chance.choice(pool), chance.choice(pool)
        yield f"{first!r} {second!r}*", _repeated(first, second)
        yield f"({first!r} {second!r})*", _repeated("", first + second)
        yield f"{first!r}* {second!r}*", _halves(first, second)


def _repeated(first: str, word: str) -> Callable[[int], str]:
    return lambda length: first + word * max(1, length // len(word))


def _halves(first: str, second: str) -> Callable[[int], str]:
    return lambda length: first * max(1, length // 2 // len(first)) + second * max(1, length // 2 // len(second))
