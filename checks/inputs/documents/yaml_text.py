"""YAML as plain values, from the events of a parser that knows no tags: nothing is constructed, and no alias is
followed, so that a document is never larger than its text."""

from __future__ import annotations

from typing import Any

from checks.refusal import unreadable

_DEEPEST = 60
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


def load(text: str) -> Any:
    """The value of the first document; raises a Refusal where it is no YAML, or nests too deeply."""
    # Loaded only where such a text is pasted.
    import yaml

    root: list[Any] = []
    open_lists: list[Any] = [root]
    keys: list[Any] = [None]
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent):
                plain = event.implicit[0] and not event.style
                _put(open_lists, keys, _WORDS.get(event.value, event.value) if plain else event.value)
            elif isinstance(event, yaml.AliasEvent):
                _put(open_lists, keys, None)
            elif isinstance(event, yaml.CollectionStartEvent):
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                _put(open_lists, keys, value)
                open_lists.append(value)
                keys.append(None)
                if len(open_lists) > _DEEPEST:
                    raise unreadable("This YAML nests too deeply to be a requests file.")
            elif isinstance(event, yaml.CollectionEndEvent):
                open_lists.pop()
                keys.pop()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise unreadable(f"This YAML cannot be read{where}. Paste the file as it was exported.") from error
    return root[0] if root else None


class _Key:
    """A key that waits for its value."""

    __slots__ = ("name",)

    def __init__(self, name: Any) -> None:
        self.name = name if isinstance(name, str) else str(name) if not isinstance(name, dict | list) else ""


def _put(open_lists: list[Any], keys: list[Any], value: Any) -> None:
    """Adds a value to the innermost list, or a key or its value to the innermost object."""
    inner = open_lists[-1]
    if isinstance(inner, list):
        inner.append(value)
    elif keys[-1] is None:
        keys[-1] = _Key(value)
    else:
        inner[keys[-1].name] = value
        keys[-1] = None
