"""Readers of one JSON value each, by name: the right type, or a refusal that names the field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from checks.refusal import Refusal

Json = Mapping[str, Any]


def only(fields: Json, known: Collection[str], prefix: str = "") -> None:
    """Refuse a field that is not known."""
    for name in fields:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise invalid(prefix + name[:64], f"There is no field “{prefix}{name[:64]}”. The fields are {listed}.")


def text(fields: Json, name: str, default: str | None = None, prefix: str = "") -> str:
    """A text; required where there is no default."""
    value = fields.get(name, default)
    if value is None:
        raise invalid(prefix + name, f"Send {prefix}{name}, a string.")
    return checked_text(value, prefix + name)


def optional_text(fields: Json, name: str, prefix: str = "") -> str | None:
    value = fields.get(name)
    return None if value is None else checked_text(value, prefix + name)


def optional_number(fields: Json, name: str, prefix: str = "") -> int | None:
    """A whole number; to JSON 200.0 is the same number as 200."""
    value = fields.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise invalid(prefix + name, f"{prefix}{name} must be a whole number, such as 200.")
    return value


def flag(fields: Json, name: str, default: bool, prefix: str = "") -> bool:
    value = fields.get(name, default)
    if not isinstance(value, bool):
        raise invalid(prefix + name, f"{prefix}{name} must be true or false.")
    return value


def pairs(value: Any, field: str) -> tuple[tuple[str, str], ...]:
    """A header list: [name, value] pairs, or an object of names and values."""
    items = list(value.items()) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise invalid(field, f"{field} must be a list of [name, value] pairs, or an object.")
    found = []
    for item in items:
        if not isinstance(item, list | tuple) or len(item) != 2 or not all(isinstance(part, str) for part in item):
            raise invalid(field, f"{field} must be a list of [name, value] pairs, each of two strings.")
        found.append((checked_text(item[0], field), checked_text(item[1], field)))
    return tuple(found)


def checked_text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise invalid(field, f"{field} must be a string in quotation marks.")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise invalid(field, f"{field} has half of a surrogate pair, which is not a character.")
    return value


def invalid(field: str, sentence: str) -> Refusal:
    return Refusal("invalid_field", sentence, field)
