"""What a long body took of the memory is given back to the system when it is gone."""

from __future__ import annotations

import ctypes

_M_MMAP_THRESHOLD = -3
_LARGE = 128 * 1024


def give_back_large_pieces() -> None:
    """Keep glibc at its first idea of what is large (https://man7.org/linux/man-pages/man3/mallopt.3.html).

    Else it learns from the first long body that such are usual, and keeps the room of all that follow for itself.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        # Another C library, which does not learn.
        return
    mallopt(_M_MMAP_THRESHOLD, _LARGE)
