"""How the time of a reader grows with the length of its text, in CPU time of this thread."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

# A doubling of the text may cost so many times as much: twice, and what a busy machine adds.
MOST_A_DOUBLING = 2.5
# Too short to tell growth from noise, and short enough not to matter at this length.
NOTHING_S = 0.004
# Short enough for what doubles with every second character.
_SHORTEST, _STEP = 16, 1.4
# Far more than any reader takes that is linear, so that a longer text is not even tried.
_FIXED_S, _A_CHARACTER_S = 0.05, 20e-6

_CALM_S = 0.0105

Run = Callable[[Any], object]
Build = Callable[[int], str]


def cpu(run: Run, text: Any, times: int = 1) -> float:
    """The least CPU seconds of so many runs, without the collector of garbage, which walks through the tests' own."""
    least = float("inf")
    collects = gc.isenabled()
    gc.disable()
    try:
        for _ in range(times):
            started = time.thread_time()
            run(text)
            least = min(least, time.thread_time() - started)
    finally:
        if collects:
            gc.enable()
    return least


def slowness() -> float:
    """How many times as long as when it is calm this machine takes at this moment for the same plain work."""
    return max(1.0, cpu(lambda count: sum(number * number % 7 for number in range(count)), 200_000, 5) / _CALM_S)


def superlinear(run: Run, build: Build, length: int = 16_384, shortest: int = _SHORTEST) -> str:
    """A sentence where the time grows faster than the text does; empty where it does not.

    The text grows from a short one, so that what doubles with every character is found before it takes for ever.
    """
    size, before = shortest, 0.0
    while size <= length:
        taken, most = cpu(run, build(size)), _FIXED_S + size * _A_CHARACTER_S
        # What is loaded at its first use counts for no text.
        if taken > most and (taken := cpu(run, build(size))) > most:
            return f"{size:,} characters take {taken:.3f} s"
        if size == length and (taken < NOTHING_S or taken <= MOST_A_DOUBLING * before):
            return ""
        before = taken
        size = int(size * _STEP) if size < 256 else 2 * size if size >= 512 else 512
    for _ in range(3):
        quarter, half, whole = (cpu(run, build(length // part), 3) for part in (4, 2, 1))
        if whole < NOTHING_S or whole <= MOST_A_DOUBLING * half or half <= MOST_A_DOUBLING * quarter:
            return ""
    return (
        f"{length // 4:,}, {length // 2:,} and {length:,} characters take {quarter:.4f}, {half:.4f} and {whole:.4f} s"
    )


def assert_linear(make: Callable[[int], Any], read: Callable[[Any], object], length: int) -> None:
    """Reads `make(length)` and what is four times as long; each doubling may cost 2.5 times the CPU time."""
    short, long = make(length), make(4 * length)
    for _ in range(3):
        ratio = cpu(read, long, 3) / max(cpu(read, short, 3), NOTHING_S)
        if ratio <= MOST_A_DOUBLING**2:
            return
    raise AssertionError(f"four times the length costs {ratio:.1f} times the CPU time")
