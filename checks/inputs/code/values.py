"""What values code has before it runs: texts with holes where something is not known, objects, and instances."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

Value = Any  # str, int, float, bool, None, list, dict, or one of the classes below.


@dataclass(frozen=True, slots=True)
class Hole:
    """What is not known, by the words of the code that name it."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text of which not all is known."""

    parts: tuple[str | Hole, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the text, by its node."""

    node: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A call of a method of an instance, or an assignment to a member (`method` is "="), that comes before its use."""

    method: str
    arguments: tuple[Value, ...]
    path: tuple[str, ...] = ()
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Instance:
    """What a constructor or a factory gives: `kind` is its name in the code, such as `Headers` or `axios.create`."""

    kind: str
    arguments: tuple[Value, ...]
    changes: tuple[Change, ...] = ()

    def argument(self, place: int) -> Value:
        return self.arguments[place] if place < len(self.arguments) else None

    def changed(self, change: Change) -> Instance:
        return replace(self, changes=(*self.changes, change))


class Object(dict[str, Value]):
    """An object; `unknown` names what is spread into it and is not in the code."""

    def __init__(self, *args: Any, unknown: tuple[str, ...] = ()) -> None:
        super().__init__(*args)
        self.unknown = unknown


@dataclass(slots=True)
class Told:
    """Sentences about what was chosen while a value was read."""

    sentences: list[tuple[str, str | None]] = field(default_factory=list)

    def say(self, sentence: str, about: str | None) -> None:
        """Add a sentence about a field."""
        if (sentence, about) not in self.sentences:
            self.sentences.append((sentence, about))

    def taken(self) -> list[tuple[str, str | None]]:
        sentences, self.sentences = self.sentences, []
        return sentences


def joined(values: list[Value]) -> Value:
    """The text of values one after the other, as a template makes it."""
    parts: list[str | Hole] = []
    for value in values:
        for part in _parts(value):
            if parts and isinstance(part, str) and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    return Text(tuple(parts))


def _parts(value: Value) -> tuple[str | Hole, ...]:
    if isinstance(value, Text):
        return value.parts
    if isinstance(value, Hole):
        return (value,)
    if isinstance(value, Instance) and value.kind in ("URL", "URLSearchParams"):
        return (Hole(value.kind),)
    text = plain(value)
    return (Hole("an object") if text is None else text,)


def plain(value: Value) -> str | None:
    """The text that JavaScript makes of a known plain value; None for any other."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)
    return None


def is_known(value: Value) -> bool:
    """Whether nothing in it is unknown."""
    if isinstance(value, dict):
        return not getattr(value, "unknown", ()) and all(map(is_known, value.values()))
    if isinstance(value, list):
        return all(map(is_known, value))
    return value is None or isinstance(value, str | int | float)
