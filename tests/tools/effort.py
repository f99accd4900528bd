"""How much a test tries: all of it with `CI=true`, a part of it elsewhere, so that a developer need not wait."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from typing import TypeVar

IN_CI = bool(os.environ.get("CI"))
T = TypeVar("T")


def tries(all_of_them: int, some: int) -> int:
    """Gives how many to try: `some` outside of CI."""
    return all_of_them if IN_CI else some


def some_of(items: Sequence[T], place: str) -> Sequence[T]:
    """Gives all of them in CI, else every fourth, beginning elsewhere at each place."""
    return items if IN_CI else items[zlib.crc32(place.encode()) % 4 :: 4]
