"""A cache for what is computed from foreign text: long text is computed each time, so that nobody can fill memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def length(*texts: str | bytes | None) -> int:
    """How long the texts are together."""
    return sum(len(text) for text in texts if text)


def short_cache(
    *, maxsize: int, longest: int, size: Callable[..., int] = length
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """As `functools.lru_cache`, for calls whose arguments have a `size` of at most `longest`, in characters: it keeps
    no more than `maxsize` times `longest` of them. Any other call is computed each time."""

    def decorate(function: Any) -> Any:
        kept = lru_cache(maxsize=maxsize)(function)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            return (kept if size(*args, **kwargs) <= longest else function)(*args, **kwargs)

        # Looked up some fifty times in a check, where counting costs more than the cache.
        @wraps(function)
        def call_of_text(text: Any, *more: Any) -> Any:
            if more:
                return (kept if length(text, *more) <= longest else function)(text, *more)
            return kept(text) if len(text) <= longest else function(text)

        made = call_of_text if size is length else call
        # As functools' own caches show them.
        vars(made).update(cache_info=kept.cache_info, cache_clear=kept.cache_clear)
        return made

    return decorate
