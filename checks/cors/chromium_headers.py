"""The order in which Chromium walks a page's request headers, which decides the one that it names as not allowed.

Blink keeps them in a hash table keyed by rapidhash (https://github.com/Nicoshev/rapidhash) of the lower-case name as
UTF-16, and walks it bucket by bucket. The table is twice as large as what it holds, the browser's own headers included.
"""

from __future__ import annotations

from collections.abc import Iterable

from checks.cors.short_cache import short_cache

_MASK = (1 << 64) - 1
_SEED = 0xBDD89AA982704029
_SECRET = (0x2D358DCCAA6C78A5, 0x8BB84B93962EACC9, 0x4B33A62ED433D4A3)
_OWN_HEADERS = 6
_LEAST_BUCKETS = 16


def walk(names: Iterable[str]) -> list[str]:
    """The lower-case names in Chromium's order."""
    names = sorted(set(names))
    buckets = _LEAST_BUCKETS
    while buckets < 2 * (len(names) + _OWN_HEADERS):
        buckets *= 2
    table: list[str | None] = [None] * buckets
    for name in names:
        index = _hash(name) & (buckets - 1)
        step = 0
        while table[index] is not None:
            step += 1
            index = (index + step) & (buckets - 1)
        table[index] = name
    return [name for name in table if name is not None]


def _mix(one: int, other: int) -> int:
    product = one * other
    return (product & _MASK) ^ (product >> 64)


def _word(key: bytes, start: int, size: int) -> int:
    return int.from_bytes(key[start : start + size], "little")


@short_cache(maxsize=1024, longest=64)
def _hash(name: str) -> int:
    key = name.encode("utf-16-le")
    size = len(key)
    seed = _SEED ^ _mix(_SEED ^ _SECRET[0], _SECRET[1]) ^ size
    if size <= 16:
        one, other = _short(key)
    else:
        left, at = size, 0
        while left > 48:
            seed, left, at = _long_round(key, seed, at), left - 48, at + 48
        if left > 16:
            seed = _mix(_word(key, at, 8) ^ _SECRET[2], _word(key, at + 8, 8) ^ seed ^ _SECRET[1])
            if left > 32:
                seed = _mix(_word(key, at + 16, 8) ^ _SECRET[2], _word(key, at + 24, 8) ^ seed)
        one, other = _word(key, size - 16, 8), _word(key, size - 8, 8)
    product = (one ^ _SECRET[1]) * (other ^ seed)
    return _mix((product & _MASK) ^ _SECRET[0] ^ size, (product >> 64) ^ _SECRET[1])


def _short(key: bytes) -> tuple[int, int]:
    size = len(key)
    if size < 4:
        return (key[0] << 56) | (key[size >> 1] << 32) | key[-1] if key else 0, 0
    last = size - 4
    delta = (size & 24) >> (size >> 3)
    return (
        (_word(key, 0, 4) << 32) | _word(key, last, 4),
        (_word(key, delta, 4) << 32) | _word(key, last - delta, 4),
    )


def _long_round(key: bytes, seed: int, at: int) -> int:
    """Names beyond 24 characters: three lanes a round, folded into one seed."""
    lanes = [_mix(_word(key, at, 8) ^ _SECRET[0], _word(key, at + 8, 8) ^ seed)]
    lanes.append(_mix(_word(key, at + 16, 8) ^ _SECRET[1], _word(key, at + 24, 8) ^ seed))
    lanes.append(_mix(_word(key, at + 32, 8) ^ _SECRET[2], _word(key, at + 40, 8) ^ seed))
    return lanes[0] ^ lanes[1] ^ lanes[2]
